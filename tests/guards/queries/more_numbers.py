"""More numbers in the house: channels, imports, content, and the goals, awards and lines of cards that read them."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from kpis.models import Kpi, Line
from kpis.models.templates import Half
from metrics.models import Channel, ContentKey, ImportBatch, Metric, Point, PulledDay, RejectedRow, Subject, WecomUser
from roles.models import Member
from tests.building import (
    attribute,
    each_day,
    make_award,
    make_batch,
    make_channel,
    make_connection,
    make_content,
    make_goal,
    make_grant,
    make_mapping,
    make_mapping_draft,
    make_template,
    put,
)
from tests.guards.scene import KPIS

if TYPE_CHECKING:
    from tests.guards.queries.house import House


def add(house: "House", member: Member, n: int) -> None:
    now = timezone.now()
    add_line(house, n)
    add_goal(house, member, n, now=now)
    add_award(house, member, n)
    add_channel(house, member, n, today=timezone.localdate(now))
    add_imports(house, member, n)
    add_content(house, member, n)
    make_template(house.team, "copywriter", KPIS, version=n + 1, valid_from=date(2025, 1, n))


def add_channel(house: "House", member: Member, n: int, *, today: date) -> None:
    """One that the member answers for, connected and read by a file; a further user and day of the WeCom tenant's."""
    day = today - timedelta(days=n)
    channel = make_channel(house.team, f"公众号 {n}", watermark=today)
    attribute(channel.subject, member)
    make_connection(channel, by=member, error="40164", error_arguments={"address": "203.0.113.7"})
    WecomUser.objects.create(connection=house.connection, userid=f"user-{n}", member=member)
    PulledDay.objects.create(connection=house.connection, interface="statistic_group_by_day", day=day)
    attribute(house.channel.subject, member, share=1)
    put(channel.subject, "oa.followers_new", each_day(day, today, n))
    add_lineage(house, channel)
    make_batch(house.team, channel, uploaded_by=member, state=ImportBatch.State.IMPORTED)


def add_imports(house: "House", member: Member, n: int) -> None:
    make_mapping(house.team, f"表 {n}", by=member)
    make_mapping_draft(house.team, by=member)
    for batch in (house.preview, house.imported):
        RejectedRow.objects.create(batch=batch, row=n, column="日期", value="?", reason="not_a_day")


def add_lineage(house: "House", channel: Channel) -> None:
    """Let the channel's numbers be those of the row that is looked at."""
    Point.objects.filter(subject=channel.subject).update(batch=house.imported, row=2)
    days = {"first_day": date(2026, 1, 1), "last_day": timezone.localdate()}
    ImportBatch.objects.filter(pk=house.imported.pk).update(**days)


def add_content(house: "House", member: Member, n: int) -> None:
    """An item that may be the same as the one looked at, one joined to that, a number, a share and a key of it."""
    item = make_content(house.channel, f"护肤三步 {n}", state=Subject.State.NEW)
    attribute(item, member)
    attribute(house.content, member, share=1)
    make_content(house.channel, f"另一 {n}", state=Subject.State.JOINED, joined_to=house.content)
    ContentKey.objects.create(subject=house.content, channel=house.channel, kind="msgid", value=str(n))
    put(item, "oa.readers", {item.published_on: n})
    put(house.content, "oa.reads", {item.published_on + timedelta(days=n): n})


def add_line(house: "House", n: int) -> None:
    """One more KPI on the card, as a longer template would have brought it."""
    metric = Metric.objects.stored().order_by("pk")[n]
    kpi = Kpi(template=house.template, metric=metric, half=Half.RESULT, weight=1, target=1, subject_kind="channel")
    Kpi.objects.bulk_create([kpi])
    Line.objects.create(part=house.card.parts.get(), kpi=kpi, actual=1, zero_at=0, target=1, weight=1, score=1,
                        earned=1, days_present=1, days_expected=1)  # fmt: skip


def add_goal(house: "House", member: Member, n: int, *, now: datetime) -> None:
    """A part of the goal with a milestone; a move, a milestone, a note and a day of the goal itself."""
    day = house.goal.start_on + timedelta(days=n)
    part, words = make_goal(member, parent=house.goal), {"proposed_by": member, "decided_by": member}
    for goal in (house.goal, part):
        goal.milestones.create(name=f"手册 {n}", due_on=day, promised_on=day)
    house.goal.commitments.create(
        number=n + 1, start_on=house.goal.start_on, end_on=house.goal.end_on, target=400 + n, reason="晚",
        state="approved", proposed_at=now, decided_at=now, **words,
    )  # fmt: skip
    house.goal.notes.create(by=member, at=now, day=day, colour="red", reason="停了", plan="恢复")
    house.goal.days.create(day=day, planned=n, actual=n, progress=n, colour="green")


def add_award(house: "House", member: Member, n: int) -> None:
    """A further award, a candidate for all that read the same, a pick of it, one that was withdrawn."""
    item = make_content(house.channel, f"好文 {n}")
    attribute(item, member)
    put(item, "oa.reads", {item.published_on: n})
    award = make_award(house.team, f"奖 {n}", written_by=member)
    october = date(2026, 10, 1)
    make_grant(award, item, by=member, month=october).shares.create(member=member, share=100)
    back = {"withdrawn_by": member, "withdrawn_at": timezone.now(), "withdrawal": "错了"}
    make_grant(house.award, item, by=member, month=october, **back).shares.create(member=member, share=100)
