"""The sitting: the month's cards one after the other, without leaving the page."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kpis.month import month_to_open
from kpis.sitting import first_to_sign
from kpis.views.card_page import address_of
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.asked import asked_month


@require_GET
@requires(Permission.REVIEW_CARDS)
def sitting(request: MemberRequest) -> HttpResponse:
    """Lead to the first card of the month that waits for the reader; without cards to the month's page."""
    member, today = request.member, timezone.localdate()
    month = asked_month(request) or month_to_open(member, today=today)
    first = first_to_sign(month, reader=member, today=today)
    if first is None:
        return redirect(f"{reverse('kpis:month', args=[member.team.slug])}?month={month:%Y-%m}")
    return redirect(address_of(first, sitting=True))
