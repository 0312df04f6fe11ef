"""The ticked content items shared among several people, straight from the list."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from metrics.forms import ChosenForm, SharesForm
from metrics.imports.as_of import beijing_day
from metrics.models import Subject
from metrics.services import splits as services
from metrics.services.attribution import plain
from metrics.views import told
from roles.access import MemberRequest, requires
from roles.forms import colleagues
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

ROWS = 4
SENT = "shares-TOTAL_FORMS"


@require_POST
@requires(Permission.EDIT_CHANNELS)
def split(request: MemberRequest) -> HttpResponse:
    """Who answers for the ticked items, and for what share of each. A POST without shares leads here."""
    at = timezone.now()
    chosen = ChosenForm(request.POST, by=request.member)
    if not chosen.is_valid():
        messages.error(request, _("Tick an item first."))
        return redirect("metrics:content", request.member.team.slug)
    items = list(chosen.cleaned_data["items"].order_by("-published_on", "pk"))
    form = shares_form(request, items)
    refused = ""
    if SENT in request.POST and form.is_valid():
        shares = [(row["member"], row["share"]) for row in form.cleaned_data if row.get("member")]
        try:
            outcomes = services.split(items, shares, at=at)
        except NotAllowedNow as reason:
            refused = str(reason)
        else:
            words = ngettext("%(count)d item is shared so.", "%(count)d items are shared so.", len(items))
            messages.success(request, words % {"count": len(items)})
            told.tell_signed(request, sorted({month for _item, outcome in outcomes for month in outcome.signed}))
            return redirect("metrics:content", request.member.team.slug)
    context = {"items": items, "form": form, "refused": refused}
    is_wrong = refused or (SENT in request.POST and form.total_error_count())
    return render(request, "metrics/content_split.html", context, status=422 if is_wrong else 200)


def shares_form(request: MemberRequest, items: list[Subject]) -> Any:
    """Begins with those who answer for the first item."""
    there = items[0].attributions.filter(until_on=None).order_by("-share", "pk")
    rows: list[dict[str, Any]] = [{"member": one.member_id, "share": plain(one.share)} for one in there]
    rows += [{}] * max(ROWS - len(rows), 1)
    members = {one.pk: one for one in colleagues(request.member, on=beijing_day(timezone.now()))}
    options = {"members": members, "has_days": False}
    typed = request.POST if SENT in request.POST else None
    return SharesForm(typed, initial=rows, form_kwargs=options, prefix="shares")
