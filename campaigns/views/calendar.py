"""The calendar: what goes out when, and planning it."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import work_calendar
from campaigns.calendar_forms import PlanForm, audiences
from campaigns.models import ContentDetail, Item
from campaigns.services.planning import plan
from campaigns.views.items import CONFLICT, UNPROCESSABLE, item_of, to
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span, month_after, month_before, parse_month
from teamops.lib.tags.numbers import weekdays

# What a cell of a month, a day of a week and a day of the agenda show at first; what waits for a time.
IN_A_CELL, IN_THE_AGENDA, IN_A_DAY, UNPLANNED = 4, 8, 40, 6
YEARS = range(2000, 2100)
SIX_DAYS = timedelta(days=6)


@require_safe
@requires(Permission.SEE_TEAM)
def calendar(request: MemberRequest) -> HttpResponse:
    at = timezone.now()
    today = timezone.localdate(at)
    week = day_asked(request.GET.get("week", ""))
    asked = week_of(week) if week else Span.month(month_asked(request.GET.get("month", ""), today))
    channel = request.GET.get("channel", "")
    found = work_calendar.of_team(request.member, asked, at=at, channel=channel)
    unplanned = ContentDetail.objects.filter(item__team=request.member.team_id).unplanned()
    waiting = list(unplanned.select_related("item__run__stage", "item__owner__person").order_by("pk")[: UNPLANNED + 1])
    filled = [day for day in found.days if not day.is_empty]
    is_now = today in asked
    gone = [day for day in filled if is_now and day.date < today]
    sent = [one for day in gone for one in day.entries]
    context = {
        "calendar": found,
        "gone": gone,
        "gone_over": sum(one.is_over for one in sent),
        "gone_late": sum(one.is_late for one in sent),
        "gone_clashing": sum(bool(one.clashes) for one in sent),
        "coming": [day for day in filled if not is_now or day.date >= today],
        "weekdays": weekdays(),
        "is_week": bool(week),
        "before": asked.first - timedelta(days=7) if week else month_before(asked.first),
        "after": asked.first + timedelta(days=7) if week else month_after(asked.first),
        "today": today,
        "is_now": is_now,
        "channel": channel,
        "at_first": f":{IN_A_DAY if week else IN_A_CELL}",
        "in_agenda": f":{IN_A_DAY if week else IN_THE_AGENDA}",
        "unplanned": waiting[:UNPLANNED],
        "more_unplanned": len(waiting) > UNPLANNED,
        "may_work": request.member.may(Permission.WORK_ON_ITEMS),
        "may_run": request.member.may(Permission.RUN_WORK),
    }
    return render(request, "campaigns/calendar.html", context)


def week_of(day: date) -> Span:
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + SIX_DAYS)


def day_asked(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def month_asked(text: str, today: date) -> date:
    try:
        month = parse_month(text)
    except ValueError:
        return today
    return month if month.year in YEARS else today


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK_ON_ITEMS)
def plan_item(request: MemberRequest, pk: int) -> HttpResponse:
    """When a piece of content goes out. Refused for want of room, the next free time is one click away."""
    item = item_of(request, pk)
    if item.kind != Item.Kind.CONTENT:
        messages.error(request, _("Only content is planned for a channel."))
        return to(request, item)
    detail, typed = item.content, request.POST if request.method == "POST" else None
    known: dict[str, Any] = {
        "channel": detail.channel_id,
        "planned_at": timezone.localtime(detail.planned_at) if detail.planned_at else None,
        "audience": detail.audience,
    }
    form, free, status = PlanForm(typed, by=request.member, initial=known), None, 200
    if typed is not None:
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                plan(item, by=request.member, at=timezone.now(), **form.cleaned_data)
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
                free, status = getattr(reason, "next_free", None), CONFLICT
            else:
                return planned(request, form)
    context = {"form": form, "item": item, "free": free, "audiences": audiences(request.member)}
    return render(request, "campaigns/item_plan.html", context, status=status)


def planned(request: MemberRequest, form: PlanForm) -> HttpResponse:
    """To the calendar, at the month that it is planned for."""
    planned_at = form.cleaned_data["planned_at"]
    messages.success(request, _("Planned.") if planned_at else _("It is not planned any more."))
    address = reverse("campaigns:calendar", args=[request.member.team.slug])
    return redirect(f"{address}?month={timezone.localtime(planned_at):%Y-%m}" if planned_at else address)
