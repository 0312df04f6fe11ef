"""Old blockers go up: the leads are told after two working days, the managers after five, each once."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from meetings.models import Blocker, BlockerStep
from meetings.services.blockers import add_step, address_of
from notices.models import Notice
from notices.services import tell
from roles.calendar import WorkingDays
from roles.models import Member, Team
from roles.permissions import Level, Permission
from teamops.lib.months import Span

LEAD_AFTER, MANAGER_AFTER = 2, 5
STEPS = (
    (LEAD_AFTER, BlockerStep.Kind.TOLD_LEAD, Level.LEAD),
    (MANAGER_AFTER, BlockerStep.Kind.TOLD_MANAGER, Level.MANAGER),
)


def ages(team: Team, blockers: Iterable[Blocker], *, on: date) -> dict[int, int]:
    """How many working days each blocker has stood by ``on`` (or had, when it was closed). One query."""
    found = list(blockers)
    first = min((one.raised_on for one in found), default=on)
    days = list(WorkingDays(team, Span(first, on)))
    return {one.pk: sum(one.raised_on < day <= (one.closed_on or on) for day in days) for one in found}


@transaction.atomic
def escalate(team: Team, *, on: date, at: datetime) -> int:
    """Tell of what has stood too long. Safe to repeat; return how many steps were taken."""
    standing = list(Blocker.objects.filter(team=team).open().for_list().select_for_update(of=("self",)))
    told = set(BlockerStep.objects.filter(blocker__in=standing, kind__startswith="told").values_list("blocker", "kind"))
    age = ages(team, standing, on=on)
    due = [
        (one, kind, level)
        for one in standing
        for days, kind, level in STEPS
        if age[one.pk] >= days and (one.pk, kind) not in told
    ]
    heard = {level: those_at(team, level, on=on) for level in {level for _one, _kind, level in due}}
    for one, kind, level in due:
        for member in heard[level]:
            words = {"text": one.text, "name": str(one.owner), "days": age[one.pk]}
            tell(member, Notice.Kind.BLOCKER_OLD, words, address_of(one), about=f"{one.pk} {kind}")
        add_step(one, kind, by=None, at=at)
    return len(due)


def those_at(team: Team, level: Level, *, on: date) -> list[Member]:
    """Who is told at a level; in a team without anybody there, those above it."""
    above = list(
        Member.objects.filter(team=team).who_may(Permission.RUN_MEETINGS, on=on).select_related("person", "team")
    )
    return [one for one in above if one.level == level] or [
        one for one in above if level == Level.LEAD or one.level == Level.OWNER
    ]
