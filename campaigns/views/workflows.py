"""How the work goes: the workflows and their stages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.models import Workflow
from roles.access import MemberRequest, requires
from roles.permissions import Permission


@require_safe
@requires(Permission.SEE_TEAM)
def workflows(request: MemberRequest) -> HttpResponse:
    found = Workflow.objects.current(request.member.team).for_list()
    return render(request, "campaigns/workflows.html", {"workflows": found})
