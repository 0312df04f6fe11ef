"""The log: what went out, what waits, what was given up and why."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from notices.bots import refusals
from notices.forms import LogFilter
from notices.models import GroupMessage, Mail
from notices.services import bots, mailing
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

A_PAGE = 50


@require_GET
@requires(Permission.SEE_JOBS)
def mails(request: MemberRequest) -> HttpResponse:
    """To whom, when, and how it went. What a letter says is its reader's alone."""
    page = page_of(request, Mail.objects.visible_to(request.member).for_log())
    rows = [(mail, mailing.explain(mail.error, mail.error_arguments)) for mail in page]
    return log_page(request, page, rows, is_of_groups=False)


@require_GET
@requires(Permission.SEE_JOBS)
def groups(request: MemberRequest) -> HttpResponse:
    page = page_of(request, GroupMessage.objects.visible_to(request.member).for_log())
    rows = [(one, refusals.explain(one.bot.kind, one.error, one.error_arguments)) for one in page]
    return log_page(request, page, rows, is_of_groups=True)


@require_POST
@requires(Permission.MANAGE_CONNECTIONS)
def say_again(request: MemberRequest, pk: int) -> HttpResponse:
    found = GroupMessage.objects.visible_to(request.member).select_related("bot__team")
    try:
        bots.say_again(get_object_or_404(found, pk=pk), by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("It goes out within a minute."))
    return redirect("notices:log-groups", request.member.team.slug)


def page_of(request: MemberRequest, rows: Any) -> Any:
    form = LogFilter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    return Paginator(rows.filter(state=state) if state else rows, A_PAGE).get_page(request.GET.get("page"))


def log_page(request: MemberRequest, page: Any, rows: list[tuple[Any, str]], *, is_of_groups: bool) -> HttpResponse:
    context = {
        "page": page,
        "rows": rows,
        "filters": LogFilter(request.GET),
        "is_filtered": bool(request.GET.get("state")),
        "is_of_groups": is_of_groups,
        "may_say_again": is_of_groups and request.member.may(Permission.MANAGE_CONNECTIONS),
    }
    return render(request, "notices/log.html", context)
