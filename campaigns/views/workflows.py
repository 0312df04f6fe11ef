"""How the work goes: the workflows, one of them with its versions, and what a version changed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.flows import changes
from campaigns.flows.plans import FlowPlan
from campaigns.models import Workflow, WorkflowDraft
from campaigns.services import workflows as services
from roles.access import MemberRequest, requires
from roles.models import Role
from roles.permissions import Permission


@require_safe
@requires(Permission.SEE_TEAM)
def workflows(request: MemberRequest) -> HttpResponse:
    drafts = WorkflowDraft.objects.visible_to(request.member).select_related("saved_by__person")
    context = {
        "workflows": Workflow.objects.current(request.member.team).for_list(),
        "drafts": {draft.code: draft for draft in drafts},
        "may_edit": request.member.may(Permission.EDIT_WORKFLOWS),
    }
    return render(request, "campaigns/workflows.html", context)


@require_safe
@requires(Permission.SEE_TEAM)
def workflow(request: MemberRequest, code: str) -> HttpResponse:
    """The version in force in full, the draft if there is one, and how many items go by each version."""
    team = request.member.team
    shown, under_way = the_workflow(request, code), services.under_way(team, code)
    versions = Workflow.objects.of(team).filter(code=code).select_related("made_by__person").order_by("-version")
    context = {
        "workflow": shown,
        "draft": services.draft_of(team, code),
        "versions": [(one, under_way.get(one.pk, 0)) for one in versions],
        "may_edit": request.member.may(Permission.EDIT_WORKFLOWS),
    }
    return render(request, "campaigns/workflow.html", context)


@require_safe
@requires(Permission.SEE_TEAM)
def version(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    """What a version says, and what it changed against the one before."""
    team = request.member.team
    known = Workflow.objects.of(team).filter(code=code)
    number = get_object_or_404(known, pk=pk).version
    shown, before = [*known.filter(version__lte=number).for_list().order_by("-version")[:2], None][:2]
    roles = {role.code: role for role in Role.objects.all()}
    context: dict[str, Any] = {
        "workflow": shown,
        "before": before,
        "under_way": services.under_way(team, code).get(shown.pk, 0),
    }
    if before is not None:
        was, now = FlowPlan.of(before), FlowPlan.of(shown)
        context |= {
            "changes": changes.between(was, now, roles=roles),
            "names": changes.names_between(was, now),
        }
    return render(request, "campaigns/workflow_version.html", context)


def the_workflow(request: MemberRequest, code: str) -> Workflow:
    """The version in force of the team. Raise ``Http404``."""
    return get_object_or_404(Workflow.objects.current(request.member.team).for_list(), code=code)
