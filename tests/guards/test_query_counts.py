"""Every list asks the database equally often with 2 rows and with 22: a page that asks once a row fails."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.flows.plans import FlowPlan, StagePlan
from campaigns.models import Blackout, Item, Quota, Sop, WeekPlan, WordList, Workflow, WorkflowDraft
from campaigns.services import handovers, stages, texts, watching, weeks
from jobs.models import JobRun
from kpis.models import Kpi, Line, Scorecard, TargetQuestion
from kpis.models.templates import Half
from meetings.models import Action, Blocker, Decision, StandUp, Topic
from metrics.models import Channel, ContentKey, ImportBatch, Metric, Point, PulledDay, RejectedRow, Subject, WecomUser
from notices.models import Mail, Notice
from roles.models import ApiToken, DayOverride, Leave, Member, Role, StaffingTemplate, Team
from roles.permissions import Level
from teamops.api import RESOURCES
from teamops.lib.months import first_of, month_after
from teamops.lib.quarters import quarter_of
from tests.building import (
    attribute,
    each_day,
    hold,
    make_award,
    make_batch,
    make_bot,
    make_budget,
    make_card,
    make_channel,
    make_connection,
    make_content,
    make_goal,
    make_grant,
    make_group_message,
    make_item,
    make_mapping,
    make_mapping_draft,
    make_meeting,
    make_risk,
    make_sop_run,
    make_target,
    make_template,
    make_waiver,
    put,
)
from tests.conftest import make_member
from tests.guards.scene import CARD_SIGNED, KPIS

pytestmark = pytest.mark.django_db

FEW, MANY = 2, 22
# What a page may ask for beyond the frame around it; what a resource may beyond knowing who asks.
MOST = 8
# A row of a file, and a whole import, lead to the scorecards that read them; a metric to all that stands on it.
MOST_FOR_LINEAGE = 22
LINEAGE_PAGES = {
    "metrics:imports-row": ["import", "row"],
    "metrics:imports-points": ["import"],
    "metrics:dictionary-metric": ["metric"],
}
# A month's targets: templates with their KPIs, holders, what was said, last month's lines, who confirmed, questions.
MOST_FOR_TARGETS = 14
# A month's awards: which are given, what each reads (metrics with their formulas), the candidates' numbers, whose work
# it is, who was picked.
MOST_FOR_AWARDS = 26
AWARD_PAGES = {
    "kpis:awards": [],
    "kpis:awards-detail": ["award", "award-month"],
    "kpis:awards-evidence": ["award", "award-month", "candidate"],
    "kpis:awards-history": [],
    "kpis:awards-export": [],
    "kpis:awards-kinds": [],
}
TARGET_PAGES = ["kpis:targets", "kpis:own-targets"]
# A card with one of its lines open down to the points.
MOST_FOR_OPEN_LINE = 14
OPEN_LINE = "kpis:month-card?line"
# A goal with its course, what was agreed, its milestones, notes and parts.
MOST_FOR_GOAL = 12
GOAL = "goals:list-goal"
# A meeting asks each section of its agenda: the weekly one has eight.
MOST_FOR_MEETING = 40
MEETING = "meetings:meetings-detail"
# An item where it is written, one that waits for a yes with a forbidden word in it, a campaign: each page is asked for
# in parts, and none of them asks more than any page.
ITEMS = {"item": ["trail", "work"], "held up": ["trail"], "campaign": ["run", "work", "trail"], "group": ["work"]}
# A whole item over REST: stages, gates and who sits there, text, versions, remarks, trail, approvals.
MOST_FOR_REST_ITEM = 26
REST_ITEM = "items/item"
# What the frame asks on every page: the session, the person, the member with their level, the person's teams, unread
# notices, the data clock, the working days.
FRAME = "reports:more"
MOST_FOR_FRAME = 9
HOME = "reports:today"
# It says something of everything: the stand-up with its open blockers and who could own a new one, the team, the cards,
# the targets that wait, the work that does, the approvals and blockers that hold the team up, the numbers that changed.
MOST_FOR_HOME = 28
PRINT = "kpis:month-print"
# What a process number counted, and of which day: SOP steps, and content with who has a part in it.
MOST_FOR_RECORDS = 10
RECORDS = {"process.sop_due": 0, "process.outputs_due": 1}
# A session, its person, their memberships.
SIGN_IN = 3

# Each page with a list: what its address needs after the team.
PAGES = {
    "roles:board": [],
    "roles:members": [],
    "roles:members-detail": ["member"],
    "roles:leave": [],
    "roles:working-days": [],
    "roles:team": [],
    "roles:audit": [],
    "campaigns:mine": [],
    "campaigns:items": [],
    "campaigns:items-export": [],
    "campaigns:items-version": ["item", "item_version"],
    "campaigns:workflows": [],
    "campaigns:workflows-workflow": ["workflow"],
    "campaigns:workflows-version": ["workflow", "workflow_version"],
    "campaigns:workflows-edit": ["workflow"],
    "campaigns:workflows-publish": ["workflow"],
    "campaigns:budget": [],
    "campaigns:budget-export": [],
    "campaigns:budget-entries": [],
    "campaigns:budget-line": ["budget_line"],
    "campaigns:items-week": ["group"],
    "campaigns:sops": [],
    "campaigns:sops-export": [],
    "campaigns:sops-sop": ["sop"],
    "campaigns:sops-run": ["sop run"],
    "campaigns:risks": [],
    "campaigns:risks-export": [],
    "campaigns:risks-risk": ["risk"],
    "campaigns:risks-thresholds": [],
    "campaigns:lessons": [],
    "campaigns:board": [],
    "campaigns:calendar": [],
    "campaigns:calendar-rules": [],
    "campaigns:timeline": [],
    "campaigns:desk": [],
    "campaigns:bottlenecks": [],
    "campaigns:bottlenecks-stays": ["stage"],
    "campaigns:words": [],
    "campaigns:words-list": ["word_list"],
    "campaigns:words-version": ["word_list", "word_version"],
    "meetings:wall": [],
    "meetings:write": [],
    "meetings:meetings": [],
    "meetings:decisions": [],
    "meetings:search": [],
    "meetings:actions": [],
    "meetings:series": [],
    "meetings:blockers": [],
    "meetings:blockers-detail": ["blocker"],
    "metrics:completeness": [],
    "metrics:completeness-day": ["channel", "yesterday"],
    "metrics:imports": [],
    "metrics:imports-mappings": [],
    "metrics:imports-preview": ["preview"],
    "metrics:imports-result": ["import"],
    "metrics:imports-rejected": ["import"],
    "metrics:channels": [],
    "metrics:channels-detail": ["channel"],
    "metrics:channels-answering": ["channel"],
    "metrics:content": [],
    "metrics:content-detail": ["content"],
    "metrics:content-answering": ["content"],
    "metrics:connections": [],
    "metrics:connections-detail": ["connection"],
    "metrics:connections-users": ["connection"],
    "metrics:dictionary": [],
    "kpis:month": [],
    "kpis:month-export": [],
    "kpis:month-card": ["card"],
    "kpis:month-months": ["card"],
    "goals:list": [],
    "goals:list-export": [],
    "goals:list-add": [],
    "kpis:templates": [],
    "kpis:templates-detail": ["template"],
    "kpis:templates-grades": [],
    "jobs:runs": [],
    "notices:inbox": [],
    "notices:bots": [],
    "notices:calendar": [],
    "notices:log": [],
    "notices:log-groups": [],
}
PERSONAL_PAGES = ["profile", "notice-choices", "usersessions_list"]
RESOURCE_LISTS = [prefix for prefix, _viewset in RESOURCES]
DETAILS = {
    "connections": "connection",
    "imports": "import",
    "scorecards": "card",
    "templates": "template",
    "channels": "channel",
    "content": "content",
    "goals": "goal",
    "word-lists": "word_list",
    "workflows": "workflow_version",
    "blockers": "blocker",
    "budgets": "budget",
    "risks": "risk",
    "sops": "sop",
    "sop-runs": "sop run",
    "group-weeks": "week plan",
}


class House:
    """A team with an owner who looks, and rows of every kind that a list shows."""

    def __init__(self) -> None:
        staffing = StaffingTemplate.objects.get(team=None, code="standard")
        self.team = Team.objects.create(slug="brook", name="溪屿护肤", staffing=staffing)
        self.reader = make_member(self.team, "owner", Level.OWNER)
        self.client = Client()
        self.client.force_login(self.reader.person)
        self.template = make_template(self.team, "copywriter", KPIS)
        hold(self.reader, "copywriter", share=1)
        self.channel = make_channel(self.team, "公众号", watermark=timezone.localdate())
        self.content = make_content(self.channel, "护肤三步")
        self.connection = make_connection(make_channel(self.team, "企业微信", Channel.Kind.WECOM), by=self.reader)
        self.preview = make_batch(self.team, self.channel)
        self.imported = make_batch(self.team, self.channel, state=ImportBatch.State.IMPORTED)
        self.card = make_card(self.template, make_member(self.team, "first"), first_of(timezone.localdate()))
        self.goal = make_goal(self.card.member)
        self.meeting = make_meeting(self.card.member)
        self.risk = make_risk(self.card.member)
        self.sop_run = make_sop_run(self.reader)
        self.group = make_item(self.card.member, "护肤交流群", code="community", keeper=self.reader)
        self.line = make_budget(self.card.member, quarter=quarter_of(timezone.localdate()))
        self.award = make_award(self.team)
        self.campaign = self.begin_campaign()
        self.held_up = self.hold_up()
        self.item = make_item(self.reader)
        texts.write(self.item, by=self.reader, at=timezone.now(), title="护肤三步", body="先停，再修，后养。")
        self.word_list = WordList.objects.create(team=self.team, name="竞品")
        self.words = self.word_list.versions.create(number=1)
        put(self.content, "oa.reads", {self.content.published_on: 9})
        self.blocker = self.stuck("等预算")
        self.count = 0

    def begin_campaign(self) -> Item:
        """One with an approved plan that runs."""
        today = timezone.localdate()
        days = {"starts_on": today - timedelta(days=30), "ends_on": today + timedelta(days=9)}
        made = make_item(self.reader, "拼团", code="campaign", budget=100, targets={"biz.participants": "9"}, **days)
        watching.promise(made, by=self.reader, at=timezone.now())
        return made

    def hold_up(self) -> Item:
        """One at its first review, with a forbidden word in its text."""
        now, item = timezone.now(), make_item(self.card.member, "全网最佳")
        texts.write(item, by=self.card.member, at=now, title=item.title, body="先停，再修。")
        for _stage in ("topic", "create"):
            handovers.tick(item, by=self.card.member, at=now)
            item = stages.move(item, by=self.card.member, at=now)
        return item

    @property
    def things(self) -> dict[str, int]:
        return {
            "campaign": self.campaign.pk,
            "held up": self.held_up.pk,
            "member": self.card.member_id,
            "preview": self.preview.pk,
            "import": self.imported.pk,
            "channel": self.channel.pk,
            "connection": self.connection.pk,
            "content": self.content.pk,
            "stage": "topic",
            "item": self.item.pk,
            "item_version": 1,
            "word_list": self.word_list.pk,
            "word_version": 1,
            "row": 2,
            "metric": "oa.followers_new",
            "yesterday": timezone.localdate() - timedelta(days=1),
            "card": self.card.pk,
            "template": self.template.pk,
            "goal": self.goal.pk,
            "budget": self.line.budget_id,
            "budget_line": self.line.pk,
            "risk": self.risk.pk,
            "sop": self.sop_run.sop_id,
            "sop run": self.sop_run.pk,
            "week plan": WeekPlan.objects.get(item=self.group).pk,
            "group": self.group.pk,
            "award": self.award.pk,
            "award-month": "2026-10",
            "candidate": self.content.pk,
            "blocker": self.blocker.pk,
            "workflow": "request",
            "workflow_version": Workflow.objects.get(team=self.team, version=FEW + 1).pk,
        }

    def stuck(self, text: str, **fields: Any) -> Blocker:
        """Something that holds the reader up."""
        fields = {"raised_by": self.reader, "owner": self.reader, "raised_on": date(2026, 11, 2)} | fields
        return Blocker.objects.create(team=self.team, text=text, **fields)

    def write_version(self, n: int) -> None:
        """A further version of a workflow, with a stage more than the one before."""
        made = Workflow.objects.create(
            team=self.team, code="request", kind="request", version=n + 1, name="协作", made_by=self.reader
        )
        role = Role.objects.get(code="team_lead")
        for place in range(1, n + 1):
            made.stages.create(position=place, code=f"stage_{place}", name=f"第 {place} 步", role=role)
        plan = FlowPlan("协作", "", tuple(StagePlan(f"第 {k} 步", "team_lead", f"stage_{k}") for k in range(n + 1)))
        words = {
            "base": made,
            "name": "协作",
            "stages": plan.stored,
            "saved_by": self.reader,
            "saved_at": timezone.now(),
        }
        WorkflowDraft.objects.update_or_create(team=self.team, code="request", defaults=words)

    def grow(self, until: int) -> None:
        """Let there be so many of everything."""
        while self.count < until:
            self.count += 1
            self.add(self.count)

    def add(self, n: int) -> None:
        now, today = timezone.now(), timezone.localdate()
        self.write_version(n)
        day = today - timedelta(days=n)
        member = make_member(self.team, f"member-{n}")
        self.add_work(member, n, now=now, today=today)
        self.add_items(member, n, now=now)
        self.add_line(n)
        self.add_goal(member, n, now=now)
        self.add_item(member, n, now=now)
        self.add_sop(member, n, day=today)
        self.add_money(member, n, now=now)
        self.add_award(member, n)
        self.add_talk(member, n, now=now, today=today)
        self.words.words.create(word=f"竹林 {n}", folded=f"竹林{n}", rule="品牌部约定")
        other = WordList.objects.create(team=self.team, name=f"词表 {n}").versions.create(
            number=1, published_at=now, published_by=member, sha256="0"
        )
        self.word_list.versions.create(number=n + 1, published_at=now, published_by=member, sha256=f"{other.pk}")
        channel = make_channel(self.team, f"公众号 {n}", watermark=today)
        attribute(channel.subject, member)
        make_connection(channel, by=member, error="40164", error_arguments={"address": "203.0.113.7"})
        WecomUser.objects.create(connection=self.connection, userid=f"user-{n}", member=member)
        PulledDay.objects.create(connection=self.connection, interface="statistic_group_by_day", day=day)
        attribute(self.channel.subject, member, share=1)
        self.add_content(member, n)
        put(channel.subject, "oa.followers_new", each_day(day, today, n))
        self.add_lineage(channel)
        make_batch(self.team, channel, uploaded_by=member, state=ImportBatch.State.IMPORTED)
        make_mapping(self.team, f"表 {n}", by=member)
        make_mapping_draft(self.team, by=member)
        for batch in (self.preview, self.imported):
            RejectedRow.objects.create(batch=batch, row=n, column="日期", value="?", reason="not_a_day")
        JobRun.objects.create(name="nightly", scope=self.team.slug, day=day, state=JobRun.State.DONE)
        notice = Notice.objects.create(member=self.reader, kind=Notice.Kind.CARD_SIGNED, arguments=CARD_SIGNED)
        Mail.objects.create(notice=notice, member=self.reader, next_at=now)
        make_group_message(make_bot(self.team, name=f"群 {n}"))
        ApiToken.issue(self.reader.person, name=f"{n}", expires_at=now + timedelta(days=9))
        DayOverride.objects.create(team=self.team, day=day, is_working=False)
        make_template(self.team, "copywriter", KPIS, version=n + 1, valid_from=date(2025, 1, n))

    def add_lineage(self, channel: Channel) -> None:
        """Let the channel's numbers be those of the row that is looked at."""
        Point.objects.filter(subject=channel.subject).update(batch=self.imported, row=2)
        days = {"first_day": date(2026, 1, 1), "last_day": timezone.localdate()}
        ImportBatch.objects.filter(pk=self.imported.pk).update(**days)

    def add_content(self, member: Member, n: int) -> None:
        """An item that may be the same as the one looked at, one joined to that, a number, a share and a key of it."""
        item = make_content(self.channel, f"护肤三步 {n}", state=Subject.State.NEW)
        attribute(item, member)
        attribute(self.content, member, share=1)
        make_content(self.channel, f"另一 {n}", state=Subject.State.JOINED, joined_to=self.content)
        ContentKey.objects.create(subject=self.content, channel=self.channel, kind="msgid", value=str(n))
        put(item, "oa.readers", {item.published_on: n})
        put(self.content, "oa.reads", {item.published_on + timedelta(days=n): n})

    def add_award(self, member: Member, n: int) -> None:
        """A further award, a candidate for all that read the same, a pick of it, one that was withdrawn."""
        item = make_content(self.channel, f"好文 {n}")
        attribute(item, member)
        put(item, "oa.reads", {item.published_on: n})
        award = make_award(self.team, f"奖 {n}", written_by=member)
        october = date(2026, 10, 1)
        make_grant(award, item, by=member, month=october).shares.create(member=member, share=100)
        back = {"withdrawn_by": member, "withdrawn_at": timezone.now(), "withdrawal": "错了"}
        make_grant(self.award, item, by=member, month=october, **back).shares.create(member=member, share=100)

    def add_sop(self, member: Member, n: int, *, day: date) -> None:
        """One more SOP, one more run and step, another that is the reader's today; content promised for yesterday."""
        run = make_sop_run(member, name=f"{n} 群")
        run.steps.update(due_on=day, member=self.reader)
        now = timezone.now()
        topic = weeks.plan(self.group, day=day, kind="topic", title=f"话题 {n}", by=self.reader, at=now)
        weeks.settle(topic, outcome="held", by=self.reader, at=now)
        week = weeks.submit(topic.plan, by=self.reader, at=now)
        week.decisions.create(by=member, at=now, is_approved=True)
        make_item(self.reader, f"迟到 {n}", due_on=day - timedelta(days=1))
        step = self.sop_run.sop.steps.create(position=100 + n, day=n, name=f"第 {n} 步")
        self.sop_run.steps.create(step=step, due_on=day, member=member, done_at=timezone.now(), done_by=member)
        Sop.objects.create(team=self.team, code=f"own-{n}", name=f"SOP {n}").steps.create(position=1, day=0, name="做")

    def add_item(self, member: Member, n: int, *, now: datetime) -> None:
        """A text that waits for its review, and one more of everything on the item that is looked at."""
        item = make_item(member, f"护肤 {n}")
        texts.write(item, by=member, at=now, title=f"护肤 {n}", body="先停。")
        for _stage in ("topic", "create"):
            handovers.tick(item, by=member, at=now)
            item = stages.move(item, by=member, at=now)
        texts.write(self.item, by=member, at=now, title="护肤三步", body=f"先停 {n}。")
        texts.comment(self.item, by=member, at=now, text="再短些")
        stages.reassign(self.item, to=member, by=self.reader, at=now)
        self.item.credits.create(member=member, part="text", share=1, by=member, at=now)
        texts.write(self.held_up, by=member, at=now, title="全网最佳", body=f"先停 {n}。")
        make_waiver(self.held_up, by=member)
        day = timezone.localdate() - timedelta(days=n)
        self.campaign.daily_notes.create(day=day, text="开团", by=member, at=now)
        self.campaign.resources.create(kind="money", what=f"券 {n}", needed_by=day, asked_by=member, asked_at=now)
        make_sop_run(member, name=f"入群 {n}", item=self.group)
        self.item.assets.create(name="封面", address=f"https://assets.example.com/{n}", by=member, at=now)

    def add_talk(self, member: Member, n: int, *, now: datetime, today: date) -> None:
        """Something on the weekly meeting's agenda, something decided, something promised."""
        Topic.objects.create(series=self.meeting.series, meeting=self.meeting, text=f"话题 {n}", by=member, at=now)
        Decision.objects.create(meeting=self.meeting, text=f"决定 {n}", by=member, at=now)
        Action.objects.create(
            team=self.team, meeting=self.meeting, text=f"补数据 {n}", owner=member, promised_on=today, due_on=today,
            given_by=member, given_at=now,
        )  # fmt: skip

    def add_goal(self, member: Member, n: int, *, now: datetime) -> None:
        """A part of the goal with a milestone; a move, a milestone, a note and a day of the goal itself."""
        day = self.goal.start_on + timedelta(days=n)
        part, words = make_goal(member, parent=self.goal), {"proposed_by": member, "decided_by": member}
        for goal in (self.goal, part):
            goal.milestones.create(name=f"手册 {n}", due_on=day, promised_on=day)
        self.goal.commitments.create(
            number=n + 1, start_on=self.goal.start_on, end_on=self.goal.end_on, target=400 + n, reason="晚",
            state="approved", proposed_at=now, decided_at=now, **words,
        )  # fmt: skip
        self.goal.notes.create(by=member, at=now, day=day, colour="red", reason="停了", plan="恢复")
        self.goal.days.create(day=day, planned=n, actual=n, progress=n, colour="green")

    def add_money(self, member: Member, n: int, *, now: datetime) -> None:
        """A line; a campaign with a budget of its own that took from the first line, a spend that waits; a change."""
        today = timezone.localdate()
        make_budget(member, quarter=quarter_of(today), name=f"线 {n}")
        campaign = make_item(member, f"拼团 {n}", code="campaign", budget=100)
        words = {"day": today, "what_for": f"奖品 {n}", "by": member, "at": now, "item": campaign}
        commitment = self.line.entries.create(kind="commitment", amount=10, **words)
        self.line.entries.create(amount=5, settles=commitment, **words)
        self.line.entries.create(amount=5, state="waiting", **words)
        make_risk(member, item=campaign)
        campaign.lessons.create(team=self.team, text=f"券要设总数 {n}", kind="campaign", by=member, at=now)
        self.risk.steps.create(kind="reviewed", by=member, at=now, likelihood=3, impact=3)
        self.line.changes.create(was=n, now=n + 1, reason="换季", by=member, at=now)

    def add_line(self, n: int) -> None:
        """One more KPI on the card, as a longer template would have brought it."""
        metric = Metric.objects.stored().order_by("pk")[n]
        kpi = Kpi(template=self.template, metric=metric, half=Half.RESULT, weight=1, target=1, subject_kind="channel")
        Kpi.objects.bulk_create([kpi])
        Line.objects.create(part=self.card.parts.get(), kpi=kpi, actual=1, zero_at=0, target=1, weight=1, score=1,
                            earned=1, days_present=1, days_expected=1)  # fmt: skip

    def add_items(self, member: Member, n: int, *, now: datetime) -> None:
        """One that waits for a yes with a forbidden word in it, one that has left its first stage."""
        self.add_plans(member, n, now=now)
        waits = make_item(member, f"全网最佳 {n}", code="community")
        texts.write(waits, by=member, at=now, title=waits.title, body="先停，再修。")
        make_waiver(waits, by=member)
        gone = make_item(member, f"护肤 {n}")
        handovers.tick(gone, by=self.reader, at=now)
        stages.move(gone, by=self.reader, at=now)

    def add_plans(self, member: Member, n: int, *, now: datetime) -> None:
        """One that goes out on the reader's day to an audience, a campaign around it, days and a channel with rules."""
        today = timezone.localdate(now)
        days = {"starts_on": today, "ends_on": today + timedelta(days=n)}
        campaign = make_item(member, f"拼团 {n}", code="campaign", **days)
        channel = make_channel(self.team, f"订阅号 {n}")
        words = {"channel": channel, "planned_at": now + timedelta(minutes=n), "audience": "会员"}
        make_item(member, f"预告 {n}", campaign=campaign.campaign, **words)
        rule = {"set_by": member, "set_at": now}
        Quota.objects.create(channel=channel, at_most=1, per="day", **rule)
        Blackout.objects.create(
            team=self.team, channel=channel, first_on=today + timedelta(days=5), last_on=today + timedelta(days=5),
            reason="封网", made_by=member, made_at=now,
        )  # fmt: skip

    def add_work(self, member: Member, n: int, *, now: datetime, today: date) -> None:
        held = hold(member, "copywriter", share=50)
        make_target(held, "oa.followers_new", by=self.reader, month=month_after(today))
        TargetQuestion.objects.create(member=member, month=month_after(today), text="为什么")
        TargetQuestion.objects.create(member=self.reader, month=month_after(today), text="为什么")
        hold(self.card.member, "user_operator", share=1, from_on=date(2026, 1, n), until_on=date(2026, 1, n))
        make_card(self.template, member, first_of(today), state=Scorecard.State.OPEN)
        StandUp.objects.create(member=member, day=today, plan="写稿", blockers="等图", written_at=now)
        StandUp.objects.create(
            member=member, day=today - timedelta(days=1), plan="选题", blockers="等图", written_at=now
        )
        self.stuck(f"等图 {n}", owner=member)
        self.stuck(f"等稿 {n}", raised_by=member)
        self.blocker.steps.create(kind="decided", by=member, at=now, day=today)
        Leave.objects.create(member=member, from_on=today + timedelta(days=1), until_on=today + timedelta(days=2))
        Leave.objects.create(member=self.card.member, from_on=date(2026, 2, n), until_on=date(2026, 2, n))

    def addresses(self) -> Iterator[tuple[str, str]]:
        for name, needs in PAGES.items():
            yield name, reverse(name, args=[self.team.slug, *(self.things[need] for need in needs)])
        yield FRAME, reverse(FRAME, args=[self.team.slug])
        yield HOME, reverse(HOME, args=[self.team.slug])
        for name, needs in (LINEAGE_PAGES | AWARD_PAGES).items():
            yield name, reverse(name, args=[self.team.slug, *(self.things[need] for need in needs)])
        for name, parts in ITEMS.items():
            yield f"{name}'s page", reverse("campaigns:items-item", args=[self.team.slug, self.things[name]])
            for part in parts:
                address = reverse("campaigns:items-beside", args=[self.team.slug, self.things[name], part])
                yield f"{name}'s {part}", address
        yield MEETING, reverse(MEETING, args=[self.team.slug, self.meeting.pk])
        yield GOAL, reverse(GOAL, args=[self.team.slug, self.goal.pk])
        yield from ((name, reverse(name, args=[self.team.slug])) for name in TARGET_PAGES)
        for code, days_ago in RECORDS.items():
            day = timezone.localdate() - timedelta(days=days_ago)
            yield code, reverse("campaigns:records", args=[self.team.slug]) + f"?metric={code}&day={day}"
        yield PRINT, reverse(PRINT, args=[self.team.slug, self.card.pk])
        card = reverse("kpis:month-card", args=[self.team.slug, self.card.pk])
        yield OPEN_LINE, f"{card}?line={Line.objects.filter(part__scorecard=self.card).earliest('pk').pk}"
        yield from ((name, reverse(name)) for name in PERSONAL_PAGES)
        for prefix in RESOURCE_LISTS:
            yield prefix, reverse(f"api-{prefix}-list") + "?team=brook"
        yield REST_ITEM, reverse("api-items-detail", args=[self.item.pk])
        for prefix, thing in DETAILS.items():
            yield f"{prefix}/{thing}", reverse(f"api-{prefix}-detail", args=[self.things[thing]])

    def measure(self) -> dict[str, list[str]]:
        """The queries of each address, asked for once before so that nothing is the first time."""
        return {name: self.queries(address) for name, address in self.addresses()}

    def queries(self, address: str) -> list[str]:
        for _time in range(2):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                response = self.client.get(address)
            assert response.status_code == 200, (address, response.status_code)
        return [query["sql"] for query in captured.captured_queries]


