"""What stands beside a card's lines: of each metric that has a partner the partner's value, and the month before's."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import models

from kpis.figures import Figures
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


def write_beside(
    team: Team, month: Span, members: Collection[int], plan: Mapping[int, Sequence[PlannedPart]], *, through: date
) -> None:
    """Write what stands beside the lines of some members' unsigned cards, where it differs; what no longer does, goes.
    Two queries for a team whose cards have no pairs."""
    cards = Scorecard.objects.filter(team=team, month=month.first, member__among=members).current().unsigned()
    lines = Line.objects.filter(part__scorecard__in=cards)
    there = {line: says for line, *says in Beside.objects.filter(line__in=lines).values_list("line", *Beside.SAYS)}
    pairs = Pair.objects.in_force(team)
    parts = [part for member in members for part in plan.get(member, ()) if paired_in(part, pairs)]
    known = counted_beside(team, month, parts, pairs, through=through) if parts else {}
    wanted = dict(said_of(lines, known)) if known else {}
    differing = (Beside.of(line, says) for line, says in wanted.items() if there.get(line) != says)
    Beside.objects.bulk_create(
        differing, update_conflicts=True, unique_fields=["line"], update_fields=Beside.SAYS, batch_size=1000
    )
    if gone := there.keys() - wanted.keys():
        Beside.objects.filter(line__in=gone).delete()


def paired_in(part: PlannedPart, pairs: Pairs) -> list[Asked]:
    """Its KPIs whose metric has a partner."""
    return [one for one in part.asked if one.kpi.metric_id in pairs]


def counted_beside(
    team: Team, month: Span, parts: Sequence[PlannedPart], pairs: Pairs, *, through: date
) -> dict[Key, Known]:
    """The month before counts for as many days as the part has so far, as a growth of a flow does."""
    terms = terms_behind([pair.partner for pair in pairs.values()])
    formulas = {key: Formula.of(pair.partner, terms) for key, pair in pairs.items()}
    counted = Span(month.first, min(month.last, through))
    earlier = Span.month(month_before(month.first))
    now, then = [], []
    for part in parts:
        own = paired_in(part, pairs)
        partners = [partner_of(one, pairs[one.kpi.metric_id], formulas[one.kpi.metric_id]) for one in own]
        last = earlier.first + timedelta(days=max((part.span & counted).length, 1) - 1)
        now.append(replace(part, asked=partners))
        then.append(replace(part, asked=[*own, *partners], span=Span(earlier.first, min(earlier.last, last))))
    found = Figures(team, month, now, through=through).of(now)
    before = Figures(team, earlier, then, through=earlier.last).of(then)
    known: dict[Key, Known] = {}
    for part, values, were in zip(parts, found, before, strict=True):
        own = paired_in(part, pairs)
        for place, one in enumerate(own):
            figures = (values[place], were[len(own) + place], were[place])
            numbers = [None if each.figure.value is None else stored(each.figure.value) for each in figures]
            key = (part.assignment, part.template.pk, part.span.first, one.kpi_key)
            known[key] = Known(pairs[one.kpi.metric_id], *numbers)
    return known


def partner_of(one: Asked, pair: Pair, formula: Formula) -> Asked:
    """The partner, counted as the KPI is: for the same subjects, or for all of the team's of another kind."""
    numbers = one.kpi.numbers if pair.subject_kind == one.kpi.subject_kind else Kpi.Numbers.TEAM
    kpi = Kpi(metric=pair.partner, numbers=numbers, subject_kind=pair.subject_kind)
    return replace(one, kpi=kpi, formula=formula, is_own=numbers == Kpi.Numbers.OWN, is_of_channels=False)


def said_of(lines: models.QuerySet[Line], known: Mapping[Key, Known]) -> Iterator[tuple[int, list[object]]]:
    """Of each line that has a partner what is said beside it, in the order of ``Beside.SAYS``."""
    names = ("part__assignment", "part__template", "part__first", "kpi", "pk", "actual", "target", "zero_at")
    paired = lines.filter(kpi__in={kpi for _assignment, _template, _first, kpi in known})
    for assignment, template, first, kpi, pk, actual, target, zero_at in paired.order_by().values_list(*names):
        if (one := known.get((assignment, template, first, kpi))) is None:
            continue
        rise = None if actual is None or one.actual_before is None else actual - one.actual_before
        has_risen = rise is not None and (rise < 0 if target < zero_at else rise > 0)
        is_warning = has_risen and one.pair.got_worse(was=one.value_before, now=one.value)
        yield pk, [one.pair.partner_id, one.value, one.value_before, one.actual_before, is_warning]
