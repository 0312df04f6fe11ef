"""The bots of the team's group chats."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from notices.bots.refusals import explain
from notices.forms import BotForm
from notices.models import GroupBot
from notices.services import bots as services
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


@require_GET
@requires(Permission.MANAGE_CONNECTIONS)
def bots(request: MemberRequest) -> HttpResponse:
    """Those in trouble first, with what to do."""
    rows = [(bot, explain(bot.kind, bot.error, bot.error_arguments)) for bot in visible(request)]
    rows.sort(key=lambda row: (not row[1], not row[0].is_active))
    return render(request, "notices/bots.html", {"rows": rows, "now": timezone.now()})


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_CONNECTIONS)
def add(request: MemberRequest) -> HttpResponse:
    return form_page(request, None)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_CONNECTIONS)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    return form_page(request, the_bot(request, pk))


def form_page(request: MemberRequest, bot: GroupBot | None) -> HttpResponse:
    form = BotForm(request.POST or None, bot=bot)
    if request.method == "POST" and form.is_valid():
        try:
            services.save(request.member.team, bot=bot, **form.cleaned_data, by=request.member)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Saved. Send a trial to see whether it arrives."))
            return redirect("notices:bots", request.member.team.slug)
    context: dict[str, Any] = {"form": form, "bot": bot, "masked": bot.key.masked if bot else ""}
    return render(request, "notices/bot_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires(Permission.MANAGE_CONNECTIONS)
def try_out(request: MemberRequest, pk: int) -> HttpResponse:
    bot = the_bot(request, pk)
    try:
        services.try_out(bot, by=request.member, clock=timezone.now)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The trial stands in “%(group)s”.") % {"group": bot})
    return redirect("notices:bots", request.member.team.slug)


@require_POST
@requires(Permission.MANAGE_CONNECTIONS)
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    services.delete(the_bot(request, pk), by=request.member)
    messages.success(request, _("The bot is gone. Take it out of the group, too."))
    return redirect("notices:bots", request.member.team.slug)


def visible(request: MemberRequest) -> Any:
    return GroupBot.objects.visible_to(request.member).select_related("team")


def the_bot(request: MemberRequest, pk: int) -> GroupBot:
    bot: GroupBot = get_object_or_404(visible(request), pk=pk)
    return bot
