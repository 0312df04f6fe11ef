"""The completeness grid: channel × day of a month, what misses, what to do about it; and what one day holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from metrics.completeness import GOAL, Cell, Counted, Row, State, completeness
from metrics.gaps import Todo, forgotten_soon, to_fill
from metrics.imports.as_of import beijing_day
from metrics.imports.calls import BEHAVIOUR
from metrics.imports.layouts import LAYOUTS
from metrics.models import Channel, Connection, Metric, Point, Restatement
from roles.access import MemberRequest, requires
from roles.calendar import is_officially_worked
from roles.models import Member
from roles.permissions import Permission
from teamops.lib.asked import asked_month, read_day
from teamops.lib.months import Span, first_of, month_after, month_before
from teamops.lib.tags.numbers import short_day

# More than these nobody fills in at once; the list says how many more there are.
MOST_TODOS = 8
# The numbers of one channel's day that are listed; its content may have many.
MOST_POINTS = 200


@dataclass(frozen=True)
class Square:
    """A cell as the grid draws it: the sign in it and the words for it."""

    cell: Cell
    sign: str
    label: str


@dataclass(frozen=True)
class Line:
    """A channel's row of the grid."""

    row: Row
    squares: list[Square]
    url: str


@dataclass(frozen=True)
class ToFill:
    """A channel with days to fill in: which, what lacks, and the exports that have it or where it comes from;
    the channel's connection, which can fetch it."""

    todo: Todo
    gaps: str
    part: str
    missing: str
    exports: str
    connection: int | None


@require_GET
@requires(Permission.SEE_TEAM)
def completeness_page(request: MemberRequest) -> HttpResponse:
    at = timezone.now()
    today = beijing_day(at)
    day = request.GET.get("day")  # a number's way back names the day that it is of
    month = asked_month(request) or first_of(read_day(day) if day else today)
    if month > today:
        raise Http404
    days = Span(month, min(Span.month(month).last, today))
    channels = list(Channel.objects.visible_to(request.member).for_list(on=today))
    found = completeness(channels, days, at=at)
    rows = [found[one.pk] for one in channels if one.is_active or found[one.pk].counted.days]
    names = {metric.pk: metric for metric in Metric.objects.known_to(request.member.team).filter(is_daily=True)}
    forgotten = forgotten_soon(rows, at=at)
    people = names_of(
        [*(one for row in rows for one in row.lacking_members), *(one for day in forgotten for one in day.members)]
    )
    todos = to_fill(rows)
    fetching = connections_of([todo.row.channel for todo in todos])
    context = {
        "month": month,
        "before": month_before(month),
        "after": month_after(month) if month_after(month) <= today else None,
        "days": [(day, not is_officially_worked(day)) for day in days],
        "lines": [line(row, request.member, names, people) for row in rows],
        "total": Counted(cell for row in rows for cell in row.cells),
        "goal": int(GOAL * 100),
        "todos": [to_fill_in_words(todo, names, people, fetching) for todo in todos[:MOST_TODOS]],
        "more_todos": max(len(todos) - MOST_TODOS, 0),
        "forgotten": [(one, _(", ").join(people[member] for member in one.members)) for one in forgotten],
        "has_data": any(row.owed for row in rows),
        "may_import": request.member.may(Permission.IMPORT_METRICS),
        "may_edit": request.member.may(Permission.EDIT_CHANNELS),
    }
    return render(request, "metrics/completeness.html", context)


def names_of(members: Iterable[int]) -> dict[int, str]:
    """One query, where there are any."""
    return {one.pk: one.person.name for one in Member.objects.filter(pk__in=set(members)).select_related("person")}


def line(row: Row, reader: Member, names: Mapping[int, Metric], people: Mapping[int, str]) -> Line:
    url = reverse("metrics:channels-detail", args=[reader.team.slug, row.channel.pk])
    squares = [Square(cell, sign(cell), in_words(cell, row.channel.name, names, people)) for cell in row.cells]
    return Line(row, squares, f"{url}days/")


def sign(cell: Cell) -> str:
    """What stands in the cell, so that colour isn't the only sign."""
    if cell.state == State.FULL:
        return "≈" if cell.is_inexact else ""
    return {State.PART: str(cell.percent), State.GAP: "×", State.WAIT: "·"}.get(cell.state, "")


def in_words(cell: Cell, channel: str, names: Mapping[int, Metric], people: Mapping[int, str]) -> str:
    """``公众号 11-13 部分 62%，缺阅读人数``: the cell for who doesn't see it, and for who rests on it."""
    words = f"{channel} {short_day(cell.day)} {cell.state.label}"
    if cell.state == State.PART:
        words += f" {cell.percent}%"
        words = _("%(cell)s, without %(metrics)s") % {
            "cell": words,
            "metrics": lacking(cell.missing, cell.missing_members, names, people),
        }
    if cell.forgotten_members:
        who = _(", ").join(people[member] for member in cell.forgotten_members)
        words = _("%(cell)s; never to be had: %(members)s") % {"cell": words, "members": who}
    if cell.is_restated:
        words = _("%(cell)s, corrected") % {"cell": words}
    return _("%(cell)s, approximate") % {"cell": words} if cell.is_inexact else words


