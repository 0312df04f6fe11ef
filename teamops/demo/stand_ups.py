"""The demo's stand-ups: written on their own day, each before the meeting, now and then forgotten."""

from datetime import date, datetime

from meetings.models import Blocker, lines_of
from meetings.services import escalation
from meetings.services import stand_ups as services
from meetings.services.blockers import Act, Settled
from roles.calendar import WorkingDays, days_away
from roles.models import Member
from teamops.demo.dice import between
from teamops.demo.on_the_way import works_since
from teamops.demo.people import ANALYST, COMMUNITY, COMPLIANCE, LEAD, MANAGER, OPERATOR, OWNER, TECH, WRITER, Cast
from teamops.demo.phrases import NOW_AND_THEN, PLANS, TODAY
from teamops.demo.spoken import Spoken
from teamops.demo.timeline import A_DAY, Timeline
from teamops.lib.months import Span

# How often each of them forgets. The writer hasn't written today: that is for whoever looks around.
FORGETS = {
    OWNER: 0.06,
    MANAGER: 0.05,
    WRITER: 0.2,
    OPERATOR: 0.04,
    COMMUNITY: 0.09,
    LEAD: 0.07,
    ANALYST: 0.0,
    TECH: 0.12,
    COMPLIANCE: 0.03,
}
WROTE_TODAY = {
    OWNER: "09:05",
    ANALYST: "09:14",
    MANAGER: "09:18",
    OPERATOR: "09:26",
    COMMUNITY: "09:31",
    LEAD: "09:42",
    COMPLIANCE: "09:46",
}
BLOCKED = 0.07
# So many items fill a day.
A_DAYS_WORK = 2


def write_before_the_work(cast: Cast, timeline: Timeline) -> None:
    """Each working day until the team began to work on items here."""
    write(cast, timeline, Span(timeline.first, works_since(timeline) - A_DAY))


def write_about_the_work(cast: Cast, timeline: Timeline) -> None:
    """Each working day since then: what was moved and what lay with them, in the words in which the form offers it."""
    write(cast, timeline, Span(works_since(timeline), timeline.today), Spoken(cast))
    escalation.escalate(cast.team, on=timeline.today, at=timeline.at(timeline.today, "06:10"))


def write(cast: Cast, timeline: Timeline, within: Span, spoken: Spoken | None = None) -> None:
    """For those who were there."""
    span = Span(timeline.first, timeline.today)
    days = list(WorkingDays(cast.team, span))
    away = days_away([member.pk for member in cast.members.values()], span)
    for place, day in enumerate(days):
        for username in PLANS if day in within else ():
            days_left, member = len(days) - 1 - place, cast[username]
            if day in away[member.pk] or not remembers(username, day, timeline, days_left=days_left):
                continue
            at = timeline.at(day, clock(username, day, timeline))
            before = days[place - 1] if place else None
            services.write(
                member,
                day=day,
                done=done(username, place - 1, member, Span(before, day - A_DAY), spoken) if before else "",
                plan=plan(username, place, member, at, spoken),
                blockers=blockers(username, day, days_left=days_left),
                settled=solved(member, username),
                at=at,
            )


def done(username: str, place: int, member: Member, span: Span, spoken: Spoken | None) -> str:
    return together(spoken.done(member, span) if spoken else [], username, place)


def plan(username: str, place: int, member: Member, at: datetime, spoken: Spoken | None) -> str:
    return together(spoken.plan(member, at=at) if spoken else [], username, place)


def together(of_items: list[str], username: str, place: int) -> str:
    """Lines about items; where they don't make a day, one's own beside them."""
    own = lines_of(PLANS[username][place % len(PLANS[username])])
    return "\n".join(of_items if len(of_items) >= A_DAYS_WORK else [*of_items, *own])


def solved(member: Member, username: str) -> list[Settled]:
    """What held somebody up for a day is solved by the next one."""
    lasting = TODAY.get(username, ("", 0))[0]
    return [Settled(one, Act.SOLVE) for one in Blocker.objects.filter(raised_by=member).open().exclude(text=lasting)]


def remembers(username: str, day: date, timeline: Timeline, *, days_left: int) -> bool:
    """``days_left``: how many working days come after that day."""
    if day == timeline.today:
        return username in WROTE_TODAY
    # What holds somebody up for days on end, they have said on each of them.
    is_stuck = username in TODAY and days_left < TODAY[username][1]
    return is_stuck or between(0, 1, username, day) >= FORGETS[username]


def blockers(username: str, day: date, *, days_left: int) -> str:
    if username in TODAY and days_left < TODAY[username][1]:
        return TODAY[username][0]
    if between(0, 1, username, day, "blocked") < BLOCKED:
        said = NOW_AND_THEN[username]
        return said[day.toordinal() % len(said)]
    return ""


def clock(username: str, day: date, timeline: Timeline) -> str:
    if day == timeline.today:
        return WROTE_TODAY[username]
    return f"09:{int(between(2, 55, username, day, 'clock')):02}"
