"""The year's working days, and the team's exceptions to them."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from roles.access import MemberRequest, requires
from roles.calendar import is_announced, is_officially_worked, missing_year
from roles.forms import DayForm
from roles.models import DayOverride
from roles.permissions import Permission
from roles.services import days as services
from roles.year import day_of, year_of

YEARS = range(2000, 2100)


@require_GET
@requires(Permission.SEE_TEAM)
def working_days(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    year = year_asked_for(request.GET.get("year", ""), today)
    months = year_of(request.member.team, year)
    context = {
        "year": year,
        "before": year - 1,
        "after": year + 1,
        "months": months,
        "worked": sum(month.worked for month in months),
        "today": today,
        "overrides": DayOverride.objects.filter(team=request.member.team, day__year=year),
        "is_announced": is_announced(year),
        "missing": missing_year(on=today),
        "may_edit": request.member.may(Permission.EDIT_TEAM),
    }
    return render(request, "roles/working_days.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_TEAM)
def day(request: MemberRequest, day: str) -> HttpResponse:
    asked = day_or_404(day)
    team = request.member.team
    override = DayOverride.objects.filter(team=team, day=asked).first()
    now = day_of(asked, override)
    initial = {"is_working": "yes" if now.is_worked else "no", "note": override.note if override else ""}
    form = DayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.set_day(team, day=asked, **form.cleaned_data, by=request.member)
        messages.success(request, _("%(day)s is settled.") % {"day": asked})
        return redirect(f"{reverse('roles:working-days', args=[team.slug])}?year={asked.year}")
    context = {"form": form, "day": now, "officially_worked": is_officially_worked(asked)}
    return render(request, "roles/working_day.html", context, status=422 if form.is_bound else 200)


def year_asked_for(text: str, today: date) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) in YEARS else today.year


def day_or_404(text: str) -> date:
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if asked.year not in YEARS:
        raise Http404
    return asked
