"""Writing stand-ups."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Item
from meetings import from_items
from meetings.attendance import next_day, window_of
from meetings.models import Blocker, StandUp
from meetings.services import blockers as about_blockers
from meetings.services.blockers import Settled
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow

# Of a line that becomes a blocker so much is kept.
MOST_CHARACTERS = 300


@transaction.atomic
def write(
    member: Member,
    *,
    day: date,
    done: str,
    plan: str,
    blockers: str,
    at: datetime,
    settled: Collection[Settled] = (),
    finished: Collection[Item] = (),
    owner: Member | None = None,
    needed_by: date | None = None,
) -> StandUp:
    """Write ``member``'s own stand-up of a day, or change it, as long as the day lasts.

    Each line of ``blockers`` becomes one that stays until it is closed, with ``owner`` and ``needed_by``; a line that
    is open already is the same one. ``settled`` says what became of others. Each item of ``finished`` is handed over,
    and goes on to its next stage; where nothing else is planned, those of its next stages that lie with the member are.
    The next working day's may be written from the evening on at which its window opens.
    Any day may have one; who is due is another question.

    Raise ``NotAllowedNow`` for a day that is over, or that is still too far away, or if something finished may not go
    on: then nothing is written.
    """
    refuse_other_days(member, day, at)
    from_items.finish(finished, by=member, at=at)
    plan = plan.strip() or "\n".join(from_items.what_follows(finished, by=member, on=day))
    words = {"done": done.strip(), "plan": plan, "blockers": blockers.strip()}
    anew = words | {"written_at": at, "is_late": window_of(member.team, day).is_over(at)}
    stand_up, _is_new = StandUp.objects.update_or_create(
        member=member, day=day, defaults=words | {"edited_at": at}, create_defaults=anew
    )
    about_blockers.withdraw(stand_up, lines=blocker_lines(stand_up), at=at)
    for said in settled:
        about_blockers.settle(said, by=member, at=at)
    raise_new(stand_up, by=member, at=at, owner=owner, needed_by=needed_by)
    about_blockers.keep(member, day=day, at=at)
    return stand_up


def raise_new(stand_up: StandUp, *, by: Member, at: datetime, owner: Member | None, needed_by: date | None) -> None:
    """Raise what holds the writer up and isn't open yet."""
    standing = set(Blocker.objects.filter(raised_by=by).open().values_list("text", flat=True))
    for line in dict.fromkeys(blocker_lines(stand_up)):
        if line not in standing:
            about_blockers.raise_(line, by=by, at=at, owner=owner, needed_by=needed_by, stand_up=stand_up)


def blocker_lines(stand_up: StandUp) -> list[str]:
    """As a blocker keeps them."""
    return [line[:MOST_CHARACTERS] for line in stand_up.blocker_lines]


def refuse_other_days(member: Member, day: date, at: datetime) -> None:
    today = timezone.localdate(at)
    if day < today:
        raise NotAllowedNow(
            _("The day is over: the stand-up of %(day)s can't be changed any more.") % {"day": f"{day:%m-%d}"}
        )
    if day == today:
        return
    opens = window_of(member.team, day).opens
    if day != next_day(member.team, today) or at < opens:
        raise NotAllowedNow(
            _("The stand-up of %(day)s can be written from %(opens)s on.")
            % {"day": f"{day:%m-%d}", "opens": f"{timezone.localtime(opens):%m-%d %H:%M}"}
        )
