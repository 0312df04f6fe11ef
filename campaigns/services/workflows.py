"""Editing workflows: a draft is saved, compared and published as the team's next version, or dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.flows.faults import Fault, faults_in
from campaigns.flows.plans import FlowPlan, StagePlan
from campaigns.models import Deliverable, Gate, Item, Stage, Workflow, WorkflowDraft
from campaigns.services.telling import in_both
from notices.models import Notice
from notices.services import tell_all
from roles.models import Member, Role, Team
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow


class Faulty(NotAllowedNow):
    """The stages can't stand like that. ``faults`` say where and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        super().__init__(" ".join(str(fault) for fault in faults))


class Overtaken(NotAllowedNow):
    """Somebody else saved, published or dropped the draft in between. ``draft`` is theirs, if there is one."""

    def __init__(self, words: str, draft: WorkflowDraft | None) -> None:
        self.draft = draft
        super().__init__(words)


@dataclass(frozen=True)
class Seen:
    """What whoever writes had before them: how often the draft had been saved (0: there was none), and the version
    in force, by its key."""

    revision: int
    base: int | None = None


def in_force(team: Team, code: str) -> Workflow:
    """What new work of this code begins with. Raise ``Workflow.DoesNotExist``."""
    return Workflow.objects.current(team).for_list().get(code=code)


def draft_of(team: Team, code: str) -> WorkflowDraft | None:
    found = WorkflowDraft.objects.filter(team=team, code=code)
    return found.select_related("base", "saved_by__person").first()


def plan_of(draft: WorkflowDraft) -> FlowPlan:
    return FlowPlan.read(draft.name, draft.name_en, draft.stages)


def under_way(team: Team, code: str) -> dict[int, int]:
    """How many open items of the team go by each version, by the version's key."""
    found = Item.objects.filter(team=team, workflow__code=code).open().order_by().values_list("workflow")
    return dict(found.annotate(n=Count("pk")))


@transaction.atomic
def save(workflow: Workflow, plan: FlowPlan, *, by: Member, at: datetime, seen: Seen) -> WorkflowDraft:
    """Keep the stages as the team's draft; nothing that is under way hears of it.

    Raise ``Faulty``, or ``Overtaken`` if the draft isn't the one that ``by`` had before them.
    """
    need(by, Permission.EDIT_WORKFLOWS, team=by.team_id)
    Team.objects.select_for_update().get(pk=by.team_id)  # one at a time
    now = in_force(by.team, workflow.code)
    draft = _not_overtaken(now, by=by, seen=seen)
    if faults := faults_in(plan, kind=now.kind, roles=set(Role.objects.values_list("code", flat=True))):
        raise Faulty(faults)
    plan = plan.coded(codes_ever(by.team, now.code))
    if draft is None:
        draft = WorkflowDraft(team=by.team, code=now.code, base=now, revision=0, made_at=at)
    draft.name, draft.name_en, draft.stages = plan.name, plan.name_en, plan.stored
    draft.revision, draft.saved_by, draft.saved_at = draft.revision + 1, by, at
    draft.save()
    return draft


def codes_ever(team: Team, code: str) -> set[str]:
    """The codes that stages of this workflow had in any version: a new one gets another."""
    return set(
        Stage.objects.filter(workflow__in=Workflow.objects.of(team).filter(code=code)).values_list("code", flat=True)
    )


def take_shipped(workflow: Workflow, *, by: Member, at: datetime, seen: Seen) -> WorkflowDraft:
    """Put the shipped stages into the draft, to be compared and published like any other change."""
    shipped = Workflow.objects.for_list().filter(team=None, code=workflow.code).order_by("-version").first()
    if shipped is None:
        raise NotAllowedNow(_("TeamOps ships no workflow like this one."))
    return save(workflow, FlowPlan.of(shipped), by=by, at=at, seen=seen)


