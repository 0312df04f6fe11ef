"""Starting an item, and its particulars."""

from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import prints, seats
from campaigns.models import (
    CampaignDetail,
    CommunityDetail,
    ContentDetail,
    Fact,
    FindingDetail,
    IncidentDetail,
    Item,
    RequestDetail,
    Workflow,
)
from campaigns.services import deadlines
from campaigns.services.access import locked, need_owner_or_lead
from campaigns.services.changing import set_all
from campaigns.services.planning import need_room
from campaigns.services.stages import enter
from campaigns.services.telling import note
from campaigns.services.withdrawing import say_what_is_gone
from metrics.services import subjects
from roles.models import Member, Team
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow

# What only one kind has, and by which name the item knows it.
DETAILS: dict[str, type[models.Model]] = {
    Item.Kind.CONTENT: ContentDetail,
    Item.Kind.CAMPAIGN: CampaignDetail,
    Item.Kind.FINDING: FindingDetail,
    Item.Kind.INCIDENT: IncidentDetail,
    Item.Kind.REQUEST: RequestDetail,
    Item.Kind.COMMUNITY: CommunityDetail,
}


@transaction.atomic
def start(
    *,
    workflow: Workflow,
    title: str,
    by: Member,
    at: datetime,
    owner: Member | None = None,
    due_on: date | None = None,
    **particulars: Any,
) -> Item:
    """Begin a piece of work at the first stage of a workflow. ``particulars`` are those of its kind.

    Raise ``NotAllowedNow`` without a title, for another team's workflow, one without stages or an old version of one,
    or an owner who can't work here.
    """
    need(by, Permission.WORK_ON_ITEMS, team=by.team_id)
    title, owner = title.strip(), owner or by
    if not title:
        raise NotAllowedNow(_("Give it a title."))
    if not Workflow.objects.current(by.team_id).filter(pk=workflow.pk).exists():
        raise NotAllowedNow(_("This workflow has a newer version. Load the page again."))
    first = workflow.stages.order_by("position").first()
    if first is None:
        raise NotAllowedNow(_("This workflow has no stages."))
    if owner.pk not in seats.workers(by.team_id, on=timezone.localdate(at)):
        raise NotAllowedNow(_("%(name)s can't work on items of this team now.") % {"name": owner})
    Team.objects.select_for_update().get(pk=by.team_id)
    newest = Item.objects.filter(team=by.team_id).aggregate(newest=Max("number"))["newest"] or 0
    item = Item.objects.create(
        team=by.team, kind=workflow.kind, workflow=workflow, number=newest + 1, title=title, owner=owner, made_by=by,
        made_at=at, due_on=due_on,
    )  # fmt: skip
    particularise(item, particulars)
    deadlines.keep(item)
    enter(item, first, by=by, at=at)
    note(item, Fact.Kind.STARTED, by=by, at=at)
    return item


def particularise(item: Item, particulars: dict[str, Any]) -> None:
    """Give a new item what only its kind has; a campaign is something that numbers can be about, too."""
    if item.kind in DETAILS:
        detail = DETAILS[item.kind].objects.create(item=item, **particulars)  # type: ignore[attr-defined]
        if isinstance(detail, ContentDetail):
            need_room(detail)
    if item.kind == Item.Kind.CAMPAIGN:
        item.subject = subjects.for_campaign(item.team, name=item.title)
        item.save(update_fields=["subject"])


@transaction.atomic
def change(
    item: Item, *, by: Member, at: datetime, title: str, owner: Member, due_on: date | None, **particulars: Any
) -> Item:
    """Correct an item's particulars; what differs stands in its trail. For who answers for it, and leads.

    A campaign's plan is what was approved: changing it withdraws the approval. Raise ``NotAllowedNow`` as ``start``.
    """
    item = locked(item, by=by)
    need_owner_or_lead(item, by=by)
    if not title.strip():
        raise NotAllowedNow(_("Give it a title."))
    if owner.pk not in seats.workers(item.team_id, on=timezone.localdate(at)):
        raise NotAllowedNow(_("%(name)s can't work on items of this team now.") % {"name": owner})
    before = prints.of_item(item)
    changed = set_all(item, {"title": title.strip(), "owner": owner, "due_on": due_on})
    if item.kind in DETAILS and particulars:
        detail = DETAILS[item.kind].objects.get(item=item)  # type: ignore[attr-defined]
        differs = set_all(detail, particulars)
        if isinstance(detail, ContentDetail) and {"planned_at", "channel"} & set(differs):
            need_room(detail)
        changed |= differs
        item = Item.objects.select_related("team", "workflow", "owner__person", "run__stage").get(pk=item.pk)
    deadlines.keep(item)
    if changed:
        note(item, Fact.Kind.CHANGED, by=by, at=at, particulars=changed)
        say_what_is_gone(item, before=before, by=by, at=at)
    return item