def lacking(
    metrics: Iterable[int], members: Iterable[int], names: Mapping[int, Metric], people: Mapping[int, str]
) -> str:
    """``累计关注人数、客户联系数据（张三、李四）``"""
    said = [names[metric].label for metric in metrics if metric in names]
    if who := _(", ").join(people[member] for member in members):
        said.append(_("contact with customers (%(members)s)") % {"members": who})
    return _(", ").join(said)


def connections_of(channels: Iterable[Channel]) -> dict[int, int]:
    """The active connection that fetches each channel's numbers, or those of its groups, by key."""
    active = Connection.objects.active()
    found = active.filter(Q(channel__in=channels) | Q(groups__in=channels)).values_list("pk", "channel", "groups")
    return {channel: pk for pk, *fed in found for channel in fed if channel}


def to_fill_in_words(
    todo: Todo, names: Mapping[int, Metric], people: Mapping[int, str], fetching: Mapping[int, int]
) -> ToFill:
    gaps, part = (_(", ").join(span_in_words(span) for span in spans) for spans in (todo.gaps, todo.part))
    is_by_call = todo.row.comes_by_call(todo.members)
    places = sources_of(names[one] for one in todo.missing if one in names) or str(BEHAVIOUR.layout.origin)
    exports = places if is_by_call and not todo.gaps else exports_for(todo.row)
    lacks = lacking(todo.missing, todo.members, names, people)
    return ToFill(todo, gaps, part, lacks, exports, fetching.get(todo.row.channel.pk) if is_by_call else None)


def sources_of(metrics: Iterable[Metric]) -> str:
    """Where the dictionary says that they come from, each place once."""
    places = (place.strip() for metric in metrics for place in metric.source.split("；"))
    return _(", ").join(dict.fromkeys(place for place in places if place))


def span_in_words(span: Span) -> str:
    return short_day(span.first) if span.length == 1 else f"{short_day(span.first)} – {short_day(span.last)}"


def exports_for(row: Row) -> str:
    """The files from which a day of the channel can be filled in, TeamOps' own sheet last."""
    to_date, kind = row.is_total_to_date, row.channel.kind
    fills = [one for one in LAYOUTS.values() if any(block.is_total_to_date == to_date for block in one.blocks)]
    own = [one for one in fills if kind in one.channel_kinds]
    every = [] if to_date else [one for one in LAYOUTS.values() if not one.needs_channel]
    return _(", ").join(str(one.label) for one in [*own, *every])


@require_GET
@requires(Permission.SEE_TEAM)
def day_page(request: MemberRequest, pk: int, day: str) -> HttpResponse:
    """What a channel's day holds, where each number came from, and what misses."""
    channels = Channel.objects.visible_to(request.member).select_related("subject")
    channel = get_object_or_404(channels, pk=pk)
    at = timezone.now()
    shown = a_day(day, before=at)
    row = completeness([channel], Span.month(shown), at=at)[channel.pk]
    cell = row.cells[shown.day - 1]
    points = list(Point.objects.of_channel_day(channel, shown, members=row.members)[: MOST_POINTS + 1])
    names = Metric.objects.in_bulk(cell.missing)
    context = {
        "channel": channel,
        "day": shown,
        "previous": neighbour(shown, -1, before=at),
        "next": neighbour(shown, 1, before=at),
        "cell": cell,
        "points": with_history(points[:MOST_POINTS], channel),
        "has_more": len(points) > MOST_POINTS,
        "connection": connections_of([channel]).get(channel.pk) if row.comes_by_call(cell.missing_members) else None,
        "is_by_sheet": bool(row.members),
        "missing": [names[metric] for metric in cell.missing if cell.counts],
        "absent": list(names_of(cell.missing_members).values()) if cell.counts else [],
        "forgotten": list(names_of(cell.forgotten_members).values()),
        "lacks": (len(cell.missing) + len(cell.missing_members)) if cell.counts else 0,
        "exports": exports_for(row),
        "may_import": request.member.may(Permission.IMPORT_METRICS),
    }
    return render(request, "metrics/completeness_day.html", context)


def a_day(text: str, *, before: datetime) -> date:
    """As ``read_day``, and ``Http404`` for a day that hasn't begun."""
    found = read_day(text)
    if found > beijing_day(before):
        raise Http404
    return found


def neighbour(day: date, step: int, *, before: datetime) -> date | None:
    found = date.fromordinal(day.toordinal() + step)
    return found if found <= beijing_day(before) else None


def with_history(points: list[Point], channel: Channel) -> list[tuple[Point, bool, list[Restatement]]]:
    """Each point, whether it is the channel's own, and what was said before, the newest first. One query."""
    keys = {(point.subject_id, point.metric_id) for point in points}
    if not keys:
        return []
    others = Restatement.objects.filter(day=points[0].day, subject__in={subject for subject, _metric in keys})
    was: dict[tuple[int, int], list[Restatement]] = {key: [] for key in keys}
    for other in others.order_by("-replaced_at", "-pk"):
        if (key := (other.subject_id, other.metric_id)) in was:
            was[key].append(other)
    return [
        (
            point,
            point.subject_id == channel.subject_id,
            [other for other in was[point.subject_id, point.metric_id] if other.value != point.value],
        )
        for point in points
    ]