@pytest.fixture(scope="module")
def measured(django_db_setup, django_db_blocker) -> Iterator[dict[str, tuple[list[str], list[str]]]]:
    """The queries of each address with few rows and with many."""
    with django_db_blocker.unblock(), transaction.atomic():
        house = House()
        house.grow(FEW)
        few = house.measure()
        house.grow(MANY)
        many = house.measure()
        yield {name: (few[name], many[name]) for name in few}
        transaction.set_rollback(True)


def asked_again(few: list[str], many: list[str]) -> str:
    """The queries that were asked with many rows and not with few, to read in the failure."""
    return "\n".join(query[:300] for query in many if query not in few)


def check(few: list[str], many: list[str], *, around: int, most: int = MOST) -> None:
    assert len(few) == len(many), asked_again(few, many)
    assert len(many) - around <= most, "\n".join(query[:300] for query in many)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_equally_often_for_many_rows(name, measured):
    check(*measured[name], around=len(measured[FRAME][0]))


def test_the_home_page_asks_equally_often_for_many_rows(measured):
    check(*measured[HOME], around=len(measured[FRAME][0]), most=MOST_FOR_HOME)


@pytest.mark.parametrize("name", LINEAGE_PAGES)
def test_a_page_of_lineage_asks_equally_often_for_many_cards(name, measured):
    check(*measured[name], around=len(measured[FRAME][0]), most=MOST_FOR_LINEAGE)


