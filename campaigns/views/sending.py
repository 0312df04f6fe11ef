"""How often channels may send, and the days on which nothing goes out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.calendar_forms import BlackoutForm, QuotaForm
from campaigns.models import Blackout, QuotaPreset
from campaigns.services import sending
from campaigns.views.items import CONFLICT, UNPROCESSABLE
from metrics.models import Channel
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


def to_rules(request: MemberRequest) -> HttpResponse:
    return redirect("campaigns:calendar-rules", request.member.team.slug)


@require_safe
@requires(Permission.SEE_TEAM)
def rules(request: MemberRequest) -> HttpResponse:
    """Each channel's quota, and the blackout days that aren't over."""
    return rules_page(request, BlackoutForm(by=request.member, auto_id="id_off_%s"))


@require_POST
@requires(Permission.RUN_WORK)
def black_out(request: MemberRequest) -> HttpResponse:
    form = BlackoutForm(request.POST, by=request.member, auto_id="id_off_%s")
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            sending.black_out(**form.cleaned_data, by=request.member, at=timezone.now())
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
            status = CONFLICT
        else:
            messages.success(request, _("Nothing goes out on these days."))
            return to_rules(request)
    return rules_page(request, form, status=status)


def rules_page(request: MemberRequest, form: BlackoutForm, *, status: int = 200) -> HttpResponse:
    return render(request, "campaigns/calendar_rules.html", words_of(request, form), status=status)


def words_of(request: MemberRequest, form: BlackoutForm) -> dict[str, Any]:
    channels = Channel.objects.visible_to(request.member).in_use().select_related("subject", "quota").order_by("pk")
    presets = list(QuotaPreset.objects.all())
    coming = Blackout.objects.visible_to(request.member).filter(last_on__gte=timezone.localdate())
    return {
        "rows": [row_of(one, presets) for one in channels],
        "blackouts": coming.for_list(),
        "form": form,
        "may_edit": request.member.may(Permission.RUN_WORK),
    }


def row_of(channel: Channel, presets: list[QuotaPreset]) -> dict[str, Any]:
    """A channel, its quota as a form, and what its platform grants kinds of it."""
    quota = getattr(channel, "quota", None)
    known = {"at_most": quota.at_most, "per": quota.per} if quota else {"per": "month"}
    offered = [] if quota else [one for one in presets if one.channel_kind == channel.kind]
    form = QuotaForm(initial=known, auto_id=f"id_quota_{channel.pk}_%s")
    return {"channel": channel, "quota": quota, "form": form, "presets": offered}


@require_POST
@requires(Permission.RUN_WORK)
def quota(request: MemberRequest, channel: int) -> HttpResponse:
    found = get_object_or_404(Channel.objects.visible_to(request.member).select_related("subject"), pk=channel)
    form = QuotaForm(request.POST)
    if form.is_valid():
        sending.set_quota(found, **form.cleaned_data, by=request.member, at=timezone.now())
        messages.success(request, _("%(channel)s: its quota is set.") % {"channel": found})
    else:
        messages.error(
            request, _("%(channel)s: a quota is a whole number from 1 to 999, or nothing.") % {"channel": found}
        )
    return to_rules(request)


@require_POST
@requires(Permission.RUN_WORK)
def open_again(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Blackout.objects.visible_to(request.member), pk=pk)
    sending.open_again(found, by=request.member)
    messages.success(request, _("These days are free again."))
    return to_rules(request)
