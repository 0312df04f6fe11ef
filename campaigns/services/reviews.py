"""Reviewing a piece of work, and the lessons of it. A campaign is closed only with what to keep, what to change, and an
action that somebody owns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import agreed, lessons, seats
from campaigns.models import Item, Lesson, Review, Stage
from campaigns.once import once
from campaigns.review_page import outcome_of
from campaigns.services.access import locked, need_a_hand
from campaigns.services.checks import after_leaving, before_leaving
from campaigns.services.watching import moves
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow


@dataclass(frozen=True)
class Said:
    """What a review says."""

    keep: str = ""
    change: str = ""
    action: str = ""
    action_owner: Member | None = None
    action_due_on: date | None = None


@transaction.atomic
def write(item: Item, said: Said, *, by: Member, at: datetime) -> Review:
    """Write a review, or write it anew while the item is open. It may be unfinished; closing asks for all of it.

    Raise ``NotAllowedNow`` for an action without an owner of the team or without a day to come.
    """
    item = locked(item, by=by)
    need_a_hand(item, by=by, at=at)
    today = timezone.localdate(at)
    if said.action.strip():
        if said.action_owner is None or said.action_due_on is None:
            raise NotAllowedNow(_("An action has somebody who does it and a day until which."))
        if said.action_owner.pk not in seats.workers(item.team_id, on=today):
            raise NotAllowedNow(_("%(name)s can't work on items of this team now.") % {"name": said.action_owner})
        if said.action_due_on < today:
            raise NotAllowedNow(_("The day until which it is to be done is over."))
    words = {"keep": said.keep.strip(), "change": said.change.strip(), "action": said.action.strip()}
    owned = {"action_owner": said.action_owner, "action_due_on": said.action_due_on} if words["action"] else {
        "action_owner": None, "action_due_on": None,
    }  # fmt: skip
    review, _is_new = Review.objects.update_or_create(item=item, defaults={**words, **owned, "by": by, "at": at})
    return review


@before_leaving
def unfinished(item: Item, stage: Stage, *, on: date) -> Iterator[str]:
    """What a campaign's review still lacks before it can be closed."""
    if item.kind != Item.Kind.CAMPAIGN or not is_last(item, stage):
        return
    review = Review.objects.filter(item=item).first() or Review(item=item)
    lacking = [
        (review.keep, _("what to keep")),
        (review.change, _("what to change")),
        (review.action, _("an action with an owner and a day")),
    ]
    if missing := [words for there, words in lacking if not there]:
        yield _("The review lacks: %(what)s.") % {"what": _(", ").join(missing)}


@after_leaving
def put_on_record(item: Item, stage: Stage, *, by: Member, at: datetime) -> None:
    """When an item is closed, its review keeps the numbers of then, teaches its lessons, and gives its action."""
    review = Review.objects.filter(item=item).select_related("action_owner").first()
    if review is None or not is_last(item, stage):
        return
    review.numbers = outcome_of(item, at=at, on=timezone.localdate(at), moves=moves(item)).kept
    review.save(update_fields=["numbers"])
    variety, channel = lessons.particulars(item)
    for side, text in ((Lesson.Side.KEEP, review.keep), (Lesson.Side.CHANGE, review.change)):
        if text:
            Lesson.objects.create(
                team=item.team, item=item, side=side, text=text[:500], kind=item.kind, variety=variety,
                channel=channel, by=review.by, at=at,
            )  # fmt: skip
    if review.action and review.action_owner is not None and review.action_due_on is not None:
        agreed.hand_over(review.action, owner=review.action_owner, due_on=review.action_due_on, by=by, at=at)


@transaction.atomic
def teach(
    text: str, *, by: Member, at: datetime, kind: str, side: str = Lesson.Side.CHANGE, topics: str = "",
    item: Item | None = None,
) -> Lesson:  # fmt: skip
    """Write a lesson down, of an item or of experience. Raise ``NotAllowedNow`` without words."""
    need(by, Permission.WORK_ON_ITEMS, team=by.team_id if item is None else item.team_id)
    if not text.strip():
        raise NotAllowedNow(_("Say what was learned."))
    variety, channel = lessons.particulars(item) if item is not None else ("", None)
    return Lesson.objects.create(
        team=by.team, item=item, side=side, text=text.strip(), topics=" ".join(lessons.topics_of(topics)),
        kind=item.kind if item is not None else kind, variety=variety, channel=channel, by=by, at=at,
    )  # fmt: skip


def is_last(item: Item, stage: Stage) -> bool:
    """Whether the item is closed when it goes on from this stage."""
    stages = Stage.objects.filter(workflow=item.workflow_id).order_by("position")
    return once(item, "stages", lambda: list(stages))[-1].pk == stage.pk
