"""Waiving a word of an item, and taking that back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns import item_words, prints
from campaigns.models import Waiver
from campaigns.services import waivers as services
from campaigns.views.items import item_of
from campaigns.waiver_forms import WaiverForm
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
@requires(Permission.WORK_ON_ITEMS)
def waive(request: MemberRequest, pk: int, key: str) -> HttpResponse:
    """Who sits at compliance says why a word may stand; others are told who can."""
    item, now = item_of(request, pk), timezone.now()
    today = timezone.localdate(now)
    words = item_words.of_item(item, prints.newest_version(item), on=today)
    found = next((one for one in words.found if one.key == key and one.mark.entry.blocks), None)
    if found is None:
        raise Http404
    form = WaiverForm(request.POST or None, on=today)
    if request.method == "POST" and form.is_valid():
        try:
            services.waive(item, key=key, grounds=form.grounds, by=request.member, at=now)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("“%(word)s” may stand in this passage.") % {"word": found.mark.written})
            return redirect("campaigns:items-item", request.member.team.slug, item.pk)
    context = {"form": form, "item": item, "found": found}
    return render(request, "campaigns/waive.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    waiver = get_object_or_404(Waiver.objects.visible_to(request.member).select_related("item__team"), pk=pk)
    try:
        services.take_back(waiver, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The waiver is taken back: the word holds the item up again."))
    return redirect("campaigns:items-item", request.member.team.slug, waiver.item_id)
