"""What the work says in stand-ups, agendas and on the home page, and what a stand-up does to it."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Fact, Item, Workflow
from campaigns.services import handovers, items, stages
from meetings.agenda.registry import Scene
from meetings.agenda.writing import write as agenda_of
from meetings.models import Action, Meeting, Series, StandUp
from meetings.services import stand_ups
from roles.models import Role
from teamops.lib.exceptions import NotAllowedNow
from tests.building import hold

pytestmark = pytest.mark.django_db

ADDRESS = "/t/brook/meetings/stand-ups/write/"
A_DAY = timedelta(days=1)


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def today(at):
    return timezone.localdate(at)


@pytest.fixture
def planner(member):
    hold(member, "content_planner")
    return member


@pytest.fixture
def article(planner, at) -> Item:
    workflow = Workflow.objects.current(planner.team_id).get(code="content")
    return items.start(workflow=workflow, title="护肤三步", by=planner, at=at)


def meeting(lead, kind, today) -> Meeting:
    series = Series.objects.create(
        team=lead.team,
        kind=kind,
        name="会",
        starts_at=time(0, 0),
        minutes=60,
        weekday=today.weekday(),
        first_on=today,
        chair=lead,
    )
    return Meeting.objects.create(series=series, chair=lead, day=today, starts_at=time(0, 0), minutes=60)


def stages_of(item, code):
    return item.workflow.stages.filter(code=code)


def section_of(found, code):
    return next(one for one in found if one.code == code)


def test_what_was_moved_is_done_and_what_lies_with_one_is_the_plan(browse, planner, article, at):
    other = items.start(workflow=article.workflow, title="防晒清单", by=planner, at=at)
    handovers.tick(article, by=planner, at=at)
    stages.move(article, by=planner, at=at)

    form = browse(planner).get(ADDRESS).context["form"]

    assert form.initial["done"] == "选题完成：护肤三步"
    assert [line for line in form.initial["plan"].splitlines() if other.title in line]
    assert [item for item, _tick, _owed in form.moves] == [other]


def test_a_yes_that_moved_the_item_is_said_once(browse, planner, article, at):
    for kind in (Fact.Kind.APPROVED, Fact.Kind.MOVED):
        Fact.objects.create(item=article, run=article.now, kind=kind, by=planner, at=at)

    assert browse(planner).get(ADDRESS).context["form"].initial["done"] == "选题通过：护肤三步"


def test_a_tick_hands_over_moves_the_item_and_stands_as_done(browse, planner, article, today):
    form = browse(planner).get(ADDRESS).context["form"]
    plan = form.initial["plan"] + "\n开选题会"

    browse(planner).post(ADDRESS, {"day": f"{today}", "plan": plan, f"move-{article.pk}": "on"})

    article.refresh_from_db()
    written = StandUp.objects.get()
    assert article.now.stage.code == "create"
    assert Fact.objects.filter(item=article, kind=Fact.Kind.MOVED, by=planner).count() == 1
    assert written.done_lines == ["选题完成：护肤三步"]
    assert written.plan_lines == ["开选题会"]


def test_who_ticks_all_that_was_planned_plans_what_comes_to_them_next(browse, planner, article, today):
    plan = browse(planner).get(ADDRESS).context["form"].initial["plan"]

    browse(planner).post(ADDRESS, {"day": f"{today}", "plan": plan, f"move-{article.pk}": "on"})

    written = StandUp.objects.get()
    assert written.done_lines == ["选题完成：护肤三步"]
    assert all("选题：" not in line and article.title in line for line in written.plan_lines)


def test_who_has_nothing_left_is_told_so_and_not_planned_what_is_done(browse, planner, other_member, article, today):
    hold(other_member, "copywriter")
    stages_of(article, "create").update(role=Role.objects.get(code="copywriter"))
    plan = browse(planner).get(ADDRESS).context["form"].initial["plan"]

    client = browse(planner)
    client.post(ADDRESS, {"day": f"{today}", "plan": plan, f"move-{article.pk}": "on"})

    assert StandUp.objects.get().plan == ""
    assert "都做完了，还没有新计划" in client.get("/t/brook/meetings/stand-ups/").content.decode()


def test_of_the_last_plan_what_the_work_does_not_say_itself_is_proposed_as_done(browse, planner, article, at, today):
    other = items.start(workflow=article.workflow, title="防晒清单", by=planner, at=at)
    plan = f"选题：护肤三步（{today:%m-%d} 到期）\n选题：防晒清单\n开选题会"
    StandUp.objects.create(member=planner, day=today - A_DAY, plan=plan, written_at=at - A_DAY)
    handovers.tick(article, by=planner, at=at)
    stages.move(article, by=planner, at=at)

    form = browse(planner).get(ADDRESS).context["form"]

    assert form.initial["done"].splitlines() == ["开选题会", "选题完成：护肤三步"]
    assert [line for line in form.initial["plan"].splitlines() if other.title in line]


def test_what_was_told_as_done_is_not_proposed_again(browse, planner, article, at, today):
    handovers.tick(article, by=planner, at=at)
    stages.move(article, by=planner, at=at)
    StandUp.objects.create(member=planner, day=today - A_DAY, done="选题完成：护肤三步", plan="开选题会", written_at=at)

    assert browse(planner).get(ADDRESS).context["form"].initial["done"] == "开选题会"


def test_where_the_item_may_not_go_on_nothing_is_written(other_member, article, at, today):
    """The form offers only one's own; a program may ask for anything."""
    with pytest.raises(NotAllowedNow, match="C-0001 护肤三步: "):
        stand_ups.write(other_member, day=today, done="", plan="改稿", blockers="", at=at, finished=[article])

    article.refresh_from_db()
    assert article.now.stage.code == "topic"
    assert not article.now.ticks.exists()
    assert not StandUp.objects.exists()


