"""A team with one of everything, which can be let grow."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Gate, Item, Stage, WeekPlan, WordList, Workflow
from campaigns.services import handovers, stages, texts, watching
from meetings.models import Blocker
from metrics.models import Channel, ImportBatch
from roles.models import StaffingTemplate, Team
from roles.permissions import Level
from teamops.lib.months import first_of
from teamops.lib.quarters import quarter_of
from tests.building import (
    hold,
    make_award,
    make_batch,
    make_budget,
    make_card,
    make_channel,
    make_connection,
    make_content,
    make_goal,
    make_item,
    make_meeting,
    make_risk,
    make_sop_run,
    make_template,
    put,
)
from tests.conftest import make_member
from tests.guards.queries import more_numbers, more_people, more_work
from tests.guards.queries.counting import FEW
from tests.guards.scene import KPIS


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
        self.ask_legal()
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

    def ask_legal(self) -> None:
        """Let what stands at its first review wait for legal, too, where its words ask for that."""
        review = Stage.objects.get(workflow__team=None, workflow__code="content", code="first_review")
        review.gates.create(position=0, kind=Gate.Kind.LEGAL, level=Level.OWNER, condition=Gate.Condition.WORDS_ASK)

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
            "meeting": self.meeting.pk,
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

    def grow(self, until: int) -> None:
        """Let there be so many of everything."""
        while self.count < until:
            self.count += 1
            self.add(self.count)

    def add(self, n: int) -> None:
        member = make_member(self.team, f"member-{n}")
        for more in (more_people, more_work, more_numbers):
            more.add(self, member, n)

    def queries(self, address: str) -> list[str]:
        """What an address asks, asked for once before so that nothing is the first time."""
        for _time in range(2):
            with CaptureQueriesContext(connection) as captured:
                response = self.client.get(address)
            assert response.status_code == 200, (address, response.status_code)
        return [query["sql"] for query in captured.captured_queries]
