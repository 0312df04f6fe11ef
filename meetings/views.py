"""The stand-up wall and the form behind it."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meetings import services
from meetings.forms import StandUpForm
from meetings.models import StandUp
from meetings.wall import wall_of
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

A_DAY = timedelta(days=1)


@require_safe
@requires(Permission.SEE_TEAM)
def wall(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    day = min(day_in(request.GET) or today, today)
    wall = wall_of(request.member.team, day=day)
    context = {
        "wall": wall,
        "today": today,
        "day_before": day - A_DAY,
        "day_after": day + A_DAY if day < today else None,
        "mine": next((entry.stand_up for entry in wall.entries if entry.member == request.member), None),
        "may_write": day == today and request.member.may(Permission.WRITE_STAND_UP),
    }
    return render(request, "meetings/wall.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_STAND_UP)
def write(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    own = StandUp.objects.filter(member=request.member)
    mine = own.of_day(today).first()
    if request.method != "POST":
        form = StandUpForm.of(mine) if mine else StandUpForm.after(own.before(today).first())
        return render(request, "meetings/write.html", {"form": form, "mine": mine, "day": today})
    form = StandUpForm(request.POST)
    day = day_in(request.POST) or today
    if not form.is_valid():
        return render(request, "meetings/write.html", {"form": form, "mine": mine, "day": day}, status=422)
    try:
        services.write(request.member, day=day, at=timezone.now(), **form.cleaned_data)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        return render(request, "meetings/write.html", {"form": form, "mine": mine, "day": today}, status=409)
    messages.success(request, _("Your stand-up is on the wall."))
    return redirect("meetings:wall", request.member.team.slug)


def day_in(given: QueryDict) -> date | None:
    """The day that an address or a form names; ``None`` for none or nonsense."""
    try:
        return parse_date(given.get("day", ""))
    except ValueError:
        return None