def test_a_goal_asks_equally_often_for_many_moves_and_parts(measured):
    check(*measured[GOAL], around=len(measured[FRAME][0]), most=MOST_FOR_GOAL)


def test_a_meeting_asks_equally_often_for_a_long_agenda(measured):
    check(*measured[MEETING], around=len(measured[FRAME][0]), most=MOST_FOR_MEETING)


@pytest.mark.parametrize("name", ITEMS)
def test_an_item_asks_equally_often_for_a_long_trail(name, measured):
    check(*measured[f"{name}'s page"], around=len(measured[FRAME][0]))


@pytest.mark.parametrize(("name", "part"), [(name, part) for name, parts in ITEMS.items() for part in parts])
def test_a_later_part_of_an_item_asks_equally_often(name, part, measured):
    check(*measured[f"{name}'s {part}"], around=SIGN_IN)


def test_an_item_over_rest_asks_equally_often_for_a_long_trail(measured):
    check(*measured[REST_ITEM], around=SIGN_IN, most=MOST_FOR_REST_ITEM)


@pytest.mark.parametrize("name", TARGET_PAGES)
def test_a_months_targets_ask_equally_often_for_many_holders(name, measured):
    check(*measured[name], around=len(measured[FRAME][0]), most=MOST_FOR_TARGETS)


