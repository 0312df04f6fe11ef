"""Who answers for a subject, from when, for what share: the services of ``Attribution``.

Shares are added up day by day; the subject's row is locked meanwhile, so that two who give shares at once don't pass
100 % together. Whatever changes is told to those who compute from it; a signed month stays as it is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from metrics import changes, closed
from metrics.models import Attribution, Subject
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span

ALL = Decimal(100)
A_DAY = timedelta(days=1)


class Shared(Protocol):
    """A share of some days, stored or only typed so far."""

    @property
    def share(self) -> Decimal: ...
    @property
    def from_on(self) -> date: ...
    @property
    def until_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody wants to stand: a member's share and days; ``pk`` of the attribution that it changes."""

    member: Member
    share: Decimal
    from_on: date
    until_on: date | None = None
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change came to: whether anything differs, a day with less than 100 %, and months that stay signed."""

    is_changed: bool
    short: tuple[date, Decimal] | None
    signed: list[date]


@transaction.atomic
def attribute(
    subject: Subject, *, member: Member, share: Decimal, from_on: date, at: datetime, until_on: date | None = None
) -> Attribution:
    """Let a member answer for a subject from a day on, perhaps until a day, both included.

    For a content item the first day is its publishing day, whenever it is entered. Raise ``NotAllowedNow`` if on some
    day the shares would pass 100 %, or it would end before it begins, or the member answers for it on one of these
    days already, or the item is joined or ignored.
    """
    given = give(subject, member=member, share=share, from_on=from_on, until_on=until_on)
    _tell(given.subject, [given], at=at)
    return given


@transaction.atomic
def give(
    subject: Subject, *, member: Member, share: Decimal, from_on: date, until_on: date | None = None
) -> Attribution:
    """``attribute`` for who computes everything anew afterwards: nobody is told."""
    subject = locked(subject)
    first = first_day(subject, from_on)
    others = list(subject.attributions.select_related("member__person"))
    wanted = Share(member, share, first, until_on)
    _refuse_impossible(subject, [*others, wanted], wanted)
    look_at(subject)
    return Attribution.objects.create(subject=subject, member=member, share=share, from_on=first, until_on=until_on)


@transaction.atomic
def give_all(subjects: Iterable[Subject], *, member: Member, share: Decimal, at: datetime) -> list[Attribution]:
    """Let a member answer for several content items, all or none. Raise ``NotAllowedNow`` naming the one that can't."""
    given = []
    for subject in sorted(subjects, key=lambda one: one.pk):
        try:
            given.append(give(subject, member=member, share=share, from_on=subject.published_on or at.date()))
        except NotAllowedNow as reason:
            told = {"name": subject.name, "reason": reason}
            raise NotAllowedNow(_("“%(name)s”: %(reason)s Nothing was changed.") % told) from reason
    for one in given:
        _tell(one.subject, [one], at=at)
    return given


@transaction.atomic
def change(attribution: Attribution, *, share: Decimal, from_on: date, until_on: date | None, at: datetime) -> Outcome:
    """Correct one. Raise ``NotAllowedNow`` as ``attribute`` does."""
    subject = locked(attribution.subject)
    others = list(subject.attributions.select_related("member__person"))
    asked = Share(attribution.member, share, first_day(subject, from_on), until_on, attribution.pk)
    stays = [_as_it_is(one) for one in others if one.pk != attribution.pk]
    return _put(subject, [*stays, asked], others, at=at)


@transaction.atomic
def end(attribution: Attribution, *, until_on: date, at: datetime) -> Attribution:
    """Set the last day. Raise ``NotAllowedNow`` if it is before the first, or later than the one that is set."""
    subject = locked(attribution.subject)
    attribution = Attribution.objects.select_related("subject__team").get(pk=attribution.pk)
    if until_on < attribution.from_on:
        raise NotAllowedNow(_("The last day is before the first."))
    if attribution.until_on is not None and until_on > attribution.until_on:
        raise NotAllowedNow(_("It ends on %(day)s already.") % {"day": attribution.until_on.isoformat()})
    before = _as_it_is(attribution)
    attribution.until_on = until_on
    attribution.save(update_fields=["until_on"])
    _tell(subject, [Share(before.member, before.share, until_on + A_DAY, before.until_on)], at=at)
    return attribution


