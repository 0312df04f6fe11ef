"""A member's own targets: read, confirmed, asked about."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kpis.services import confirming
from kpis.targets.forms import QuestionForm
from kpis.targets.mine import mine, month_to_confirm
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.asked import asked_month
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import first_of, month_after, month_before

CONFLICT, UNPROCESSABLE = 409, 422


@require_GET
@requires(Permission.SEE_OWN_CARD)
def own(request: MemberRequest) -> HttpResponse:
    return page(request, month_shown(request))


@require_POST
@requires(Permission.SEE_OWN_CARD)
def confirm(request: MemberRequest) -> HttpResponse:
    month = month_shown(request)
    try:
        confirming.confirm(month, request.POST.get("fingerprint", ""), by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        return page(request, month, status=CONFLICT, refusal=str(reason))
    messages.success(request, _("Your targets for %(month)s are confirmed.") % {"month": f"{month:%Y-%m}"})
    return back_to(request, month)


@require_POST
@requires(Permission.SEE_OWN_CARD)
def ask(request: MemberRequest) -> HttpResponse:
    month, form = month_shown(request), QuestionForm(request.POST)
    if not form.is_valid():
        return page(request, month, status=UNPROCESSABLE, form=form)
    try:
        confirming.ask(month, form.cleaned_data["text"], by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return page(request, month, status=CONFLICT, form=form)
    messages.success(request, _("Your question is on its way."))
    return back_to(request, month)


def month_shown(request: MemberRequest) -> date:
    return asked_month(request) or month_to_confirm(request.member, today=timezone.localdate())


def page(
    request: MemberRequest, month: date, *, status: int = 200, form: QuestionForm | None = None, refusal: str = ""
) -> HttpResponse:
    today = timezone.localdate()
    context: dict[str, Any] = {
        "mine": mine(request.member, month),
        "month": month,
        "before": month_before(month),
        "after": month_after(month) if month <= today else None,
        "is_before_running": month_before(month) == first_of(today),
        "form": form or QuestionForm(),
        "refusal": refusal,
    }
    return render(request, "kpis/own_targets.html", context, status=status)


def back_to(request: MemberRequest, month: date) -> HttpResponseRedirect:
    return redirect(f"{reverse('kpis:own-targets', args=[request.member.team.slug])}?month={month:%Y-%m}")
