"""An article and the people around it: who plans, who writes, who reviews, who minds the rules."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from campaigns.models import Item, Workflow
from campaigns.services import approvals, handovers, items, stages, texts
from roles.models import Member
from roles.permissions import Level
from tests.building import hold
from tests.conftest import make_member

BEIJING = ZoneInfo("Asia/Shanghai")


def moment(clock: str, day: str = "2026-11-23") -> datetime:
    """A moment in Beijing; 23 November 2026 is a Monday."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BEIJING)


AT = moment("10:00")


def make_holder(team, username: str, role: str, level: str = Level.MEMBER) -> Member:
    holder = make_member(team, username, level)
    hold(holder, role)
    return holder


@pytest.fixture
def planner(team) -> Member:
    return make_holder(team, "planner", "content_planner")


@pytest.fixture
def other_planner(team) -> Member:
    return make_holder(team, "other_planner", "content_planner")


@pytest.fixture
def writer(team) -> Member:
    return make_holder(team, "writer", "copywriter")


@pytest.fixture
def minder(team) -> Member:
    """Who minds the rules."""
    return make_holder(team, "minder", "compliance_specialist")


def start(by: Member, *, code: str = "content", title: str = "护肤三步", at: datetime = AT, **fields) -> Item:
    workflow = Workflow.objects.current(by.team_id).get(code=code)
    return items.start(workflow=workflow, title=title, by=by, at=at, **fields)


def go(item: Item, to: str, *, by: Member, at: datetime = AT) -> Item:
    """Hand over, and move until the item stands at a stage; it mustn't lead through a gate."""
    while item.now.stage.code != to:
        handovers.tick(item, by=by, at=at)
        item = stages.move(item, by=by, at=at)
    return item


def write(item: Item, *, by: Member, body: str = "先停，再修，后养。", at: datetime = AT, **fields):
    return texts.write(item, by=by, at=at, title=fields.pop("title", item.title), body=body, **fields)


@pytest.fixture
def article(planner, writer, other_planner, minder) -> Item:
    """An article that the planner started and the writer wrote; it waits for its first review."""
    item = go(start(planner), "create", by=planner)
    write(item, by=writer)
    return go(item, "first_review", by=writer)


@pytest.fixture
def approved(article, other_planner, planner, writer, minder) -> Item:
    """The article, approved at both reviews; it is to be scheduled."""
    approvals.approve(article, by=other_planner, at=AT)
    item = Item.objects.get(pk=article.pk)
    item = go(item, "compliance", by=writer)
    approvals.approve(item, by=minder, at=AT)
    return Item.objects.select_related("run__stage").get(pk=article.pk)
