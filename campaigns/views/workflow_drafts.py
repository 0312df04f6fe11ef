"""Editing a workflow: its draft on one page, the comparison, publishing, dropping."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.flows import changes
from campaigns.flows.faults import falls_away
from campaigns.flows.forms import Choices, grouped
from campaigns.flows.plans import FlowPlan
from campaigns.flows.sheets import FlowSheet, rearranged, typed_out
from campaigns.models import Workflow
from campaigns.services import workflows as services
from campaigns.services.workflows import Faulty, Overtaken, Seen
from campaigns.views.workflows import the_workflow
from roles.access import MemberRequest, requires
from roles.models import Assignment, Member, Role
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_WORKFLOWS)
def edit(request: MemberRequest, code: str) -> HttpResponse:
    """Saved as a whole, and only if every stage can stand. ``do`` rearranges what is typed and saves nothing."""
    workflow = the_workflow(request, code)
    roles = roles_of(request.member)
    if request.method == "GET":
        draft = services.draft_of(request.member.team, code)
        plan = services.plan_of(draft) if draft else FlowPlan.of(workflow)
        sheet = FlowSheet(typed_out(plan), kind=workflow.kind, roles=roles)
        return page(request, workflow, sheet, seen=Seen(draft.revision if draft else 0, workflow.pk))
    if act := request.POST.get("do"):
        done = rearranged(request.POST, act)
        sheet = FlowSheet(done.typed, kind=workflow.kind, roles=roles, fresh=done.fresh, at=done.at)
        return page(request, workflow, sheet, seen=seen_in(request.POST), said=done.said)
    return save(request, workflow, FlowSheet(request.POST, kind=workflow.kind, roles=roles))


def save(request: MemberRequest, workflow: Workflow, sheet: FlowSheet) -> HttpResponse:
    seen, plan = seen_in(request.POST), sheet.plan
    if faults := sheet.unreadable:
        sheet.show(faults)
        return page(request, workflow, sheet, seen=seen, status=UNPROCESSABLE)
    try:
        services.save(workflow, plan, by=request.member, at=timezone.now(), seen=seen)
    except Faulty as reason:
        sheet.show(list(reason.faults))
        return page(request, workflow, sheet, seen=seen, status=UNPROCESSABLE)
    except Overtaken as reason:
        return page(request, workflow, sheet, status=CONFLICT, **beside(reason, plan, request.member, workflow.code))
    if "compare" in request.POST:
        return redirect("campaigns:workflows-publish", request.member.team.slug, workflow.code)
    messages.success(request, _("The draft is saved. It counts once it is published."))
    return redirect("campaigns:workflows-edit", request.member.team.slug, workflow.code)


def beside(reason: Overtaken, mine: FlowPlan, by: Member, code: str) -> dict[str, Any]:
    """What is there now, what of it my stages would change, and how they can be saved after all."""
    now = services.in_force(by.team, code)
    theirs = services.plan_of(reason.draft) if reason.draft else FlowPlan.of(now)
    coded = mine.coded(services.codes_ever(by.team, code))
    found = changes.between(theirs, coded, roles={role.code: role for role in Role.objects.all()})
    return {
        "seen": Seen(reason.draft.revision if reason.draft else 0, now.pk),
        "overtaken": str(reason),
        "changes": [one for one in found if not one.is_same],
    }


def page(
    request: MemberRequest, workflow: Workflow, sheet: FlowSheet, *, seen: Seen, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"workflow": workflow, "sheet": sheet, "seen": seen, **more}
    is_part = getattr(request, "htmx", False) and request.POST.get("do")
    template = "campaigns/_flow_stages.html" if is_part else "campaigns/workflow_edit.html"
    return render(request, template, context, status=status)


def seen_in(typed: QueryDict) -> Seen:
    """What the page was loaded with. Nonsense counts as a page that saw nothing."""
    revision, base = typed.get("revision", ""), typed.get("base", "")
    return Seen(int(revision) if revision.isdecimal() else 0, int(base) if base.isdecimal() else None)


def roles_of(by: Member) -> Choices:
    return grouped(list(Role.objects.all()), held_in(by))


def held_in(by: Member) -> set[str]:
    """The codes of the roles that somebody in the team holds today."""
    held = Assignment.objects.in_force(on=timezone.localdate()).filter(member__team=by.team_id)
    return set(held.values_list("role__code", flat=True))


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_WORKFLOWS)
def publish(request: MemberRequest, code: str) -> HttpResponse:
    """Old beside new, how many items stay with the old one, and the button."""
    workflow, team = the_workflow(request, code), request.member.team
    draft = services.draft_of(team, code)
    if request.method == "POST":
        try:
            made = services.publish(
                workflow, by=request.member, at=timezone.now(), seen=seen_in(request.POST),
                note=request.POST.get("note", "")[:200],
            )  # fmt: skip
        except NotAllowedNow as reason:
            messages.error(request, str(reason))
            where = "publish" if services.draft_of(team, code) else "workflow"
            return redirect(f"campaigns:workflows-{where}", team.slug, code)
        messages.success(request, _("Version %(version)s counts for new work from now on.") % {"version": made.version})
        return redirect("campaigns:workflows-workflow", team.slug, code)
    if draft is None:
        messages.info(request, _("There is no draft to publish. Edit the workflow first."))
        return redirect("campaigns:workflows-workflow", team.slug, code)
    before, after = FlowPlan.of(workflow), services.plan_of(draft)
    context = {
        "workflow": workflow,
        "draft": draft,
        "changes": changes.between(before, after, roles={role.code: role for role in Role.objects.all()}),
        "names": changes.names_between(before, after),
        "is_same": before == after,
        "warnings": falls_away(before, after, kind=workflow.kind, held=held_in(request.member)),
        "staying": sum(services.under_way(team, code).values()),
    }
    return render(request, "campaigns/workflow_publish.html", context)


@require_POST
@requires(Permission.EDIT_WORKFLOWS)
def discard(request: MemberRequest, code: str) -> HttpResponse:
    try:
        services.discard(the_workflow(request, code), by=request.member, seen=seen_in(request.POST))
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The draft is dropped. The published version goes on."))
    return redirect("campaigns:workflows-workflow", request.member.team.slug, code)


@require_POST
@requires(Permission.EDIT_WORKFLOWS)
def shipped(request: MemberRequest, code: str) -> HttpResponse:
    """The shipped stages into the draft, and on to the comparison."""
    try:
        services.take_shipped(
            the_workflow(request, code), by=request.member, at=timezone.now(), seen=seen_in(request.POST)
        )
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        return redirect("campaigns:workflows-workflow", request.member.team.slug, code)
    return redirect("campaigns:workflows-publish", request.member.team.slug, code)
