"""The list of the work, and an item's page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.models import Item
from roles.access import MemberRequest, requires
from roles.permissions import Permission


def item_of(request: MemberRequest, pk: int) -> Item:
    found: Item = get_object_or_404(Item.objects.visible_to(request.member).for_list(), pk=pk)
    return found


@require_safe
@requires(Permission.SEE_TEAM)
def item(request: MemberRequest, pk: int) -> HttpResponse:
    shown = item_of(request, pk)
    context = {
        "item": shown,
        "runs": shown.runs.for_item_page(),
        "versions": shown.versions.select_related("by__person"),
        "now": timezone.now(),
    }
    return render(request, "campaigns/item.html", context)
