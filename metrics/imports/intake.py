"""A file's bytes to what an import works with: its reading, the channel it belongs to, the dictionary."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property

from metrics.imports import reading, sandbox, values
from metrics.imports.calls import kept
from metrics.imports.layouts import LAYOUTS, Layout
from metrics.imports.layouts.base import Around, KnownMetric
from metrics.imports.reading import Progress, Reading
from metrics.imports.reasons import explain
from metrics.imports.recognition import Table, recognise
from metrics.imports.unreadable import Unreadable
from metrics.models import Channel, Metric
from roles.models import Team
from teamops.lib.exceptions import NotAllowedNow


class Refused(NotAllowedNow):
    """A file that can't go in, with a code of ``reasons``. Nothing of it was stored."""

    def __init__(self, code: str, **arguments: str | int) -> None:
        self.code = code
        self.arguments = arguments
        self.reason = explain(code, arguments)
        super().__init__(str(self.reason))


class WhichChannel(Refused):
    """Several channels fit: these."""

    def __init__(self, layout: str, fitting: list[Channel]) -> None:
        super().__init__("which_channel", layout=layout, channels="、".join(one.name for one in fitting))
        self.fitting = fitting


@dataclass(frozen=True)
class Dictionary:
    """The metrics that a team knows."""

    metrics: list[Metric]

    @classmethod
    def of(cls, team: Team) -> "Dictionary":
        return cls(list(Metric.objects.known_to(team)))

    @cached_property
    def by_code(self) -> dict[str, Metric]:
        return {metric.code: metric for metric in self.metrics}

    @cached_property
    def codes(self) -> dict[int, str]:
        return {metric.pk: metric.code for metric in self.metrics}

    @cached_property
    def stocks(self) -> set[str]:
        return {metric.code for metric in self.metrics if metric.fold == Metric.Fold.STOCK}

    def words(self) -> dict[str, list[KnownMetric]]:
        """By code, and by name in both languages; a code is never taken for another's name. Without the retired."""
        found: dict[str, list[KnownMetric]] = defaultdict(list)
        offered = [metric for metric in self.metrics if not metric.is_retired]
        for metric in offered:
            known = KnownMetric(metric.code, metric.unit, metric.is_derived)
            for name in {values.plain(metric.name), values.plain(metric.name_en)} - {""}:
                found[name].append(known)
        return found | {metric.code: [KnownMetric(metric.code, metric.unit, metric.is_derived)] for metric in offered}


def read(
    content: bytes,
    *,
    dictionary: Dictionary,
    today: date,
    as_of: date | None = None,
    layouts: Collection[Layout] = LAYOUTS.values(),
    progress: Progress | None = None,
) -> Reading:
    """Raise ``Refused``."""
    around = Around(today, dictionary.words(), as_of)
    try:
        if kept.is_kept(content):
            return reading.read_table(kept.table(content), kept.CONTAINER, around)
        return reading.read(sandbox.read(content), around, layouts, progress=progress)
    except Unreadable as unreadable:
        raise Refused(unreadable.code, **unreadable.arguments) from unreadable


def table(content: bytes, layouts: Collection[Layout] = LAYOUTS.values()) -> Table:
    """The recognised table of a kept file, to show a row of it. Raise ``Refused``."""
    try:
        return kept.table(content) if kept.is_kept(content) else recognise(sandbox.read(content), layouts)
    except Unreadable as unreadable:
        raise Refused(unreadable.code, **unreadable.arguments) from unreadable


def channel_for(layout: Layout, *, team: Team, channel: Channel | None) -> Channel | None:
    """The channel that was named, if the layout belongs there; else the only one of its kind. Raise ``Refused``."""
    name = f"{layout.origin} · {layout.label}"
    if channel is not None and layout.channel_kinds and channel.kind not in layout.channel_kinds:
        raise Refused("wrong_channel", layout=name, channel=channel.name, kind=str(channel.get_kind_display()))
    if channel is not None or not layout.needs_channel:
        return channel
    fitting = list(
        Channel.objects.in_use().filter(subject__team=team, kind__in=layout.channel_kinds).select_related("subject")
    )
    if not fitting:
        raise Refused("no_channel", layout=name)
    if len(fitting) > 1:
        raise WhichChannel(name, fitting)
    return fitting[0]
