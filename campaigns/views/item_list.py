"""The list of the work, and one's own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from campaigns import item_sheet, mine, turns
from campaigns.item_filters import ItemFilter
from campaigns.item_forms import BulkForm
from campaigns.models import Item
from campaigns.services import items as services
from campaigns.services import stages
from metrics.views.files import as_csv, as_file
from roles.access import MemberRequest, requires
from roles.forms import workers
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

A_PAGE = 50
# What a gate's condition reads of an item.
OF_GATES = ("campaign", "content__channel")


def asked(request: MemberRequest) -> QueryDict:
    """What the address asks for; what is under way, unless it says which state."""
    found = request.GET.copy()
    found.setdefault("state", Item.State.OPEN)
    return found


def narrowed(request: MemberRequest) -> ItemFilter:
    items = Item.objects.visible_to(request.member).for_list()
    return ItemFilter(asked(request), queryset=items.select_related("run__stage__role", *OF_GATES))


@require_safe
@requires(Permission.SEE_TEAM)
def index(request: MemberRequest) -> HttpResponse:
    found, at = narrowed(request), timezone.now()
    rows: Any = found.qs
    rows = rows if request.GET.get("ordering") else rows.by_need(at=at, on=timezone.localdate(at))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate(at)
    people = list(workers(request.member, on=today))
    context = {
        "page": page,
        "rows": [(one, is_late(one, at=at)) for one in page.object_list],
        "filter": found.form,
        "asked": asked(request),
        "is_filtered": any(request.GET.get(name) for name in found.filters if name != "ordering"),
        "people": people,
        "bulk": BulkForm(people=people, on=today),
        "may_work": request.member.may(Permission.WORK_ON_ITEMS),
        "claimable": turns.free_for(request.member, page.object_list, on=today),
    }
    return render(request, "campaigns/items.html", context)


def is_late(item: Item, *, at: Any) -> bool:
    is_over = item.due_on is not None and item.due_on < timezone.localdate(at)
    return item.is_open and (is_over or item.now.is_late(at=at))


@require_safe
@requires(Permission.SEE_TEAM)
def my_work(request: MemberRequest) -> HttpResponse:
    at = timezone.now()
    found = mine.of_member(request.member, at=at)
    return render(request, "campaigns/my_work.html", {"mine": found, "now": at, "today": timezone.localdate(at)})


@require_safe
@requires(Permission.SEE_TEAM)
def export(request: MemberRequest) -> HttpResponse:
    """The same items as a workbook, or csv."""
    rows = item_sheet.rows_of(narrowed(request).qs)
    name = f"items-{request.member.team.slug}"
    if request.GET.get("as") == "csv":
        return as_csv(rows, f"{name}.csv")
    return as_file({_("Work"): rows}, f"{name}.xlsx")


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def bulk(request: MemberRequest) -> HttpResponse:
    """Give the ticked items to somebody, ask after them, or set their day. Each that may not be done is named."""
    today = timezone.localdate()
    people = list(workers(request.member, on=today))
    form = BulkForm(request.POST, people=people, on=today)
    items = list(Item.objects.visible_to(request.member).for_list().filter(pk__in=keys(request)))
    if not items:
        messages.error(request, _("Tick an item first."))
    elif not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    else:
        do_all(request, items, act_of(form, request))
    return back(request)


def keys(request: MemberRequest) -> list[int]:
    return [int(key) for key in request.POST.getlist("items") if key.isascii() and key.isdigit() and len(key) < 10]  # noqa: PLR2004


def act_of(form: BulkForm, request: MemberRequest) -> Callable[[Item], Any]:
    words: dict[str, Any] = {"by": request.member, "at": timezone.now()}
    match form.cleaned_data["act"]:
        case "reassign":
            return lambda item: stages.reassign(item, to=form.member, **words)
        case "nudge":
            return lambda item: stages.nudge(item, **words)
    due_on = form.cleaned_data["due_on"]
    return lambda item: services.change(item, title=item.title, owner=item.owner, due_on=due_on, **words)


def do_all(request: MemberRequest, items: list[Item], act: Callable[[Item], Any]) -> None:
    done = 0
    for item in items:
        try:
            act(item)
        except NotAllowedNow as reason:
            messages.warning(request, f"{item.code} {item.title}{_(': ')}{reason}")
        else:
            done += 1
    if done:
        words = ngettext("Done for %(count)d item.", "Done for %(count)d items.", done)
        messages.success(request, words % {"count": done})


def back(request: MemberRequest) -> HttpResponse:
    """To the list as it was asked for."""
    response = redirect("campaigns:items", request.member.team.slug)
    query = QueryDict(request.POST.get("asked", "")[:500]).urlencode()
    response["Location"] += f"?{query}" if query else ""
    return response
