"""Two people at the same moment take one place, tick one step, decide about one week, move one item: one wins, the
other hears what happened."""

from datetime import date, timedelta

import pytest
from django.db import connection

from campaigns.models import ContentDetail, DueStep, Fact, Item, SopRun, StageRun, WeekDecision, WeekPlan
from campaigns.services import handovers, planning, sending, sop_runs, stages, weeks
from campaigns.services.placing import place
from tests.building import make_channel, make_sop_run
from tests.campaigns.conftest import AT, moment, start
from tests.campaigns.test_two_at_once import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="rows are locked on PostgreSQL only"),
]
TUESDAY, WEDNESDAY = moment("20:00", "2026-11-24"), moment("20:00", "2026-11-25")
NOON = moment("12:00", "2026-11-24")  # what goes out in the same minute is one send
A_MINUTE = timedelta(minutes=1)


def words_of(results: list[object]) -> str:
    """What the one who came second hears; there is one."""
    words = [one for one in results if isinstance(one, str)]
    assert len(words) == 1
    return words[0]


@pytest.fixture
def account(team, lead):
    """A channel with one place a day."""
    channel = make_channel(team)
    sending.set_quota(channel, at_most=1, per="day", by=lead, at=AT)
    return channel


@pytest.fixture
def run(planner) -> SopRun:
    """Seven steps, one a day; the second is Tuesday's."""
    return make_sop_run(planner, begins_on=date(2026, 11, 23))


@pytest.fixture
def week(planner) -> WeekPlan:
    """Handed in by who keeps the group."""
    group = start(planner, code="community", title="护肤交流 3 群", keeper=planner)
    weeks.plan(group, day=TUESDAY.date(), kind="topic", title="换季泛红怎么办", by=planner, at=AT)
    return weeks.submit(WeekPlan.objects.get(), by=planner, at=AT)


class TestTheLastPlace:
    def test_of_two_plans_for_it_one_has_it_and_the_other_hears_the_next_free_day(self, planner, lead, account):
        first, second = (start(planner, title=title, channel=account) for title in ("早安", "晚安"))

        results = at_once(
            lambda: planning.plan(first, planned_at=TUESDAY, by=planner, at=AT),
            lambda: planning.plan(second, planned_at=NOON, by=lead, at=AT),
        )

        assert "11-25" in words_of(results)
        assert ContentDetail.objects.filter(planned_at__in=[TUESDAY, NOON]).count() == 1
        assert Fact.objects.filter(kind=Fact.Kind.CHANGED).count() == 1

    def test_of_a_plan_and_a_new_item_for_it_one_has_it(self, planner, lead, account):
        known = start(planner, title="早安", channel=account)

        results = at_once(
            lambda: planning.plan(known, planned_at=TUESDAY, by=planner, at=AT),
            lambda: start(lead, title="晚安", channel=account, planned_at=NOON),
        )

        assert "11-25" in words_of(results)
        assert ContentDetail.objects.filter(planned_at__in=[TUESDAY, NOON]).count() == 1

    def test_two_who_change_places_don_t_wait_for_each_other_for_ever(self, planner, lead, account):
        """Each wants the other's day, and neither is free."""
        first = start(planner, title="早安", channel=account, planned_at=TUESDAY)
        second = start(planner, title="晚安", channel=account, planned_at=WEDNESDAY)

        results = at_once(
            lambda: planning.plan(first, planned_at=WEDNESDAY - A_MINUTE, by=planner, at=AT),
            lambda: planning.plan(second, planned_at=TUESDAY - A_MINUTE, by=lead, at=AT),
        )

        assert [isinstance(one, str) for one in results] == [True, True]
        assert set(ContentDetail.objects.values_list("planned_at", flat=True)) == {TUESDAY, WEDNESDAY}


