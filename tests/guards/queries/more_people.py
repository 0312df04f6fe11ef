"""More people in the house: who holds what, what they wrote and said, what they were told."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from jobs.models import JobRun
from kpis.models import Scorecard, TargetQuestion
from meetings.models import Action, Decision, StandUp, Topic
from notices.models import Mail, Notice
from roles.models import ApiToken, DayOverride, Leave, Member
from teamops.lib.months import first_of, month_after
from tests.building import hold, make_bot, make_card, make_group_message, make_target
from tests.guards.scene import CARD_SIGNED

if TYPE_CHECKING:
    from tests.guards.queries.house import House


def add(house: "House", member: Member, n: int) -> None:
    now, today = timezone.now(), timezone.localdate()
    add_roles(house, member, n, today=today)
    add_stand_ups(house, member, n, now=now, today=today)
    add_talk(house, member, n, now=now, today=today)
    add_notices(house, n, now=now)
    day = today - timedelta(days=n)
    JobRun.objects.create(name="nightly", scope=house.team.slug, day=day, state=JobRun.State.DONE)
    DayOverride.objects.create(team=house.team, day=day, is_working=False)


def add_notices(house: "House", n: int, *, now: datetime) -> None:
    notice = Notice.objects.create(member=house.reader, kind=Notice.Kind.CARD_SIGNED, arguments=CARD_SIGNED)
    Mail.objects.create(notice=notice, member=house.reader, next_at=now)
    make_group_message(make_bot(house.team, name=f"群 {n}"))
    ApiToken.issue(house.reader.person, name=f"{n}", expires_at=now + timedelta(days=9))


def add_roles(house: "House", member: Member, n: int, *, today: date) -> None:
    """What the member holds, with its targets and card; a further stretch of who is looked at; leave of both."""
    held = hold(member, "copywriter", share=50)
    make_target(held, "oa.followers_new", by=house.reader, month=month_after(today))
    for asks in (member, house.reader):
        TargetQuestion.objects.create(member=asks, month=month_after(today), text="为什么")
    hold(house.card.member, "user_operator", share=1, from_on=date(2026, 1, n), until_on=date(2026, 1, n))
    make_card(house.template, member, first_of(today), state=Scorecard.State.OPEN)
    Leave.objects.create(member=member, from_on=today + timedelta(days=1), until_on=today + timedelta(days=2))
    Leave.objects.create(member=house.card.member, from_on=date(2026, 2, n), until_on=date(2026, 2, n))


def add_stand_ups(house: "House", member: Member, n: int, *, now: datetime, today: date) -> None:
    """Two days of the member's, and what holds them and the reader up."""
    words = {"blockers": "等图", "written_at": now}
    StandUp.objects.create(member=member, day=today, plan="写稿", **words)
    StandUp.objects.create(member=member, day=today - timedelta(days=1), plan="选题", **words)
    house.stuck(f"等图 {n}", owner=member)
    house.stuck(f"等稿 {n}", raised_by=member)
    house.blocker.steps.create(kind="decided", by=member, at=now, day=today)


def add_talk(house: "House", member: Member, n: int, *, now: datetime, today: date) -> None:
    """Something on the weekly meeting's agenda, something decided, something promised."""
    Topic.objects.create(series=house.meeting.series, meeting=house.meeting, text=f"话题 {n}", by=member, at=now)
    Decision.objects.create(meeting=house.meeting, text=f"决定 {n}", by=member, at=now)
    Action.objects.create(
        team=house.team, meeting=house.meeting, text=f"补数据 {n}", owner=member, promised_on=today, due_on=today,
        given_by=member, given_at=now,
    )  # fmt: skip
