"""The home page, and on phones the way to everything else."""

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.today import Today
from roles.access import MemberRequest, requires
from roles.permissions import Permission


@require_safe
@requires(Permission.SEE_TEAM)
def today(request: MemberRequest) -> HttpResponse:
    prefetch_related_objects([request.member.team], "day_overrides")
    return render(request, "reports/today.html", {"today": Today(request.member, at=timezone.now())})


@require_safe
@requires(Permission.SEE_TEAM)
def more(request: MemberRequest) -> HttpResponse:
    return render(request, "reports/more.html")
