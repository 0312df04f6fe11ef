"""An item goes from stage to stage: who may move it, what must be there, what stays on record."""

import pytest
from django.db import IntegrityError, transaction

from campaigns.models import Fact, Item, StageRun
from campaigns.services import handovers, stages
from notices.models import Notice
from teamops.lib.exceptions import NotAllowedNow
from tests.campaigns.conftest import AT, go, moment, start, write


def again(item: Item) -> Item:
    return Item.objects.select_related("run__stage").get(pk=item.pk)


def test_an_item_starts_at_the_first_stage_with_its_owner_and_a_clock(planner):
    item = start(planner)

    assert item.code == "C-0001"
    assert item.now.stage.code == "topic"
    assert item.now.assignee == planner
    assert item.now.due_at == moment("18:00")  # eight of the hours from 9:30 to 18:30
    assert item.content.is_original


def test_the_clock_runs_over_the_night_and_not_at_the_weekend(planner):
    friday = start(planner, at=moment("17:30", "2026-11-27"))

    assert friday.now.due_at == moment("16:30", "2026-11-30")


def test_numbers_count_up_within_a_team(planner, outsider):
    start(planner)

    assert start(planner).number == 2
    assert start(outsider).number == 1


def test_it_moves_on_once_the_hand_over_list_is_ticked(planner, writer):
    item = start(planner)
    with pytest.raises(NotAllowedNow, match="选题和目标读者"):
        stages.move(item, by=planner, at=AT)

    handovers.tick(item, by=planner, at=AT)
    item = stages.move(item, by=planner, at=AT, comment="定了")

    assert item.now.stage.code == "create"
    assert item.now.assignee == writer
    first = item.runs.order_by("pk").first()
    assert (first.outcome, first.left_by, first.comment) == ("moved", planner, "定了")
    assert Notice.objects.filter(member=writer, kind=Notice.Kind.ITEM_YOURS).count() == 1


def test_after_the_last_stage_it_is_done(approved, planner):
    go(approved, "data_review", by=planner)
    item = stages.move(again(approved), by=planner, at=AT)

    assert item.state == Item.State.DONE
    assert item.closed_at == AT
    with pytest.raises(NotAllowedNow, match="关闭"):
        stages.move(item, by=planner, at=AT)


WHO_MAY_MOVE = [
    ("planner", True),  # answers for it
    ("writer", True),  # whose turn it is
    ("minder", False),  # holds another role
    ("member", False),
    ("analyst", False),
    ("lead", True),
    ("manager", True),
    ("owner", True),
    ("auditor", False),
    ("outsider", False),
]


@pytest.mark.parametrize(("who", "may"), WHO_MAY_MOVE)
def test_who_may_move_an_item_that_is_being_written(request, planner, writer, who, may):
    item = go(start(planner), "create", by=planner)
    write(item, by=writer)
    handovers.tick(item, by=writer, at=AT)
    by = request.getfixturevalue(who)

    if may:
        assert stages.move(item, by=by, at=AT).now.stage.code == "first_review"
    else:
        with pytest.raises(NotAllowedNow):
            stages.move(item, by=by, at=AT)
        assert again(item).now.stage.code == "create"


def test_who_comes_second_hears_who_moved_it(planner, lead):
    item = start(planner)
    seen = item.run_id
    handovers.tick(item, by=planner, at=AT)
    stages.move(item, by=planner, at=AT, seen=seen)

    with pytest.raises(NotAllowedNow, match="Planner"):
        stages.move(item, by=lead, at=AT, seen=seen)
    assert again(item).runs.count() == 2


def test_it_is_sent_back_to_any_earlier_stage_with_a_reason(article, other_planner, planner, writer):
    topic = article.workflow.stages.get(code="topic")
    with pytest.raises(NotAllowedNow, match="为什么"):
        stages.send_back(article, to=topic, by=other_planner, at=AT, reason="  ")

    item = stages.send_back(article, to=topic, by=other_planner, at=AT, reason="选题要换")

    assert item.now.stage.code == "topic"
    assert item.now.assignee == planner
    assert item.runs.order_by("-pk")[1].outcome == StageRun.Outcome.SENT_BACK
    assert "选题要换" in str(Notice.objects.get(member=planner, kind=Notice.Kind.ITEM_SENT_BACK))


def test_it_is_not_sent_back_to_a_later_stage(article, lead):
    with pytest.raises(NotAllowedNow):
        stages.send_back(article, to=article.workflow.stages.get(code="publish"), by=lead, at=AT, reason="错")


def test_who_had_the_stage_before_has_it_again(article, other_planner, writer, team):
    other = start(other_planner)  # a second writer wouldn't change it
    create = article.workflow.stages.get(code="create")

    item = stages.send_back(article, to=create, by=other_planner, at=AT, reason="短一点")

    assert item.now.assignee == writer
    assert other.now.assignee == other_planner


def test_a_review_is_claimed_once(article, other_planner, lead):
    stages.claim(article, by=other_planner, at=AT)

    with pytest.raises(NotAllowedNow, match="Other_Planner"):
        stages.claim(article, by=lead, at=AT)
    assert again(article).now.claimed_by == other_planner


def test_the_writer_cannot_claim_the_review_nor_be_given_it(article, writer, planner):
    with pytest.raises(NotAllowedNow):
        stages.claim(article, by=writer, at=AT)
    with pytest.raises(NotAllowedNow, match="Writer"):
        stages.reassign(article, to=writer, by=planner, at=AT)


def test_it_is_given_to_somebody_else_who_hears_of_it(planner, member):
    item = stages.reassign(start(planner), to=member, by=planner, at=AT)

    assert item.now.assignee == member
    assert Fact.objects.get(item=item, kind=Fact.Kind.REASSIGNED).whom == member
    assert Notice.objects.filter(member=member, kind=Notice.Kind.ITEM_YOURS).exists()


def test_it_is_not_given_to_an_auditor(planner, auditor):
    with pytest.raises(NotAllowedNow):
        stages.reassign(start(planner), to=auditor, by=planner, at=AT)


def test_a_nudge_comes_once_a_day(planner, member):
    item = start(planner)
    stages.nudge(item, by=member, at=AT)

    with pytest.raises(NotAllowedNow):
        stages.nudge(item, by=member, at=AT)
    assert Notice.objects.filter(member=planner, kind=Notice.Kind.ITEM_NUDGED).count() == 1


@pytest.mark.parametrize(("who", "may"), [("planner", True), ("lead", True), ("writer", False), ("member", False)])
def test_who_may_drop_it(request, planner, who, may):
    item, by = start(planner), request.getfixturevalue(who)
    if not may:
        with pytest.raises(NotAllowedNow):
            stages.drop(item, by=by, at=AT, reason="不做了")
        return

    item = stages.drop(item, by=by, at=AT, reason="不做了")

    assert item.state == Item.State.DROPPED
    assert again(item).now.outcome == StageRun.Outcome.DROPPED


def test_the_database_keeps_one_open_run_an_item(planner):
    item = start(planner)
    with pytest.raises(IntegrityError), transaction.atomic():
        StageRun.objects.create(item=item, stage=item.now.stage, entered_at=AT)
