"""Targets of a month: set, taken back, copied from the month before."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis import rescoring
from kpis.models import Scorecard, Target, TargetConfirmation
from kpis.targets.book import Book, Key, Wish
from kpis.targets.said import Said
from notices.models import Notice
from notices.services import tell
from roles.models import Member, Team
from roles.permissions import Permission
from roles.services.rights import need, others_who_may
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import first_of, month_before
from teamops.lib.tags.numbers import quantity

AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Done:
    """What became of a set of wishes: how many changed something, how many of those came late, who was told."""

    changed: int = 0
    late: int = 0
    told: int = 0
    left_out: int = 0
    is_rescoring: bool = False
    # Why something was left out, each reason once.
    reasons: Sequence[str] = ()


@transaction.atomic
def set_targets(
    month: date, wishes: Sequence[Wish], *, by: Member, at: datetime, reason: str = "", seen: int | None = None
) -> Done:
    """Set what counts in a month, all of it or nothing; a wish that changes nothing is no change. The unsigned cards
    of a month that has begun are queued for scoring; whoever is concerned by a late change is told.

    ``seen``: the newest row that ``by`` had before them. Raise ``NotAllowedNow`` with every reason against it.
    """
    need(by, Permission.EDIT_TEMPLATES, team=by.team_id)
    refuse_other_than_first(month)
    Team.objects.select_for_update().get(pk=by.team_id)  # one change at a time
    at = after_signatures(by.team, month, at=at)
    book = Book(by.team, month)
    faults = [fault for wish in wishes if (fault := book.fault(wish))]
    if faults:
        raise NotAllowedNow(" ".join(dict.fromkeys(faults)))
    changing = [wish for wish in dict.fromkeys(wishes) if book.changes(wish)]
    refuse_twice(changing)
    refuse_overtaken(by.team, month, changing, seen=seen)
    why_not = refusal_for(by, book, at=at)
    if refusals := [refusal for wish in changing if (refusal := why_not(wish))]:
        raise NotAllowedNow(" ".join(dict.fromkeys(refusals)))
    return write(changing, book, by=by, at=at, reason=reason.strip())


def write(wishes: Sequence[Wish], book: Book, *, by: Member, at: datetime, reason: str) -> Done:
    """Add the rows. Raise ``NotAllowedNow`` for a late change without a reason."""
    after = book.after(wishes)
    has_begun = book.month.first <= timezone.localdate(at)
    moved = members_moved(book, after)
    confirmed = moved & members_confirmed(book, moved)
    late = [wish for wish in wishes if has_begun or confirmed & {one.member for one in book.holders_of(wish.key)}]
    if late and not reason:
        if has_begun:
            raise NotAllowedNow(
                _("The month has begun. Say why the target changes now: the reason stands on the card.")
            )
        raise NotAllowedNow(
            _("Somebody has confirmed these targets already. Say why they change: the reason stands on the card.")
        )
    for wish in wishes:
        add_row(wish, book, by=by, at=at, reason=reason, is_late=wish in late)
    told = tell_concerned(book, moved if has_begun else confirmed, by=by, reason=reason) if late else 0
    is_rescoring = bool(wishes) and book.month.first <= first_of(timezone.localdate(at))
    if is_rescoring:
        rescoring.request(by.team, at=at)
    return Done(len(wishes), len(late), told, is_rescoring=is_rescoring)


def add_row(wish: Wish, book: Book, *, by: Member, at: datetime, reason: str, is_late: bool) -> None:
    key, ends = wish.key, book.wanted(wish)
    place = {"month": book.month.first, "role_id": key.role, "metric_id": key.metric, "assignment_id": key.assignment}
    Target.objects.filter(team=by.team_id, **place).current().update(is_current=False)
    Target.objects.create(
        team_id=by.team_id,
        **place,
        target=ends.target if ends else None,
        zero_at=ends.zero_at if ends else None,
        note=reason,
        set_by=by,
        set_at=at,
        is_late=is_late,
        is_own=any(one.member == by.pk for one in book.holders_of(key)),
    )


@transaction.atomic
def copy_month_before(month: date, *, by: Member, at: datetime, reason: str = "", role: int | None = None) -> Done:
    """Say again what was said for the month before, of one role or of all, where nothing is said for this month yet.

    What doesn't fit any more, and what ``by`` may not set, is left out, with the reason. Raise ``NotAllowedNow`` as
    ``set_targets`` does.
    """
    book = Book(by.team, month)
    wishes = [wish for wish in said_before(book) if role in {None, wish.key.role} and book.own(wish.key) is None]
    why_not = refusal_for(by, book, at=at)
    against = {wish: book.fault(wish) or why_not(wish) for wish in wishes}
    fitting = [wish for wish in wishes if not against[wish]]
    done = set_targets(month, fitting, by=by, at=at, reason=reason)
    reasons = tuple(dict.fromkeys(words for words in against.values() if words))
    return replace(done, left_out=len(wishes) - len(fitting), reasons=reasons)


def said_before(book: Book) -> list[Wish]:
    """What stood in the month before, as wishes for this one. One query."""
    before = Target.objects.filter(team=book.team).of_month(month_before(book.month.first)).standing()
    rows = before.order_by("role", "metric", "pk").values_list("role", "metric", "assignment", "target", "zero_at")
    return [Wish(Key(role, metric, one), target, zero_at) for role, metric, one, target, zero_at in rows]


def refuse_other_than_first(month: date) -> None:
    if month.day != 1:
        raise NotAllowedNow(_("Targets are of whole months."))


def refuse_twice(wishes: Sequence[Wish]) -> None:
    keys = [wish.key for wish in wishes]
    if len(set(keys)) < len(keys):
        raise NotAllowedNow(_("The same target stands there twice, with different values."))


def refuse_overtaken(team: Team, month: date, wishes: Sequence[Wish], *, seen: int | None) -> None:
    """Raise ``NotAllowedNow`` if somebody else has set one of them after ``by`` looked."""
    if seen is None:
        return
    keys = {wish.key for wish in wishes}
    for row in Target.objects.filter(team=team, pk__gt=seen).of_month(month).current().for_list():
        if Key(row.role_id, row.metric_id, row.assignment_id) in keys:
            raise NotAllowedNow(overtaken(row))


def overtaken(row: Target) -> str:
    words = {"name": row.set_by, "metric": row.metric}
    if row.target is None:
        return _("%(name)s has taken back what was set for %(metric)s meanwhile. Look first, then change it.") % words
    return _("%(name)s has set %(metric)s to %(value)s meanwhile. Look at the new value before you change it.") % {
        **words,
        "value": quantity(row.target, row.metric.unit),
    }


def refusal_for(by: Member, book: Book, *, at: datetime) -> Callable[[Wish], str]:
    """Says of a wish why ``by`` may not set it; nothing if they may. Two queries."""
    signed = signed_members(book.team, book.month.first)
    may_set_own = not others_who_may(Permission.EDIT_TEMPLATES, besides=by, on=timezone.localdate(at))
    return lambda wish: why_not(wish, book, by, signed=signed, may_set_own=may_set_own)


def why_not(wish: Wish, book: Book, by: Member, *, signed: Collection[int], may_set_own: bool) -> str:
    """Why ``by`` may not set this one; empty if they may."""
    concerned = book.holders_of(wish.key)
    if concerned and all(one.member in signed for one in concerned):
        return _("%(name)s: the card of this month is signed. It doesn't change any more.") % {
            "name": concerned[0].assignment.member if wish.key.assignment else concerned[0].assignment.role
        }
    if not may_set_own and any(one.member == by.pk for one in concerned):
        return _("Nobody sets their own targets as long as somebody else may: %(metric)s.") % {
            "metric": book.kpis_of(wish.key)[-1].metric
        }
    return ""


def signed_members(team: Team, month: date) -> set[int]:
    """Whose card of the month is signed, by key. One query."""
    cards = Scorecard.objects.filter(team=team).of_month(month).current().signed()
    return set(cards.values_list("member", flat=True))


def after_signatures(team: Team, month: date, *, at: datetime) -> datetime:
    """The moment itself, or one just after the month's last signature: what is said now was not what was signed.

    The unsigned cards are locked, so that none is signed meanwhile with targets that are just being changed.
    """
    cards = Scorecard.objects.filter(team=team).of_month(month)
    list(cards.current().unsigned().select_for_update().order_by("pk").values_list("pk"))
    newest = cards.aggregate(newest=Max("signed_at"))["newest"]
    return max(at, newest + AN_INSTANT) if newest else at


def asked_again(book: Book, wishes: Sequence[Wish]) -> list[Member]:
    """Who has confirmed what the wishes would change, and confirms anew after it. One query."""
    moved = members_moved(book, book.after(wishes))
    confirmed = members_confirmed(book, moved)
    concerned = {one.member: one.assignment.member for some in book.holders.values() for one in some}
    return [concerned[member] for member in concerned if member in confirmed]


def members_moved(book: Book, after: Said) -> set[int]:
    """Whose targets would be others, by key."""
    members = book.members()
    before, then = book.fingerprints(members), book.fingerprints(members, said=after)
    return {member for member in members if before[member] != then[member]}


def members_confirmed(book: Book, members: Collection[int]) -> set[int]:
    """Who of them has confirmed what stands now. One query."""
    found = TargetConfirmation.objects.newest_of(list(members), book.month.first)
    return {member for member, one in found.items() if one.fingerprint == book.fingerprint(member)}


def tell_concerned(book: Book, members: Collection[int], *, by: Member, reason: str) -> int:
    """Let them know what changed after all; say how many."""
    address = reverse("kpis:own-targets", args=[book.team.slug])
    words = {"month": f"{book.month.first:%Y-%m}", "by": str(by), "reason": reason}
    concerned = {one.member: one.assignment.member for some in book.holders.values() for one in some}
    others = [concerned[member] for member in sorted(members) if member != by.pk]
    for member in others:
        tell(member, Notice.Kind.TARGETS_CHANGED, words, f"{address}?month={book.month.first:%Y-%m}")
    return len(others)
