"""The timeline of campaigns and their content."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import work_timeline
from campaigns.views.calendar import day_asked
from campaigns.work_timeline import Scale
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.months import Span

A_WEEK = timedelta(days=7)
WEEKS, GONE = 12, 4


@require_safe
@requires(Permission.SEE_TEAM)
def timeline(request: MemberRequest) -> HttpResponse:
    """Twelve weeks, four of them gone, unless ``?from=`` names another day to begin with."""
    today = timezone.localdate()
    first = monday(day_asked(request.GET.get("from", "")) or today - GONE * A_WEEK)
    span = Span(first, first + WEEKS * A_WEEK - timedelta(days=1))
    scale = Scale(span)
    lanes = work_timeline.of_team(request.member, span, today=today)
    context = {
        "rows": list(work_timeline.rows(lanes, scale)),
        "campaigns": len(lanes),
        "weeks": [(week, work_timeline.percent(scale.at(week))) for week in scale.weeks],
        "now": work_timeline.percent(scale.at(today)) if today in span else "",
        "span": span,
        "before": first - GONE * A_WEEK,
        "after": first + GONE * A_WEEK,
        "is_now": today in span,
        "late": sum(one.is_late for lane in lanes for one in (lane.course, *lane.contents)),
        "may_work": request.member.may(Permission.WORK_ON_ITEMS),
    }
    return render(request, "campaigns/timeline.html", context)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
