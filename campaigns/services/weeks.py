"""A group's weeks: planning days, handing the plan in, saying yes or no, and what came of each activity."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Activity, Fact, Item, WeekDecision, WeekPlan
from campaigns.models.weeks import week_of
from campaigns.services.access import has_a_hand, locked, need_a_hand
from campaigns.services.telling import note as put_on_record
from notices.models import Notice
from notices.services import tell_all
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow

State = WeekPlan.State


@transaction.atomic
def plan(item: Item, *, day: date, kind: str, title: str, by: Member, at: datetime) -> Activity:
    """Plan something for a day; a yes to that week's plan is gone with it. Raise ``NotAllowedNow`` for an item that is
    no group, a day of a week that is over, or without words."""
    item = _locked(item, by=by, at=at)
    if not title.strip():
        raise NotAllowedNow(_("Say what is planned."))
    week = week_of(day)
    if week.last < timezone.localdate(at):
        raise NotAllowedNow(_("That week is over."))
    found, _is_new = WeekPlan.objects.get_or_create(item=item, week=week.first)
    made = Activity.objects.create(plan=found, day=day, kind=kind, title=title.strip(), planned_by=by)
    _withdraw(found)
    return made


@transaction.atomic
def take_out(activity: Activity, *, by: Member, at: datetime) -> None:
    """It isn't planned any more. Raise ``NotAllowedNow`` once its day has come: then it took place or fell through."""
    _locked(activity.plan.item, by=by, at=at)
    found = _open(activity)
    if found.day <= timezone.localdate(at) and found.plan.state == State.APPROVED:
        raise NotAllowedNow(_("Its day has come: say that it took place, or that it fell through."))
    plan_ = found.plan
    found.delete()
    _withdraw(plan_)


@transaction.atomic
def submit(plan_: WeekPlan, *, by: Member, at: datetime) -> WeekPlan:
    """Hand the week's plan in. Raise ``NotAllowedNow`` for an empty one, or one that was handed in already."""
    _locked(plan_.item, by=by, at=at)
    found = WeekPlan.objects.select_related("item__team").prefetch_related("activities").get(pk=plan_.pk)
    if found.state != State.DRAFT:
        raise NotAllowedNow(_("This plan is handed in already."))
    if not found.activities.all():
        raise NotAllowedNow(_("Nothing is planned for that week yet."))
    found.state, found.submitted_by, found.submitted_at = State.SUBMITTED, by, at
    found.save(update_fields=["state", "submitted_by", "submitted_at"])
    put_on_record(found.item, Fact.Kind.PLANNED_WEEK, by=by, at=at, text=_named(found))
    _tell_deciders(found, by=by, at=at)
    return found


def _tell_deciders(plan_: WeekPlan, *, by: Member, at: datetime) -> None:
    """Those who can say yes to it: the leads who had no part in it."""
    team = plan_.item.team
    leads = Member.objects.filter(team=team).who_may(Permission.RUN_WORK, on=timezone.localdate(at))
    deciders = [one for one in leads.select_related("person", "team") if may_decide(plan_, by=one)]
    url = reverse("campaigns:items-week", args=[team.slug, plan_.item_id]) + f"?week={plan_.week}"
    words = {"by": str(by), "item": plan_.item.title, "week": _named(plan_)}
    tell_all(deciders, Notice.Kind.WEEK_TO_DECIDE, words, url)


@transaction.atomic
def decide(
    plan_: WeekPlan, *, is_approved: bool, by: Member, at: datetime, comment: str = "", read: str = ""
) -> WeekDecision:
    """Say yes or no to the plan as it was read. A lead does who had no part in it. Raise ``NotAllowedNow`` for
    anybody else, without a reason for a no, or if the plan has changed since it was read."""
    need(by, Permission.RUN_WORK, team=plan_.item.team_id)
    item = locked(plan_.item, by=by)
    found = WeekPlan.objects.select_related("item").prefetch_related("activities").get(pk=plan_.pk)
    if found.state != State.SUBMITTED:
        raise NotAllowedNow(_("This plan doesn't wait for a yes (%(state)s).") % {"state": found.get_state_display()})
    if not may_decide(found, by=by):
        raise NotAllowedNow(_("Nobody says yes to what they planned or answer for. Another lead can."))
    if read and read != found.print:
        raise NotAllowedNow(_("The plan has changed since you read it. Load the page again."))
    if not is_approved and not comment.strip():
        raise NotAllowedNow(_("Say what should change."))
    found.state = State.APPROVED if is_approved else State.DRAFT
    found.save(update_fields=["state"])
    kind = Fact.Kind.WEEK_APPROVED if is_approved else Fact.Kind.WEEK_DECLINED
    put_on_record(item, kind, by=by, at=at, text=" ".join(filter(None, [_named(found), comment.strip()])))
    return WeekDecision.objects.create(plan=found, by=by, at=at, is_approved=is_approved, comment=comment.strip())


@transaction.atomic
def settle(activity: Activity, *, outcome: str, by: Member, at: datetime, note: str = "") -> Activity:
    """It took place, or fell through. Raise ``NotAllowedNow`` before its day, twice, or if it fell through without a
    reason."""
    _locked(activity.plan.item, by=by, at=at)
    found = _open(activity)
    if found.day > timezone.localdate(at):
        raise NotAllowedNow(_("Its day is still to come."))
    if outcome == Activity.Outcome.FELL_THROUGH and not note.strip():
        raise NotAllowedNow(_("Say why it fell through."))
    found.outcome, found.note, found.settled_by, found.settled_at = outcome, note.strip(), by, at
    found.save(update_fields=["outcome", "note", "settled_by", "settled_at"])
    return found


def may_decide(plan_: WeekPlan, *, by: Member) -> bool:
    """A lead who doesn't answer for the group, and neither planned nor handed in any of it. Asks for ``activities``."""
    planners = {one.planned_by_id for one in plan_.activities.all()} | {plan_.submitted_by_id, plan_.item.owner_id}
    return by.may(Permission.RUN_WORK) and by.pk not in planners


def may_plan(item: Item, *, by: Member, at: datetime) -> bool:
    """Who keeps the group, and whoever moves the item."""
    keeps = by.pk == item.community.keeper_id and by.may(Permission.WORK_ON_ITEMS)
    return item.is_open and (keeps or has_a_hand(item, by=by, at=at))


def _locked(item: Item, *, by: Member, at: datetime) -> Item:
    if item.kind != Item.Kind.COMMUNITY:
        raise NotAllowedNow(_("Only groups have weeks."))
    found = locked(item, by=by)
    if not may_plan(found, by=by, at=at):
        need_a_hand(found, by=by, at=at)
    return found


def _open(activity: Activity) -> Activity:
    found = Activity.objects.select_related("plan__item").filter(pk=activity.pk).first()
    if found is None:
        raise NotAllowedNow(_("Somebody has taken that out meanwhile."))
    if not found.is_open:
        raise NotAllowedNow(_("It is said already what came of “%(title)s”.") % {"title": found.title})
    return found


def _withdraw(plan_: WeekPlan) -> None:
    """The plan differs from what was handed in or approved: it is being planned again."""
    if plan_.state != State.DRAFT:
        plan_.state = State.DRAFT
        plan_.save(update_fields=["state"])


def _named(plan_: WeekPlan) -> str:
    return f"{plan_.span.first:%m-%d} – {plan_.span.last:%m-%d}"
