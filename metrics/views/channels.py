"""The team's channels, how far their data reach, and who answers for them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from metrics.completeness import Row, completeness
from metrics.forms import AttributionForm, ChannelEditForm, ChannelForm, EndForm
from metrics.imports.as_of import beijing_day
from metrics.models import Attribution, Channel
from metrics.services import attribution as attribution_services
from metrics.services import channels as services
from metrics.views.told import attribution_history, tell_signed
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span


@dataclass(frozen=True)
class Line:
    """A channel as the list shows it."""

    channel: Channel
    complete: Row
    answering: list[Attribution]


@require_GET
@requires(Permission.SEE_TEAM)
def channels(request: MemberRequest) -> HttpResponse:
    at = timezone.now()
    day = beijing_day(at)
    found = list(Channel.objects.visible_to(request.member).for_list(on=day))
    month = Span.month(day)
    complete = completeness(found, month, at=at)
    context = {
        "lines": [Line(one, complete[one.pk], one.subject.answering) for one in found],
        "month": month.first,
        "may_edit": request.member.may(Permission.EDIT_CHANNELS),
        "may_import": request.member.may(Permission.IMPORT_METRICS),
    }
    return render(request, "metrics/channels.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CHANNELS)
def add(request: MemberRequest) -> HttpResponse:
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            channel = services.add(request.member.team, **form.cleaned_data)
        except NotAllowedNow as reason:
            form.add_error("name", str(reason))
        else:
            messages.success(request, _("Channel “%(name)s” added.") % {"name": channel.name})
            return redirect("metrics:channels-detail", request.member.team.slug, channel.pk)
    context = {"form": form, "channel": None}
    return render(request, "metrics/channel_form.html", context, status=422 if form.errors else 200)


@require_GET
@requires(Permission.SEE_TEAM)
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    return show(request, the_channel(request, pk), form=None)


def show(request: MemberRequest, channel: Channel, *, form: AttributionForm | None) -> HttpResponse:
    at = timezone.now()
    day = beijing_day(at)
    context = {
        "channel": channel,
        "attributions": channel.subject.attributions.for_channel(),
        "complete": completeness([channel], Span.month(day), at=at)[channel.pk],
        "month": Span.month(day).first,
        "day": day,
        "form": form or AttributionForm(by=request.member, on=day, initial={"from_on": day, "share": 100}),
        "may_edit": request.member.may(Permission.EDIT_CHANNELS),
        "may_import": request.member.may(Permission.IMPORT_METRICS),
        "history": attribution_history(channel.subject),
    }
    return render(request, "metrics/channel.html", context, status=422 if form else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CHANNELS)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    channel = the_channel(request, pk)
    now = {"name": channel.name, "kind": channel.kind, "is_active": channel.is_active}
    form = ChannelEditForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit(channel, **form.cleaned_data)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("metrics:channels-detail", request.member.team.slug, channel.pk)
    context = {"form": form, "channel": channel}
    return render(request, "metrics/channel_form.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.EDIT_CHANNELS)
def attribute(request: MemberRequest, pk: int) -> HttpResponse:
    channel = the_channel(request, pk)
    at = timezone.now()
    form = AttributionForm(request.POST, by=request.member, on=beijing_day(at))
    if form.is_valid():
        try:
            made = attribution_services.attribute(channel.subject, **form.cleaned_data, at=at)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            told = {"name": made.member, "channel": channel.name, "day": made.from_on}
            messages.success(request, _("%(name)s answers for %(channel)s from %(day)s on.") % told)
            tell_signed(request, attribution_services.settled(made, at=at))
            return redirect("metrics:channels-detail", request.member.team.slug, channel.pk)
    return show(request, channel, form=form)


@require_POST
@requires(Permission.EDIT_CHANNELS)
def end(request: MemberRequest, pk: int, attribution: int) -> HttpResponse:
    channel = the_channel(request, pk)
    row = get_object_or_404(channel.subject.attributions.select_related("member__person"), pk=attribution)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the last day."))
        return redirect("metrics:channels-detail", request.member.team.slug, channel.pk)
    try:
        ended = attribution_services.end(row, **form.cleaned_data, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        told = {"name": row.member, "day": ended.until_on}
        messages.success(request, _("%(name)s answers for it through %(day)s.") % told)
        tell_signed(request, attribution_services.settled_after(ended, at=timezone.now()))
    return redirect("metrics:channels-detail", request.member.team.slug, channel.pk)


def the_channel(request: MemberRequest, pk: int) -> Channel:
    return get_object_or_404(Channel.objects.visible_to(request.member).select_related("subject__team"), pk=pk)