@transaction.atomic
def put(subject: Subject, shares: Sequence[Share], *, at: datetime) -> Outcome:
    """Let exactly these shares stand: what isn't among them goes, what differs changes, what is new is made.

    Raise ``NotAllowedNow`` as ``attribute`` does; then nothing is changed.
    """
    subject = locked(subject)
    asked = [Share(one.member, one.share, first_day(subject, one.from_on), one.until_on, one.pk) for one in shares]
    return _put(subject, asked, list(subject.attributions.select_related("member__person")), at=at)


def _put(subject: Subject, asked: Sequence[Share], before: Sequence[Attribution], *, at: datetime) -> Outcome:
    for wanted in asked:
        _refuse_impossible(subject, asked, wanted)
    touched = _write(subject, asked, before)
    signed: list[date] = []
    if touched:
        look_at(subject)
        _tell(subject, touched, at=at)
        signed = _settled(subject, touched, at=at)
    return Outcome(bool(touched), short_of_all(asked, until=at.date()), signed)


def _write(subject: Subject, asked: Sequence[Share], before: Sequence[Attribution]) -> list[Share]:
    """Delete, change and make rows; the shares that were there or are there now, of each that differs."""
    known = {row.pk: row for row in before}
    stored = {wanted: found for wanted in asked if (found := _row_for(wanted, known))}
    touched = []
    for row in before:
        if row not in stored.values():
            touched.append(_as_it_is(row))
            Attribution.objects.get(pk=row.pk).delete()
    for wanted in sorted(asked, key=lambda one: one not in stored):  # those that are there before those to be made
        found = stored.get(wanted)
        if found is not None and _same(_as_it_is(found), wanted):
            continue
        touched += [wanted, *([_as_it_is(found)] if found else [])]
        row = found or Attribution(subject=subject, member=wanted.member)
        row.share, row.from_on, row.until_on = wanted.share, wanted.from_on, wanted.until_on
        row.save()
    return touched


def _row_for(wanted: Share, known: Mapping[int, Attribution]) -> Attribution | None:
    """The stored row that becomes what is wanted; none if another row still has the member and first day."""
    found = known.get(wanted.pk or 0)
    if found is None or found.member_id != wanted.member.pk:
        return None
    key = (wanted.member.pk, wanted.from_on)
    return None if any((one.member_id, one.from_on) == key and one != found for one in known.values()) else found


def _same(one: Share, other: Share) -> bool:
    return (one.share, one.from_on, one.until_on) == (other.share, other.from_on, other.until_on)


def settled(attribution: Attribution, *, at: datetime) -> list[date]:
    """The signed months among its days: they stay as they are."""
    return _settled(attribution.subject, [_as_it_is(attribution)], at=at)


def settled_after(attribution: Attribution, *, at: datetime) -> list[date]:
    """The signed months among the days for which it was ended."""
    if attribution.until_on is None or attribution.until_on >= at.date():
        return []
    after = Span(attribution.until_on + A_DAY, at.date())
    return closed.months(attribution.subject.team, [attribution.member_id], after)


def _settled(subject: Subject, shares: Collection[Share], *, at: datetime) -> list[date]:
    return closed.months(subject.team, {one.member.pk for one in shares}, _span(subject, shares, at=at))


