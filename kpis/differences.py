"""What a new revision of a card says otherwise than the signed one before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpis.adjusted import lines_of
from kpis.models import Line, Scorecard
from kpis.sheet import Sheet
from metrics.models import Metric
from teamops.lib.rounding import round_half_up


@dataclass(frozen=True)
class Difference:
    """A line that differs. One of the two is ``None`` where it is only on the other revision."""

    metric: Metric
    was: Line | None
    now: Line | None

    @property
    def change(self) -> Decimal | None:
        """By how much more it gives."""
        was, now = earned(self.was), earned(self.now)
        return None if was is None or now is None else now - was


@dataclass(frozen=True)
class Differences:
    """``totals``: of the halves, the total and the adjusted total, what each was and is, where it differs."""

    before: Scorecard
    totals: Sequence[tuple[str, Decimal | None, Decimal | None]]
    lines: Sequence[Difference]


SAID = ("actual", "target", "zero_at", "score", "weight", "earned")


def earned(line: Line | None) -> Decimal | None:
    return None if line is None or line.earned is None else round_half_up(line.earned)


def differences(sheet: Sheet, before: Scorecard | None) -> Differences | None:
    """Against the signed revision ``before``; ``None`` for the first one. No query."""
    if before is None:
        return None
    card = sheet.card
    totals = [(name, getattr(before, name), getattr(card, name)) for name in ("process", "result", "total")]
    totals.append(("adjusted_total", before.adjusted_total, sheet.adjusted_total))
    return Differences(before, [one for one in totals if one[1] != one[2]], changed_lines(before, card))


def changed_lines(before: Scorecard, card: Scorecard) -> list[Difference]:
    was, now = by_metric(before), by_metric(card)
    return [
        Difference((now.get(key) or was[key]).kpi.metric, was.get(key), now.get(key))
        for key in dict.fromkeys([*now, *was])
        if said(was.get(key)) != said(now.get(key))
    ]


def by_metric(card: Scorecard) -> Mapping[tuple[int, int], Line]:
    """By assignment and metric: a new version of a template keeps its metrics, not its KPIs."""
    return {(key[0], line.kpi.metric_id): line for key, (_part, line) in lines_of(card).items()}


def said(line: Line | None) -> list[Decimal | None]:
    return [getattr(line, name) for name in SAID] if line else []
