"""The stand-up wall and the form behind it."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meetings.attendance import next_day, window_of
from meetings.forms import StandUpForm
from meetings.models import StandUp
from meetings.services import stand_ups
from meetings.wall import wall_of
from meetings.wall_by_item import by_item
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

A_DAY = timedelta(days=1)
A_PAGE = 30


@require_safe
@requires(Permission.SEE_TEAM)
def wall(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    day = max(date.min + A_DAY, min(day_in(request.GET) or today, today))
    wall = wall_of(request.member.team, day=day)
    is_by_item = request.GET.get("by") == "item"
    context = {
        "wall": wall,
        "by_item": by_item(request.member.team, wall.entries, day=day) if is_by_item else None,
        "today": today,
        "day_before": day - A_DAY,
        "day_after": day + A_DAY if day < today else None,
        "mine": next((entry.stand_up for entry in wall.entries if entry.member == request.member), None),
        "may_write": day == today and request.member.may(Permission.WRITE_STAND_UP),
    }
    return render(request, "meetings/wall.html", context)


@require_safe
@requires(Permission.SEE_TEAM)
def search(request: MemberRequest) -> HttpResponse:
    """What was ever said in stand-ups, the newest first."""
    q = request.GET.get("q", "").strip()
    found = StandUp.objects.visible_to(request.member).matching(q).for_wall().order_by("-day", "pk")
    page = Paginator(found if q else StandUp.objects.none(), A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, one.lines_with(q)) for one in page.object_list]
    return render(request, "meetings/search.html", {"page": page, "rows": rows, "q": q})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_STAND_UP)
def write(request: MemberRequest) -> HttpResponse:
    """The stand-up of today, or, when today's is written and the evening's window is open, of the next working day."""
    member, at = request.member, timezone.now()
    prefetch_related_objects([member.team], "day_overrides")
    today, following = timezone.localdate(at), next_day(member.team, timezone.localdate(at))
    own = StandUp.objects.filter(member=member)
    mine = {one.day: one for one in own.filter(day__in=[today, following])}
    opens = window_of(member.team, following).opens
    context: dict[str, Any] = {"today": today, "following": following, "opens": opens, "may_follow": at >= opens}
    if request.method != "POST":
        day = following if day_in(request.GET) == following else today
        own_of_day = mine.get(day)
        form = (
            StandUpForm.of(own_of_day, by=member)
            if own_of_day
            else StandUpForm.after(own.before(day).first(), by=member, on=day)
        )
        return render(request, "meetings/write.html", context | {"form": form, "mine": own_of_day, "day": day})
    day = day_in(request.POST) or today
    context |= {"form": StandUpForm(request.POST, by=member, on=day), "mine": mine.get(day), "day": day}
    return accept(request, context)


def accept(request: MemberRequest, context: dict[str, Any]) -> HttpResponse:
    """Store what was typed, or give it back with the reason."""
    form, day = context["form"], context["day"]
    if not form.is_valid():
        return render(request, "meetings/write.html", context, status=422)
    try:
        stand_ups.write(request.member, day=day, at=timezone.now(), **form.words)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        shown = max(day, context["today"]) if day <= context["following"] else context["today"]
        return render(request, "meetings/write.html", context | {"day": shown}, status=409)
    if day > context["today"]:
        messages.success(request, _("Your stand-up of %(day)s is written.") % {"day": f"{day:%m-%d}"})
        return redirect("reports:today", request.member.team.slug)
    messages.success(request, _("Your stand-up is on the wall."))
    return redirect("meetings:wall", request.member.team.slug)


def day_in(given: QueryDict) -> date | None:
    """The day that an address or a form names; ``None`` for none or nonsense."""
    try:
        return parse_date(given.get("day", ""))
    except ValueError:
        return None
