"""Registering risks, reviewing and closing them; a team's own thresholds."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import seats
from campaigns.models import Item, Risk, RiskStep, Threshold
from campaigns.risk_levels import STEPS
from notices.models import Notice
from notices.services import tell
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.locking import locked_row

Kind = RiskStep.Kind
MOST_DAYS = 92


@dataclass(frozen=True)
class Assessment:
    """What is thought of a risk now."""

    kind: str
    title: str
    likelihood: int
    impact: int
    measures: str
    owner: Member
    review_on: date
    item: Item | None = None


@transaction.atomic
def register(thought: Assessment, *, by: Member, at: datetime) -> Risk:
    """Write a risk down. Its owner hears of it. Raise ``NotAllowedNow`` for what lacks or can't be."""
    need(by, Permission.WORK_ON_ITEMS, team=by.team_id)
    refuse_impossible(thought, by=by, at=at)
    if thought.review_on < timezone.localdate(at):
        raise NotAllowedNow(_("The day of the review is over."))
    risk = Risk.objects.create(team=by.team, raised_by=by, raised_at=at, **cleaned(thought))
    note(risk, Kind.RAISED, by=by, at=at)
    if risk.owner_id != by.pk:
        tell(risk.owner, Notice.Kind.RISK_YOURS, {"by": str(by), "risk": risk.title}, address_of(risk))
    return risk


@transaction.atomic
def review(risk: Risk, thought: Assessment, *, by: Member, at: datetime, found: str) -> Risk:
    """Look at a risk again: what was found, how likely and how bad it is now, what is done, when it is looked at next.

    For its owner and leads. Raise ``NotAllowedNow`` without what was found, or if it is closed.
    """
    risk = locked(risk, by=by)
    refuse_impossible(thought, by=by, at=at)
    if not found.strip():
        raise NotAllowedNow(_("Say what the review found."))
    if thought.review_on <= timezone.localdate(at):
        raise NotAllowedNow(_("The next review is on a day to come."))
    before = risk.owner_id
    for name, value in cleaned(thought).items():
        setattr(risk, name, value)
    risk.save()
    note(risk, Kind.REVIEWED, by=by, at=at, text=found)
    if risk.owner_id not in {before, by.pk}:
        tell(risk.owner, Notice.Kind.RISK_YOURS, {"by": str(by), "risk": risk.title}, address_of(risk))
    return risk


@transaction.atomic
def close(risk: Risk, *, by: Member, at: datetime, reason: str) -> Risk:
    """A risk is over. Only a person closes one, whoever raised it, and says why."""
    risk = locked(risk, by=by)
    if not reason.strip():
        raise NotAllowedNow(_("Say why the risk is closed."))
    risk.closed_by, risk.closed_at = by, at
    risk.save(update_fields=["closed_by", "closed_at"])
    note(risk, Kind.CLOSED, by=by, at=at, text=reason)
    return risk


@transaction.atomic
def set_threshold(threshold: Threshold, *, by: Member, value: Decimal, days: int, is_active: bool) -> Threshold:
    """Let another limit count for the team; the shipped one stays as it is. Raise ``NotAllowedNow`` for days that
    aren't 1 to 92."""
    need(by, Permission.MIND_RISKS, team=by.team_id)
    if threshold.team_id not in {None, by.team_id}:
        raise NotAllowedNow(_("You act in your own team only."))
    if days not in range(1, MOST_DAYS + 1):
        raise NotAllowedNow(_("A threshold looks at 1 to 92 days."))
    kept = {name: getattr(threshold, name) for name in ("side", "kind", "likelihood", "impact", "position")}
    own, _is_new = Threshold.objects.update_or_create(
        team=by.team, metric=threshold.metric, defaults=kept | {"value": value, "days": days, "is_active": is_active}
    )
    return own


def locked(risk: Risk, *, by: Member) -> Risk:
    """The risk as it is now. Raise ``NotAllowedNow`` if it is closed, or not ``by``'s to mind."""
    need(by, Permission.WORK_ON_ITEMS, team=risk.team_id)
    found = locked_row(Risk.objects.select_related("team", "owner__person", "closed_by__person"), risk.pk)
    if not found.is_open:
        raise NotAllowedNow(_("%(name)s closed this risk.") % {"name": found.closed_by})
    if found.owner_id != by.pk and not by.may(Permission.MIND_RISKS):
        raise NotAllowedNow(_("%(name)s, who minds this risk, or a lead can do this.") % {"name": found.owner})
    return found


def refuse_impossible(thought: Assessment, *, by: Member, at: datetime) -> None:
    if not thought.title.strip():
        raise NotAllowedNow(_("Say what may go wrong."))
    if thought.likelihood not in STEPS or thought.impact not in STEPS:
        raise NotAllowedNow(_("Likelihood and impact are 1 to 5."))
    if thought.owner.pk not in seats.workers(by.team_id, on=timezone.localdate(at)):
        raise NotAllowedNow(_("%(name)s can't mind a risk of this team now.") % {"name": thought.owner})
    if thought.item is not None and thought.item.team_id != by.team_id:
        raise NotAllowedNow(_("You act in your own team only."))


def cleaned(thought: Assessment) -> dict[str, Any]:
    words = {"title": thought.title.strip(), "measures": thought.measures.strip()}
    return {name: words.get(name, getattr(thought, name)) for name in Assessment.__dataclass_fields__}


def note(risk: Risk, kind: str, *, by: Member | None, at: datetime, text: str = "") -> RiskStep:
    return RiskStep.objects.create(
        risk=risk, kind=kind, by=by, at=at, likelihood=risk.likelihood, impact=risk.impact, note=text.strip()
    )


def address_of(risk: Risk) -> str:
    return reverse("campaigns:risks-risk", args=[risk.team.slug, risk.pk])
