"""Sections about numbers: each channel against the period before, the best and the worst content, missing data."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.urls import reverse

from meetings.agenda.headlines import LOWER_IS_BETTER, looked_at
from meetings.agenda.lines import Figures, Line, Saying
from meetings.agenda.registry import A_DAY, Scene, Written, section
from metrics.completeness import completeness
from metrics.formulas import Formula, figure
from metrics.gaps import to_fill
from metrics.models import Attribution, Channel, Metric, Point, Subject
from metrics.one_subject import OneSubject
from roles.models import Team
from teamops.lib.months import Span, first_of, month_before
from teamops.lib.rounding import exactly, round_half_up

# What changes by less is folded away; from so much on it is coloured.
FOLDED, NOTABLE = Decimal("0.03"), Decimal("0.10")
# A rate's change is in points: a tenth of the rate itself counts as much.
CENT, WHOLE = Decimal("0.0001"), Decimal("0.1")
TOP, BOTTOM = 2, 1
# Fewer items have no worst one.
FEWEST = 4
READ = ("oa.reads", "vc.plays")


@section("numbers")
def week(scene: Scene) -> Written:
    """The last seven days with numbers beside the seven before."""
    before = Span(scene.week.first - 7 * A_DAY, scene.week.first - A_DAY)
    return compared(scene.team, scene.week, before, looked_at(scene.team, scene.series.headlines))


@section("value")
def month(scene: Scene) -> Written:
    """The month that is over beside the one before: by channel, and what the team as a whole is worth."""
    before = Span.month(month_before(scene.month.first))
    return compared(scene.team, scene.month, before, looked_at(scene.team, scene.series.headlines))


@exactly
def compared(team: Team, now: Span, before: Span, subjects: Sequence[tuple[Subject, list[Metric]]]) -> Written:
    """The headlines of each of ``subjects``; what hardly changed is folded away. One query."""
    formulas = {metric.pk: Formula.of(metric) for _subject, metrics in subjects for metric in metrics}
    stored = {key for formula in formulas.values() for key in formula.stored}
    values = values_of([subject.pk for subject, _metrics in subjects], stored, Span(before.first, now.last))
    lines, folded, missing = [], 0, 0
    for subject, metrics in subjects:
        for metric in metrics:
            line, lacking = line_of(team, subject, metric, formulas[metric.pk], values[subject.pk], now, before)
            if line is None:
                continue
            missing = max(missing, lacking)
            if line.figures and hardly_changed(line.figures):
                folded += 1
            else:
                lines.append(line)
    facts: list[Saying] = [("compared", {"first": f"{now.first:%m-%d}", "last": f"{now.last:%m-%d}"})]
    if missing:
        facts.append(("by_day", {"days": missing}))
    if folded:
        facts.append(("folded", {"count": folded}))
    return Written(lines, facts)


def values_of(subjects: Iterable[int], metrics: Iterable[int], span: Span) -> dict[int, dict[int, dict[date, Decimal]]]:
    """Points by subject, metric and day. One query."""
    found: dict[int, dict[int, dict[date, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    points = Point.objects.filter(subject__in=[*subjects], metric__in=[*metrics], day__range=(span.first, span.last))
    for subject, metric, day, value in points.values_list("subject", "metric", "day", "value"):
        found[subject][metric][day] = value
    return found


def line_of(  # noqa: PLR0917 - one number of one subject, beside another
    team: Team,
    subject: Subject,
    metric: Metric,
    formula: Formula,
    values: Mapping[int, Mapping[date, Decimal]],
    now: Span,
    before: Span,
) -> tuple[Line | None, int]:
    """A metric of a subject, and how many days the period before lacks. Without a number now there is no line."""
    value = figure(formula, OneSubject(values, now)).value
    if value is None:
        return None, 0
    then = figure(formula, OneSubject(values, before)).value
    lacking = 0
    if formula.folds_like_a_flow and then is not None:
        days_now, days_then = (days_with(formula, values, span) for span in (now, before))
        lacking = max(now.length - days_then, 0) if now.length == before.length else 0
        if days_then and days_now:
            then = then * days_now / days_then
    change = change_of(metric, value, then)
    figures = Figures(
        metric={"zh": metric.name, "en": metric.name_en},
        unit=metric.unit,
        now=str(value.normalize()),
        before=None if then is None else str(round_half_up(then, CENT)),
        change=None if change is None else str(round_half_up(change, CENT)),
        is_notable=change is not None and is_notable(metric, then, change),
        is_good=change is None or (change >= 0) != (metric.code in LOWER_IS_BETTER),
        days=course(formula, values, now) if now.length <= 7 else [],  # noqa: PLR2004 - a week has a course
    )
    url = f"{reverse('metrics:dictionary-metric', args=[team.slug, metric.code])}"
    return Line(f"number:{subject.pk}:{metric.code}", subject.name, url, figures=figures), lacking


def days_with(formula: Formula, values: Mapping[int, Mapping[date, Decimal]], span: Span) -> int:
    return len({day for key in formula.stored for day in values.get(key, {}) if day in span})


def course(formula: Formula, values: Mapping[int, Mapping[date, Decimal]], span: Span) -> list[str | None]:
    each = (figure(formula, OneSubject(values, Span(day, day))).value for day in span)
    return [None if value is None else str(round_half_up(value, CENT)) for value in each]


def change_of(metric: Metric, now: Decimal, then: Decimal | None) -> Decimal | None:
    """Of a rate the difference in points ÷ 100, of everything else relative; ``None`` without anything to compare."""
    if then is None:
        return None
    if metric.unit == Metric.Unit.PERCENT:
        return now - then
    return (now - then) / abs(then) if then else None


def is_notable(metric: Metric, then: Decimal | None, change: Decimal) -> bool:
    base: Decimal = abs(then) if then and metric.unit == Metric.Unit.PERCENT else Decimal(1)
    return abs(change) >= NOTABLE * base


def hardly_changed(figures: Figures) -> bool:
    if figures.difference is None:
        return False
    base = abs(figures.value_before or Decimal(1)) if figures.is_rate else Decimal(1)
    return bool(abs(figures.difference) < FOLDED * base)


@section("content")
@exactly
def content(scene: Scene) -> Written:
    """What was published in the week, by its reads and plays: the best two and, of enough, the worst. Four queries."""
    items = Subject.objects.filter(team=scene.team).counted().content()
    published = list(items.filter(published_on__range=(scene.week.first, scene.week.last)))
    metrics = {one.code: one for one in Metric.objects.filter(team=None, code__in=(*READ, "oa.sharers", "oa.readers"))}
    span = Span(scene.week.first, max(scene.last_day, scene.week.last))
    values = values_of([one.pk for one in published], [one.pk for one in metrics.values()], span)

    def total(subject: Subject, *codes: str) -> Decimal:
        return sum((sum(values[subject.pk][metrics[code].pk].values(), Decimal(0)) for code in codes), Decimal(0))

    ranked = sorted(((total(one, *READ), -one.pk, one) for one in published), reverse=True)
    read = [(reads, one) for reads, _key, one in ranked if reads]
    chosen = [(reads, one, ("top", {"place": n})) for n, (reads, one) in enumerate(read[:TOP], start=1)]
    if len(read) >= FEWEST:
        chosen += [(reads, one, ("bottom", {"place": 1})) for reads, one in read[-BOTTOM:]]
    names = answering([one for _reads, one, _chip in chosen])
    lines = []
    for reads, one, chip in chosen:
        small: list[Saying] = [("reads", {"value": {"value": str(reads), "unit": "count"}})]
        if readers := total(one, "oa.readers"):
            rate = round_half_up(total(one, "oa.sharers") / readers, CENT)
            small.append(("share_rate", {"value": {"value": str(rate), "unit": "percent"}}))
        url = reverse("metrics:content-detail", args=[scene.team.slug, one.pk])
        lines.append(Line(f"content:{one.pk}", one.name, url, names.get(one.pk, ""), "plain", chip, small))
    return Written(lines)


def answering(subjects: Sequence[Subject]) -> dict[int, str]:
    """Who answers for each, the largest share first. One query."""
    rows = Attribution.objects.filter(subject__in=subjects).select_related("member__person").order_by("share", "-pk")
    return {one.subject_id: str(one.member) for one in rows}


@section("gaps")
def gaps(scene: Scene) -> Written:
    """The days of the last week that miss or are there in part, by channel."""
    channels = list(Channel.objects.in_use().filter(subject__team=scene.team).select_related("subject"))
    span = Span(scene.day - 7 * A_DAY, scene.day - A_DAY)
    lines = []
    for month in dict.fromkeys((first_of(span.first), first_of(span.last))):
        rows = completeness(channels, Span.month(month), at=scene.at)
        within = [replace(row, cells=[cell for cell in row.cells if cell.day in span]) for row in rows.values()]
        for todo in to_fill(within):
            small: list[Saying] = []
            if todo.gaps:
                small.append(("gap_days", {"days": spans_of(todo.gaps)}))
            if todo.part:
                small.append(("part_days", {"days": spans_of(todo.part)}))
            url = reverse("metrics:completeness", args=[scene.team.slug]) + f"?month={month:%Y-%m}"
            key = f"gap:{todo.row.channel.pk}:{month:%Y-%m}"
            lines.append(Line(key, todo.row.channel.subject.name, url, tone="yellow", small=small))
    return Written(lines)


def spans_of(spans: Sequence[Span]) -> str:
    return ", ".join(
        f"{one.first:%m-%d}" if one.first == one.last else f"{one.first:%m-%d}–{one.last:%m-%d}" for one in spans
    )
