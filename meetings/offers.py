"""What a stand-up is filled in with beyond one's last plan: the upper and lower rooms offer lines of theirs here.

    @offer
    def items(member: Member, span: Span) -> Offer: ...

``span``: from the member's last stand-up to the day that is written for.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from roles.models import Member
from teamops.lib.months import Span


@dataclass(frozen=True)
class Offer:
    """Lines that go under what was done, and under the plan; and how lines of the last plan begin that these say
    better."""

    done: list[str] = field(default_factory=list)
    plan: list[str] = field(default_factory=list)
    instead_of: list[str] = field(default_factory=list)


Offering = Callable[[Member, Span], Offer]

_offerings: dict[str, Offering] = {}


def offer(function: Offering) -> Offering:
    """Register something that offers lines. One constant number of queries each."""
    _offerings[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def offered(member: Member, span: Span) -> Offer:
    """All that is offered to one member."""
    found = [ask(member, span) for ask in _offerings.values()]
    return Offer(*([line for one in found for line in getattr(one, part)] for part in ("done", "plan", "instead_of")))