class TestOneStep:
    def test_of_two_ticks_one_counts_and_the_other_hears_whose(self, planner, lead, run):
        step = run.steps.get(due_on=TUESDAY.date())

        results = at_once(
            lambda: sop_runs.tick(step, by=planner, at=TUESDAY, note="发了"),
            lambda: sop_runs.tick(step, by=lead, at=TUESDAY, note="替她发了"),
        )

        found = DueStep.objects.select_related("done_by__person").get(pk=step.pk)
        assert str(found.done_by) in words_of(results)
        assert found.note == ("发了" if found.done_by == planner else "替她发了")

    def test_of_two_last_steps_ticked_at_once_the_run_ends(self, planner, lead, run):
        *before, one, other = run.steps.order_by("due_on")
        for step in before:
            sop_runs.tick(step, by=planner, at=TUESDAY)

        at_once(
            lambda: sop_runs.tick(one, by=planner, at=TUESDAY),
            lambda: sop_runs.tick(other, by=lead, at=TUESDAY),
        )

        assert SopRun.objects.get().ended_on == TUESDAY.date()

    def test_a_tick_while_it_is_handed_over_counts(self, planner, other_planner, lead, run):
        step = run.steps.get(due_on=TUESDAY.date())

        results = at_once(
            lambda: sop_runs.hand_over(run, to=other_planner, by=lead, at=TUESDAY),
            lambda: sop_runs.tick(step, by=lead, at=TUESDAY),
        )

        assert not [one for one in results if isinstance(one, str)]
        assert SopRun.objects.get().owner == other_planner
        assert DueStep.objects.get(pk=step.pk).done_by == lead

    def test_of_two_who_hand_it_over_the_later_stands(self, planner, other_planner, writer, lead, manager, run):
        results = at_once(
            lambda: sop_runs.hand_over(run, to=other_planner, by=lead, at=TUESDAY),
            lambda: sop_runs.hand_over(run, to=writer, by=manager, at=TUESDAY),
        )

        assert not [one for one in results if isinstance(one, str)]
        owner = SopRun.objects.get().owner
        assert set(DueStep.objects.filter(due_on__gte=TUESDAY.date()).values_list("member", flat=True)) == {owner.pk}


class TestOneWeek:
    def test_of_two_decisions_one_counts(self, lead, manager, week):
        results = at_once(
            lambda: weeks.decide(week, is_approved=True, by=lead, at=AT),
            lambda: weeks.decide(week, is_approved=False, comment="周三撞大促", by=manager, at=AT),
        )

        assert words_of(results)
        decision = WeekDecision.objects.get()
        state = WeekPlan.State.APPROVED if decision.is_approved else WeekPlan.State.DRAFT
        assert WeekPlan.objects.get().state == state

    def test_a_yes_never_covers_what_is_added_at_once(self, planner, lead, week):
        read = WeekPlan.objects.prefetch_related("activities").get().print

        results = at_once(
            lambda: weeks.decide(week, is_approved=True, by=lead, at=AT, read=read),
            lambda: weeks.plan(week.item, day=TUESDAY.date(), kind="offer", title="限时券", by=planner, at=AT),
        )

        assert len([one for one in results if isinstance(one, str)]) <= 1
        assert WeekPlan.objects.get().state == WeekPlan.State.DRAFT


class TestOneItem:
    @pytest.fixture
    def item(self, planner) -> Item:
        """Its topic is handed over; it can go on to its writing, and that has nothing to hand over."""
        item = start(planner)
        handovers.tick(item, by=planner, at=AT)
        item.workflow.stages.get(code="create").deliverables.all().delete()
        return Item.objects.select_related("run__stage").get(pk=item.pk)

    def test_of_two_moves_one_counts_and_the_other_hears_who(self, item, planner, lead):
        results = at_once(
            lambda: stages.move(item, by=planner, at=AT, seen=item.run_id),
            lambda: stages.move(item, by=lead, at=AT, seen=item.run_id),
        )

        left = StageRun.objects.select_related("left_by__person").get(left_at__isnull=False)
        assert str(left.left_by) in words_of(results)
        assert Item.objects.get().now.stage.code == "create"

    def test_of_two_cards_dropped_on_the_next_column_one_counts(self, item, planner, lead):
        """Whether or not what they saw was sent along: it never goes on twice."""
        results = at_once(
            lambda: place(item, where="create", by=planner, at=AT),
            lambda: place(item, where="create", by=lead, at=AT),
        )

        assert words_of(results)
        assert Item.objects.get().now.stage.code == "create"
