"""What a process number counted: a member's items of a day, each with its page."""

from datetime import date
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import sources
from campaigns.models import DueStep, Item
from campaigns.sources import spend
from metrics.models import Metric, Subject
from roles.access import MemberRequest, requires
from roles.models import Member
from roles.permissions import Permission
from teamops.lib.asked import read_day
from teamops.lib.months import Span


@require_safe
@requires(Permission.SEE_OWN_CARD)
def records(request: MemberRequest) -> HttpResponse:
    """``?metric=process.outputs_due&member=7&day=2026-11-23``: one's own, or anybody's for who sees their card.

    ``?metric=biz.spend&subject=9&day=2026-11-23``: what a campaign or the team paid.
    """
    metric = get_object_or_404(Metric, code=request.GET.get("metric", "process.outputs_due"), team=None)
    day = read_day(request.GET.get("day", timezone.localdate().isoformat()))
    if metric.code == spend.CODE:
        return spent(request, metric, day)
    member = asked_member(request)
    found = sources.records(metric.code, request.member.team, Span(day, day), at=timezone.now())
    mine = [one for one in found if one.member == member.pk]
    items = Item.objects.for_list().in_bulk([one.item for one in mine if one.item])
    steps = DueStep.objects.for_records().in_bulk([one.step for one in mine if one.step])
    context = {
        "metric": metric,
        "day": day,
        "whose": member,
        "rows": [(items[one.item], one.is_good) for one in mine if one.item],
        "steps": [(steps[one.step], one.is_good) for one in mine if one.step],
        "count": len(mine),
        "good": sum(one.is_good for one in mine),
    }
    return render(request, "campaigns/records.html", context)


def spent(request: MemberRequest, metric: Metric, day: date) -> HttpResponse:
    key = request.GET.get("subject", "")
    if not key.isascii() or not key.isdigit():
        raise Http404
    subject = get_object_or_404(Subject.objects.visible_to(request.member).select_related("team"), pk=key)
    found = spend.entries_of(subject, day)
    total = sum((one.amount for one in found), Decimal(0))
    context = {"metric": metric, "day": day, "subject": subject, "entries": found, "total": total}
    return render(request, "campaigns/records_spent.html", context)


def asked_member(request: MemberRequest) -> Member:
    key = request.GET.get("member", str(request.member.pk))
    if not key.isascii() or not key.isdigit():
        raise Http404
    found = get_object_or_404(Member.objects.select_related("person"), team=request.member.team, pk=key)
    if found.pk != request.member.pk and not request.member.may(Permission.SEE_TEAM_CARDS):
        raise Http404
    return found
