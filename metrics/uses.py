"""What is made of a metric above: templates, say. Upper apps register; metrics knows none of them.

@used_by
def kpis(team, metrics): ...
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from roles.models import Team


@dataclass(frozen=True, slots=True)
class Use:
    """Something that names a metric, and the page that shows it.

    ``is_binding``: it is published, so the definition stays as it is. ``is_standing``: it counts now or will count, so
    the metric can't retire.
    """

    metric: int
    name: str
    detail: str
    url: str
    is_binding: bool = False
    is_standing: bool = False


# The team, the keys of metrics: what names one of them.
Finder = Callable[[Team, Collection[int]], Iterable[Use]]

_finders: dict[str, Finder] = {}


def used_by(finder: Finder) -> Finder:
    """Ask ``finder`` too. Registering it twice does no harm."""
    _finders[f"{finder.__module__}.{finder.__qualname__}"] = finder
    return finder


def uses(team: Team, metrics: Collection[int]) -> list[Use]:
    """What the team has that names one of these metrics."""
    return [use for finder in _finders.values() for use in finder(team, metrics)] if metrics else []