@pytest.mark.parametrize("name", AWARD_PAGES)
def test_awards_ask_equally_often_for_many_candidates_and_picks(name, measured):
    check(*measured[name], around=len(measured[FRAME][0]), most=MOST_FOR_AWARDS)


@pytest.mark.parametrize("name", RECORDS)
def test_what_a_number_counted_is_listed_with_as_many_queries_for_many_records(name, measured):
    check(*measured[name], around=len(measured[FRAME][0]), most=MOST_FOR_RECORDS)


def test_the_printed_card_asks_equally_often_for_many_kpis(measured):
    check(*measured[PRINT], around=len(measured[FRAME][0]))


def test_an_open_line_asks_equally_often_for_many_points(measured):
    check(*measured[OPEN_LINE], around=len(measured[FRAME][0]), most=MOST_FOR_OPEN_LINE)


@pytest.mark.parametrize("name", PERSONAL_PAGES)
def test_a_personal_page_asks_equally_often_for_many_rows(name, measured):
    check(*measured[name], around=len(measured[FRAME][0]))


@pytest.mark.parametrize("name", [*RESOURCE_LISTS, *(f"{prefix}/{thing}" for prefix, thing in DETAILS.items())])
def test_a_resource_asks_equally_often_for_many_rows(name, measured):
    check(*measured[name], around=SIGN_IN)


def test_the_frame_asks_little(measured):
    assert len(measured[FRAME][0]) <= MOST_FOR_FRAME, "\n".join(measured[FRAME][0])
