"""Setting up a series of meetings, changing it, ending it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.meeting_forms import SeriesForm
from meetings.models import Series
from meetings.services import series as services
from meetings.slot_forms import SlotsForm
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


@require_safe
@requires(Permission.SEE_TEAM)
def index(request: MemberRequest) -> HttpResponse:
    found = Series.objects.visible_to(request.member).for_list()
    return render(
        request,
        "meetings/series.html",
        {"all": found, "may_edit": request.member.may(Permission.RUN_MEETINGS)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RUN_MEETINGS)
def add(request: MemberRequest) -> HttpResponse:
    return form_page(request, Series(team=request.member.team))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RUN_MEETINGS)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    return form_page(request, series_of(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RUN_MEETINGS)
def slots(request: MemberRequest, pk: int) -> HttpResponse:
    """What the agenda shows. ``seen`` is what stood there when the page was asked for."""
    series = series_of(request, pk)
    form = SlotsForm(request.POST or None, series=series)
    context = {"form": form, "series": series, "seen": request.POST.get("seen", series.agenda_print)}
    status = 422 if form.is_bound else 200
    if form.is_valid():
        seen = request.POST.get("seen")
        try:
            services.set_agenda(series, slots=form.slots, headlines=form.headlines, by=request.member, seen=seen)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
            context["seen"], status = series.agenda_print, 409
        else:
            messages.success(request, _("The next agendas are written so."))
            return redirect("meetings:series", request.member.team.slug)
    return render(request, "meetings/slots.html", context, status=status)


@require_POST
@requires(Permission.RUN_MEETINGS)
def end(request: MemberRequest, pk: int) -> HttpResponse:
    try:
        services.end(series_of(request, pk), by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    return redirect("meetings:series", request.member.team.slug)


def form_page(request: MemberRequest, series: Series) -> HttpResponse:
    today, is_new = timezone.localdate(), series.pk is None
    initial = {"first_on": today, "chair": request.member.pk, "minutes": 60} if is_new else None
    form = SeriesForm(request.POST or None, instance=series, by=request.member, on=today, initial=initial)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        words = {"by": request.member, "at": timezone.now(), **form.cleaned_data}
        try:
            services.set_up(**words) if is_new else services.edit(series, **words)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
            status = 409
        else:
            messages.success(request, _("Its next meetings stand in the list."))
            return redirect("meetings:meetings", request.member.team.slug)
    context = {"form": form, "series": None if is_new else series}
    return render(request, "meetings/series_form.html", context, status=status)


def series_of(request: MemberRequest, pk: int) -> Series:
    return get_object_or_404(Series.objects.visible_to(request.member).for_list(), pk=pk)
