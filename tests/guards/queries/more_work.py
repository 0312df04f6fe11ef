"""More work in the house: items, what stands on them, plans, SOPs, budgets, words, workflows."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from campaigns.flows.plans import FlowPlan, StagePlan
from campaigns.models import Blackout, Quota, Sop, WordList, Workflow, WorkflowDraft
from campaigns.services import handovers, stages, texts, weeks
from roles.models import Member, Role
from teamops.lib.quarters import quarter_of
from tests.building import make_budget, make_channel, make_item, make_risk, make_sop_run, make_waiver

if TYPE_CHECKING:
    from tests.guards.queries.house import House


def add(house: "House", member: Member, n: int) -> None:
    now = timezone.now()
    write_version(house, n)
    add_items(house, member, n, now=now)
    add_plans(house, member, n, now=now)
    add_item(house, member, n, now=now)
    add_sop(house, member, n, day=timezone.localdate(now))
    add_money(house, member, n, now=now)
    add_words(house, member, n, now=now)


def write_version(house: "House", n: int) -> None:
    """A further version of a workflow, with a stage more than the one before."""
    made = Workflow.objects.create(
        team=house.team, code="request", kind="request", version=n + 1, name="协作", made_by=house.reader
    )
    role = Role.objects.get(code="team_lead")
    for place in range(1, n + 1):
        made.stages.create(position=place, code=f"stage_{place}", name=f"第 {place} 步", role=role)
    plan = FlowPlan("协作", "", tuple(StagePlan(f"第 {k} 步", "team_lead", f"stage_{k}") for k in range(n + 1)))
    words = {
        "base": made,
        "name": "协作",
        "stages": plan.stored,
        "saved_by": house.reader,
        "saved_at": timezone.now(),
    }
    WorkflowDraft.objects.update_or_create(team=house.team, code="request", defaults=words)


def add_items(house: "House", member: Member, n: int, *, now: datetime) -> None:
    """One that waits for a yes with a forbidden word in it, one that has left its first stage."""
    waits = make_item(member, f"全网最佳 {n}", code="community")
    texts.write(waits, by=member, at=now, title=waits.title, body="先停，再修。")
    make_waiver(waits, by=member)
    gone = make_item(member, f"护肤 {n}")
    handovers.tick(gone, by=house.reader, at=now)
    stages.move(gone, by=house.reader, at=now)


def add_plans(house: "House", member: Member, n: int, *, now: datetime) -> None:
    """One that goes out on the reader's day to an audience, a campaign around it, days and a channel with rules."""
    today = timezone.localdate(now)
    days = {"starts_on": today, "ends_on": today + timedelta(days=n)}
    campaign = make_item(member, f"拼团 {n}", code="campaign", **days)
    channel = make_channel(house.team, f"订阅号 {n}")
    words = {"channel": channel, "planned_at": now + timedelta(minutes=n), "audience": "会员"}
    make_item(member, f"预告 {n}", campaign=campaign.campaign, **words)
    rule = {"set_by": member, "set_at": now}
    Quota.objects.create(channel=channel, at_most=1, per="day", **rule)
    Blackout.objects.create(
        team=house.team, channel=channel, first_on=today + timedelta(days=5), last_on=today + timedelta(days=5),
        reason="封网", made_by=member, made_at=now,
    )  # fmt: skip


def add_item(house: "House", member: Member, n: int, *, now: datetime) -> None:
    """A text that waits for its review, and one more of everything on the item that is looked at."""
    item = make_item(member, f"护肤 {n}")
    texts.write(item, by=member, at=now, title=f"护肤 {n}", body="先停。")
    for _stage in ("topic", "create"):
        handovers.tick(item, by=member, at=now)
        item = stages.move(item, by=member, at=now)
    texts.write(house.item, by=member, at=now, title="护肤三步", body=f"先停 {n}。")
    texts.comment(house.item, by=member, at=now, text="再短些")
    stages.reassign(house.item, to=member, by=house.reader, at=now)
    house.item.credits.create(member=member, part="text", share=1, by=member, at=now)
    texts.write(house.held_up, by=member, at=now, title="全网最佳", body=f"先停 {n}。")
    make_waiver(house.held_up, by=member)
    day = timezone.localdate() - timedelta(days=n)
    house.campaign.daily_notes.create(day=day, text="开团", by=member, at=now)
    house.campaign.resources.create(kind="money", what=f"券 {n}", needed_by=day, asked_by=member, asked_at=now)
    make_sop_run(member, name=f"入群 {n}", item=house.group)
    house.item.assets.create(name="封面", address=f"https://assets.example.com/{n}", by=member, at=now)


def add_sop(house: "House", member: Member, n: int, *, day: date) -> None:
    """One more SOP, one more run and step, another that is the reader's today; content promised for yesterday."""
    run = make_sop_run(member, name=f"{n} 群")
    run.steps.update(due_on=day, member=house.reader)
    now = timezone.now()
    topic = weeks.plan(house.group, day=day, kind="topic", title=f"话题 {n}", by=house.reader, at=now)
    weeks.settle(topic, outcome="held", by=house.reader, at=now)
    week = weeks.submit(topic.plan, by=house.reader, at=now)
    week.decisions.create(by=member, at=now, is_approved=True)
    make_item(house.reader, f"迟到 {n}", due_on=day - timedelta(days=1))
    step = house.sop_run.sop.steps.create(position=100 + n, day=n, name=f"第 {n} 步")
    house.sop_run.steps.create(step=step, due_on=day, member=member, done_at=timezone.now(), done_by=member)
    Sop.objects.create(team=house.team, code=f"own-{n}", name=f"SOP {n}").steps.create(position=1, day=0, name="做")


def add_money(house: "House", member: Member, n: int, *, now: datetime) -> None:
    """A line; a campaign with a budget of its own that took from the first line, a spend that waits; a change."""
    today = timezone.localdate()
    make_budget(member, quarter=quarter_of(today), name=f"线 {n}")
    campaign = make_item(member, f"拼团 {n}", code="campaign", budget=100)
    words = {"day": today, "what_for": f"奖品 {n}", "by": member, "at": now, "item": campaign}
    commitment = house.line.entries.create(kind="commitment", amount=10, **words)
    house.line.entries.create(amount=5, settles=commitment, **words)
    house.line.entries.create(amount=5, state="waiting", **words)
    make_risk(member, item=campaign)
    campaign.lessons.create(team=house.team, text=f"券要设总数 {n}", kind="campaign", by=member, at=now)
    house.risk.steps.create(kind="reviewed", by=member, at=now, likelihood=3, impact=3)
    house.line.changes.create(was=n, now=n + 1, reason="换季", by=member, at=now)


def add_words(house: "House", member: Member, n: int, *, now: datetime) -> None:
    """A further word of the list that is looked at, a list, a version."""
    house.words.words.create(word=f"竹林 {n}", folded=f"竹林{n}", rule="品牌部约定")
    other = WordList.objects.create(team=house.team, name=f"词表 {n}").versions.create(
        number=1, published_at=now, published_by=member, sha256="0"
    )
    house.word_list.versions.create(number=n + 1, published_at=now, published_by=member, sha256=f"{other.pk}")
