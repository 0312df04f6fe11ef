"""The review desk: what waits for a yes, and taking one on."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.desk import waiting
from campaigns.desk_forms import DeskFilter
from campaigns.services import stages
from campaigns.views.items import item_of
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

A_PAGE = 50


@require_safe
@requires(Permission.SEE_TEAM)
def desk(request: MemberRequest) -> HttpResponse:
    form = DeskFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    kind, only_mine = asked.get("kind", ""), asked.get("whose") == DeskFilter.MINE
    found = waiting(request.member, at=timezone.now(), kind=kind, only_mine=only_mine)
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "over": sum(one.is_over for one in found),
        "mine": sum(one.is_mine for one in found),
        "filter": form,
        "is_filtered": bool(kind or only_mine),
    }
    return render(request, "campaigns/desk.html", context)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def claim(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a review on; others see who has it."""
    item = item_of(request, pk)
    seen = request.POST.get("seen", "")
    try:
        stages.claim(item, by=request.member, at=timezone.now(), seen=int(seen) if seen.isdecimal() else None)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        return redirect("campaigns:desk", request.member.team.slug)
    messages.success(request, _("“%(item)s” is yours to review.") % {"item": item.title})
    return redirect("campaigns:items-item", request.member.team.slug, item.pk)