@transaction.atomic
def publish(workflow: Workflow, *, by: Member, at: datetime, seen: Seen, note: str = "") -> Workflow:
    """Make the draft the team's next version: new work begins with it, what is under way keeps its own.

    Raise ``Overtaken``, ``Faulty``, or ``NotAllowedNow`` without a draft, or if it says what the version in force says.
    """
    need(by, Permission.EDIT_WORKFLOWS, team=by.team_id)
    Team.objects.select_for_update().get(pk=by.team_id)
    now = in_force(by.team, workflow.code)
    draft = _not_overtaken(now, by=by, seen=seen)
    if draft is None:
        raise NotAllowedNow(_("There is no draft to publish. Edit the workflow first."))
    plan = plan_of(draft)
    roles = {role.code: role for role in Role.objects.all()}
    if faults := faults_in(plan, kind=now.kind, roles=roles):
        raise Faulty(faults)
    if plan == FlowPlan.of(now):
        raise NotAllowedNow(_("The draft says what version %(version)s says.") % {"version": now.version})
    newest = Workflow.objects.of(by.team).filter(code=now.code).aggregate(newest=Max("version"))["newest"]
    made = Workflow.objects.create(
        team=by.team, code=now.code, kind=now.kind, version=newest + 1, position=now.position, name=plan.name,
        name_en=plan.name_en, note=note.strip(), made_by=by, made_at=at,
    )  # fmt: skip
    for place, stage in enumerate(plan.stages, start=1):
        _make(made, stage, place, roles)
    draft.delete()
    _tell_leads(made, by=by, at=at)
    return made


def _tell_leads(made: Workflow, *, by: Member, at: datetime) -> None:
    """Whoever runs the team's work hears of it, but who published it."""
    leads = Member.objects.filter(team=by.team_id).who_may(Permission.RUN_WORK, on=timezone.localdate(at))
    words = {"by": str(by), "workflow": in_both(made), "version": made.version}
    url = reverse("campaigns:workflows-version", args=[by.team.slug, made.code, made.pk])
    tell_all(leads.exclude(pk=by.pk), Notice.Kind.WORKFLOW_PUBLISHED, words, url)


def _make(workflow: Workflow, plan: StagePlan, place: int, roles: dict[str, Role]) -> None:
    stage = Stage.objects.create(
        workflow=workflow, position=place, code=plan.code, name=plan.name, name_en=plan.name_en, role=roles[plan.role],
        hours=plan.hours, is_for_writing=plan.is_for_writing, is_for_publishing=plan.is_for_publishing,
    )  # fmt: skip
    Deliverable.objects.bulk_create(
        Deliverable(stage=stage, position=n, name=line.name, name_en=line.name_en)
        for n, line in enumerate(plan.lines, start=1)
    )
    Gate.objects.bulk_create(
        Gate(
            stage=stage, position=n, kind=gate.kind, role=roles.get(gate.role), level=gate.level, needs=gate.needs,
            condition=gate.condition, budget_over=gate.budget_over, channel_kind=gate.channel_kind,
        )
        for n, gate in enumerate(plan.gates, start=1)
    )  # fmt: skip


@transaction.atomic
def discard(workflow: Workflow, *, by: Member, seen: Seen) -> None:
    """Drop the draft; the version in force goes on. Raise ``Overtaken``."""
    need(by, Permission.EDIT_WORKFLOWS, team=by.team_id)
    Team.objects.select_for_update().get(pk=by.team_id)
    draft = _not_overtaken(in_force(by.team, workflow.code), by=by, seen=seen)
    if draft is not None:
        draft.delete()


def _not_overtaken(now: Workflow, *, by: Member, seen: Seen) -> WorkflowDraft | None:
    """The draft, if it is still what was seen; call it with the team locked."""
    draft = draft_of(by.team, now.code)
    if draft is not None:
        if draft.revision == seen.revision:
            return draft
        told = {"name": draft.saved_by, "time": _clock(draft.saved_at)}
        raise Overtaken(_("%(name)s saved the draft at %(time)s. Nothing of yours was done.") % told, draft)
    if seen.base is not None and seen.base != now.pk:
        told = {"name": now.made_by or _("Somebody"), "time": _clock(now.made_at), "version": now.version}
        words = _("%(name)s published version %(version)s at %(time)s. Nothing of yours was done.") % told
        raise Overtaken(words, None)
    if seen.revision:
        raise Overtaken(_("The draft was dropped in the meantime. Nothing of yours was done."), None)
    return None


def _clock(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%m-%d %H:%M")
