"""The board: where each piece of work stands, and putting its card somewhere else."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.item_filters import ItemFilter
from campaigns.models import Item, Workflow
from campaigns.services.placing import place as put
from campaigns.views.items import CONFLICT, UNPROCESSABLE, item_of
from campaigns.work_board import Column, columns
from roles.access import MemberRequest, requires
from roles.forms import workers
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

# What the board shares with the list; its columns are the stages, and everything on it is under way.
SHARED = ("q", "assignee", "owner", "due")


@require_safe
@requires(Permission.SEE_TEAM)
def board(request: MemberRequest) -> HttpResponse:
    offered = list(Workflow.objects.current(request.member.team))
    code = request.GET.get("workflow", "")
    workflow = next((one for one in offered if one.code == code), offered[0])
    asked = {name: request.GET[name] for name in SHARED if request.GET.get(name)}
    items: Any = ItemFilter(asked, queryset=Item.objects.visible_to(request.member)).qs
    found = columns(items, workflow, at=timezone.now())
    context = {
        "workflows": offered,
        "workflow": workflow,
        "columns": found,
        "shown": shown_on_phones(found, request.GET.get("at", "")),
        "count": sum(column.count for column in found),
        "asked": asked,
        "filter": ItemFilter(asked).form,
        "people": list(workers(request.member, on=timezone.localdate())),
        "may_work": request.member.may(Permission.WORK_ON_ITEMS),
    }
    return render(request, "campaigns/board.html", context)


def shown_on_phones(found: list[Column], code: str) -> Column:
    """The one column that a phone shows: the one asked for, else the first with something in it."""
    asked = (column for column in found if column.code == code and code)
    return next(asked, next((column for column in found if column.count), found[0]))


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def place(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a card elsewhere. Answers with a sentence: what was done (200), or why it wasn't (409, 422)."""
    item, where = item_of(request, pk), request.POST.get("where", "")
    if not where:
        return said(_("Say which stage."), status=UNPROCESSABLE)
    seen = request.POST.get("seen", "")
    words = {"reason": request.POST.get("reason", ""), "seen": int(seen) if seen.isdecimal() else None}
    try:
        moved = put(item, where=where, by=request.member, at=timezone.now(), **words)  # type: ignore[arg-type]
    except NotAllowedNow as reason:
        return said(_("“%(item)s” stays: %(reason)s") % {"item": item.title, "reason": reason}, status=CONFLICT)
    if not moved.is_open:
        return said(_("“%(item)s” is done.") % {"item": item.title})
    return said(_("“%(item)s” is at “%(stage)s” now.") % {"item": item.title, "stage": moved.now.stage.label})


def said(sentence: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