def test_what_waits_for_an_approval_cannot_be_ticked(browse, planner, other_member, article, at):
    for stage in ("create", "first_review"):
        article.refresh_from_db()
        handovers.tick(article, by=planner, at=at)
        stages.move(article, by=planner, at=at)
        article.refresh_from_db()
        assert article.now.stage.code == stage
    stages.reassign(article, to=other_member, by=planner, at=at)

    form = browse(other_member).get(ADDRESS).context["form"]

    assert form.moves == []
    assert "护肤三步" in form.initial["plan"]


def test_the_daily_agenda_names_what_is_late_and_what_ends_today(lead, planner, article, at, today):
    article.run.due_at = at - 5 * A_DAY
    article.run.save()
    for title, due_on in (("防晒清单", today), ("双十二", today + A_DAY), ("昨天的", today - A_DAY)):
        one = items.start(workflow=article.workflow, title=title, by=planner, at=at, due_on=due_on)
        one.run.due_at = None
        one.run.save()

    written = agenda_of(meeting(lead, "daily", today), at=at)

    assert [(line.text, line.tone) for line in section_of(written, "late").lines] == [
        ("护肤三步", "red"),
        ("昨天的", "orange"),
    ]
    assert [line.text for line in section_of(written, "due").lines] == ["防晒清单"]


def test_the_home_page_says_what_waits_the_late_ones_first(browse, planner, article, at, today):
    article.run.due_at = at + 3 * A_DAY
    article.run.save()
    Action.objects.create(
        team=planner.team, text="补数据", owner=planner, promised_on=today - A_DAY, due_on=today - A_DAY,
        given_by=planner, given_at=at,
    )  # fmt: skip

    answer = browse(planner).get(reverse("reports:today", args=["brook"]))

    waiting = answer.context["today"].waiting
    assert [(one.title, one.is_late) for one in waiting] == [("补数据", True), ("护肤三步", False)]
    assert "补数据" in answer.content.decode()


def test_a_lead_sees_what_is_under_review_by_its_clock(browse, lead, planner, article, at):
    for _stage in range(2):
        article.refresh_from_db()
        handovers.tick(article, by=planner, at=at)
        stages.move(article, by=planner, at=at)

    today = browse(lead).get(reverse("reports:today", args=["brook"])).context["today"]

    assert today.approvals == [article]


def test_the_wall_by_item_gathers_who_spoke_of_it(browse, planner, other_member, article, today):
    StandUp.objects.create(member=planner, day=today, plan="写 C-0001 的初稿\n开会", written_at=timezone.now())
    StandUp.objects.create(member=other_member, day=today, plan="给护肤三步配图", written_at=timezone.now())

    groups = browse(planner).get("/t/brook/meetings/stand-ups/?by=item").context["by_item"]

    assert [(group.item, [said.line for said in group.said]) for group in groups] == [
        (article, ["写 C-0001 的初稿", "给护肤三步配图"]),
        (None, ["开会"]),
    ]


def test_a_search_finds_lines_and_names_in_ones_own_team_only(browse, planner, other_manager, outsider, today):
    StandUp.objects.create(member=planner, day=today, plan="双十二选题\n开会", written_at=timezone.now())
    StandUp.objects.create(member=outsider, day=today, plan="双十二选题", written_at=timezone.now())

    page = browse(other_manager).get("/t/brook/meetings/stand-ups/search/?q=双十二")
    nothing = browse(other_manager).get("/t/brook/meetings/stand-ups/search/?q=没有的词")

    assert [(one.member, lines) for one, lines in page.context["rows"]] == [(planner, ["双十二选题"])]
    assert nothing.context["rows"] == []


def test_a_scene_looks_at_the_moment_the_meeting_begins(lead, planner, article, today, at):
    article.run.due_at = at + A_DAY / 2
    article.run.save()
    coming = meeting(lead, "daily", today + 2 * A_DAY)

    assert Scene(coming, at=at).meeting.begins > at
    assert [line.text for line in section_of(agenda_of(coming, at=at), "late").lines] == ["护肤三步"]


def test_the_wall_by_item_still_knows_what_was_closed_since_the_last_stand_up(browse, planner, article, at, today):
    Item.objects.filter(pk=article.pk).update(made_at=at - 3 * A_DAY, closed_at=at - 2 * A_DAY, state="done")
    said = {"member": planner, "written_at": at, "plan": "选题会", "done": article.title}
    StandUp.objects.create(day=today, **said)

    groups = browse(planner).get("/t/brook/meetings/stand-ups/?by=item").context["by_item"]

    assert [one.item for one in groups] == [article, None]