def locked(subject: Subject) -> Subject:
    """The subject, locked. Raise ``NotAllowedNow`` for an item whose numbers don't count."""
    subject = Subject.objects.select_for_update(of=("self",)).select_related("team").get(pk=subject.pk)
    if not subject.is_counted:
        raise NotAllowedNow(
            _("“%(name)s” is joined to another item or ignored: nobody needs to answer for it. Take that back first.")
            % {"name": subject.name}
        )
    return subject


def look_at(subject: Subject) -> None:
    """Who lets somebody answer for an item has looked at it."""
    if subject.is_new:
        subject.state = Subject.State.KNOWN
        subject.save(update_fields=["state"])


def first_day(subject: Subject, from_on: date) -> date:
    """A content item's totals are filed under its publishing day: it is answered for from that day on."""
    return subject.published_on if subject.kind == Subject.Kind.CONTENT and subject.published_on else from_on


def _refuse_impossible(subject: Subject, all_shares: Sequence[Share | Attribution], one: Share) -> None:
    """Raise ``NotAllowedNow`` if a share can't stand beside the others."""
    if one.until_on is not None and one.until_on < one.from_on:
        raise NotAllowedNow(_("The last day is before the first."))
    others = [other for other in all_shares if other is not one and _meet(other, one)]
    if any(other.member.pk == one.member.pk for other in others):
        raise NotAllowedNow(
            _("%(name)s answers for it in these days already. End that first.") % {"name": one.member.person.name}
        )
    taken, day = fullest_day(others, one.from_on)
    if taken + one.share > ALL:
        told = {"day": day.isoformat(), "taken": plain(taken), "left": plain(max(ALL - taken, Decimal(0)))}
        raise NotAllowedNow(
            _("On %(day)s others answer for %(taken)s %% of it already, so at most %(left)s %% is left.") % told
        )


def _meet(one: Shared, other: Shared) -> bool:
    return one.from_on <= (other.until_on or date.max) and other.from_on <= (one.until_on or date.max)


def fullest_day(others: Sequence[Shared], from_on: date) -> tuple[Decimal, date]:
    """The largest sum of shares on one day from ``from_on`` on, and its first day. It grows only where one begins."""
    days = sorted({max(other.from_on, from_on) for other in others} | {from_on})
    sums = [(sum_on(others, day), day) for day in days]
    return max(sums, key=lambda found: (found[0], -found[1].toordinal()))


def short_of_all(shares: Sequence[Shared], *, until: date) -> tuple[date, Decimal] | None:
    """The first day through ``until`` on which the shares sum to less than 100 %, and their sum there."""
    if not shares:
        return None
    starts = {one.from_on for one in shares}
    ends = {one.until_on + A_DAY for one in shares if one.until_on is not None}
    for day in sorted(starts | ends):
        if (day in starts or day <= until) and (total := sum_on(shares, day)) < ALL:
            return day, total
    return None


def sum_on(shares: Iterable[Shared], day: date) -> Decimal:
    return sum((one.share for one in shares if covers(one, day)), Decimal(0))


def covers(one: Shared, day: date) -> bool:
    return one.from_on <= day and (one.until_on is None or day <= one.until_on)


def plain(share: Decimal) -> str:
    return f"{share.normalize():f}"


def _as_it_is(one: Attribution) -> Share:
    return Share(one.member, one.share, one.from_on, one.until_on, one.pk)


def _span(subject: Subject, shares: Iterable[Shared], *, at: datetime) -> Span:
    """The days that these shares cover, through today; of a content item its publishing day, where its totals are."""
    if subject.kind == Subject.Kind.CONTENT and subject.published_on:
        return Span(subject.published_on, subject.published_on)
    shares = list(shares)
    first = min(one.from_on for one in shares)
    return Span(first, max(min(one.until_on or at.date(), at.date()) for one in shares))


def _tell(subject: Subject, shares: Iterable[Shared], *, at: datetime) -> None:
    """Let the unsigned months be computed anew."""
    changes.tell(changes.Change(subject.team, _span(subject, shares, at=at), frozenset({subject.pk}), at))
