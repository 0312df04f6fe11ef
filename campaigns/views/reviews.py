"""The review of a piece of work: plan against actual, and what is kept, changed and done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns import lessons
from campaigns.control_forms import ReviewForm
from campaigns.models import Review
from campaigns.review_page import outcome_of
from campaigns.services import reviews as services
from campaigns.services.watching import moves
from campaigns.views.entries import CONFLICT, UNPROCESSABLE
from campaigns.views.items import item_of
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


@require_http_methods(["GET", "POST"])
@requires(Permission.WORK_ON_ITEMS)
def review(request: MemberRequest, pk: int) -> HttpResponse:
    item, now, today = item_of(request, pk), timezone.now(), timezone.localdate()
    written = Review.objects.filter(item=item).first()
    known = {name: getattr(written, name) for name in ("keep", "change", "action", "action_due_on")} if written else {}
    known["action_owner"] = written.action_owner_id if written else None
    typed = request.POST if request.method == "POST" else None
    form, status = ReviewForm(typed, by=request.member, on=today, initial=known), 200
    if typed is not None:
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                services.write(item, form.said, by=request.member, at=now)
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
                status = CONFLICT
            else:
                messages.success(request, _("The review is saved."))
                return redirect("campaigns:items-item", request.member.team.slug, item.pk)
    context = {
        "item": item,
        "form": form,
        "outcome": outcome_of(item, at=item.closed_at or now, on=today, moves=moves(item)),
        "lessons": lessons.of_item(item),
        "lacking": list(services.unfinished(item, item.now.stage, on=today)) if item.is_open else [],
    }
    return render(request, "campaigns/review.html", context, status=status)
