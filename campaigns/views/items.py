"""An item's page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import panels, prints
from campaigns.models import Item
from campaigns.panels import Reading
from roles.access import MemberRequest, requires
from roles.permissions import Permission


def item_of(request: MemberRequest, pk: int) -> Item:
    found: Item = get_object_or_404(Item.objects.visible_to(request.member).for_list(), pk=pk)
    return found


@require_safe
@requires(Permission.SEE_TEAM)
def item(request: MemberRequest, pk: int) -> HttpResponse:
    shown = item_of(request, pk)
    reading = Reading(shown, by=request.member, at=timezone.now(), version=prints.newest_version(shown))
    context = {"item": shown, "runs": shown.runs.for_item_page(), "panels": panels.of_page(reading)}
    return render(request, "campaigns/item.html", context)
