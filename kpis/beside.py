"""What stands beside a card's lines: of each metric that has a partner the partner's value, and the month before's."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import models
from django.db.models import Q

from kpis.figures import Counted, Figures, counted_days
from kpis.lineage import terms_behind
from kpis.models import Beside, Kpi, Line, Scorecard
from kpis.plan import Asked, PlannedPart
from kpis.scoring import stored
from metrics.formulas import Formula
from metrics.models import Pair
from roles.models import Team
from teamops.lib.months import Span, month_before

Pairs = Mapping[int, Pair]
# A line by its part's assignment, template and first day, and its KPI.
Key = tuple[int, int, date, int]


class Known(NamedTuple):
    """What was counted for a line: the partner in the month and before, and the KPI before."""

    pair: Pair
    value: Decimal | None
    value_before: Decimal | None
    actual_before: Decimal | None


class Row(NamedTuple):
    """A line of a card, with what stands beside it (``Beside.SAYS``; nothing: ``None`` throughout)."""

    key: Key
    line: int
    actual: Decimal | None
    target: Decimal
    zero_at: Decimal
    says: list[object]


OF_KEY = ("part__assignment", "part__template", "part__first", "kpi")
OF_LINE = ("pk", "actual", "target", "zero_at")


def write_beside(
    team: Team, month: Span, members: Collection[int], pairing: "Pairing", counted: Counted, *, through: date
) -> None:
    """Write what stands beside the lines of some members' unsigned cards, where it differs; what no longer does, goes.

    ``counted``: their parts and what each reached, the partners last (``Pairing.with_partners``). One query for a team
    without pairs.
    """
    known = known_beside(team, month, pairing, counted, through=through)
    there: dict[int, list[object]] = {}
    wanted: dict[int, list[object]] = {}
    cards = Scorecard.objects.filter(team=team, month=month.first, member__among=members).current().unsigned()
    for row in lines_of(cards, kpis={kpi for *_key, kpi in known}):
        if row.says[0] is not None:
            there[row.line] = row.says
        if (one := known.get(row.key)) is not None:
            wanted[row.line] = said_of(row, one)
    differing = (Beside.of(line, says) for line, says in wanted.items() if there.get(line) != says)
    Beside.objects.bulk_create(
        differing, update_conflicts=True, unique_fields=["line"], update_fields=Beside.SAYS, batch_size=1000
    )
    if gone := there.keys() - wanted.keys():
        Beside.objects.filter(line__in=gone).delete()


class Paired(NamedTuple):
    """The KPIs of a part whose metric has a partner, the partners as they are counted, and all that is asked."""

    own: Sequence[Asked]
    partners: Sequence[Asked]
    together: Sequence[Asked]


class Pairing:
    """The pairs of a team, worked out once for all parts that are asked for the same."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs
        terms = terms_behind([pair.partner for pair in pairs.values()]) if pairs else {}
        self.formulas = {key: Formula.of(pair.partner, terms) for key, pair in pairs.items()}
        self._known: dict[int, Paired] = {}

    @classmethod
    def of_team(cls, team: Team) -> "Pairing":
        return cls(Pair.objects.in_force(team))

    def of(self, part: PlannedPart) -> Paired:
        found = self._known.get(id(part.asked))
        if found is None:
            own = [one for one in part.asked if one.kpi.metric_id in self.pairs]
            partners = [partner_of(one, self.pairs[one.kpi.metric_id], self.formulas[one.kpi.metric_id]) for one in own]
            found = self._known[id(part.asked)] = Paired(own, partners, [*part.asked, *partners])
        return found

    def with_partners(self, part: PlannedPart) -> PlannedPart:
        """The part, asked for the partners, too: after its own KPIs."""
        paired = self.of(part)
        return replace(part, asked=paired.together) if paired.own else part


def known_beside(team: Team, month: Span, pairing: Pairing, counted: Counted, *, through: date) -> dict[Key, Known]:
    """The month before counts for as many days as the part has so far, as a growth of a flow does."""
    paired = [(part, reached) for part, reached in counted if pairing.of(part).own]
    if not paired:
        return {}
    so_far = counted_days(month, through)
    earlier = Span.month(month_before(month.first))
    then = [earlier_part(part, pairing.of(part), earlier, (part.span & so_far).length) for part, _reached in paired]
    before = Figures(team, earlier, then, through=earlier.last).of(then)
    known: dict[Key, Known] = {}
    for (part, reached), were in zip(paired, before, strict=True):
        own = pairing.of(part).own
        partners = reached[len(part.asked) :]
        for place, one in enumerate(own):
            figures = (partners[place], were[len(own) + place], were[place])
            numbers = [None if each.figure.value is None else stored(each.figure.value) for each in figures]
            key = (part.assignment, part.template.pk, part.span.first, one.kpi_key)
            known[key] = Known(pairing.pairs[one.kpi.metric_id], *numbers)
    return known


def earlier_part(part: PlannedPart, paired: Paired, earlier: Span, days: int) -> PlannedPart:
    """The part as it would have been in the month before, for so many days of it."""
    last = earlier.first + timedelta(days=max(days, 1) - 1)
    return replace(part, asked=[*paired.own, *paired.partners], span=Span(earlier.first, min(earlier.last, last)))


def partner_of(one: Asked, pair: Pair, formula: Formula) -> Asked:
    """The partner, counted as the KPI is: for the same subjects, or for all of the team's of another kind."""
    numbers = one.kpi.numbers if pair.subject_kind == one.kpi.subject_kind else Kpi.Numbers.TEAM
    kpi = Kpi(metric=pair.partner, numbers=numbers, subject_kind=pair.subject_kind)
    return replace(one, kpi=kpi, formula=formula, is_own=numbers == Kpi.Numbers.OWN, is_of_channels=False)


def lines_of(cards: models.QuerySet[Scorecard], *, kpis: Collection[int]) -> Iterator[Row]:
    """The lines of these KPIs, and those beside which something stands already. One query."""
    lines = Line.objects.filter(Q(kpi__in=kpis) | Q(beside__isnull=False), part__scorecard__in=cards).order_by()
    beside = [f"beside__{name}" for name in Beside.SAYS]
    for assignment, template, first, kpi, *values in lines.values_list(*OF_KEY, *OF_LINE, *beside):
        pk, actual, target, zero_at, *says = values
        yield Row((assignment, template, first, kpi), pk, actual, target, zero_at, says)


def said_of(row: Row, one: Known) -> list[object]:
    """What is said beside a line, in the order of ``Beside.SAYS``."""
    rise = None if row.actual is None or one.actual_before is None else row.actual - one.actual_before
    has_risen = rise is not None and (rise < 0 if row.target < row.zero_at else rise > 0)
    is_warning = has_risen and one.pair.got_worse(was=one.value_before, now=one.value)
    return [one.pair.partner_id, one.value, one.value_before, one.actual_before, is_warning]
