"""A group's weeks: planned, handed in, approved by somebody else, what came of it; the numbers made from it."""

from datetime import date

import pytest
from django.urls import reverse

from campaigns import mine
from campaigns.models import Activity, Fact, Item, WeekPlan
from campaigns.services import weeks
from campaigns.week_page import HEADLINES, last_weeks, numbers_of
from metrics.collect import collect
from metrics.models import Channel, Point
from roles.permissions import Level
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span
from tests.building import each_day, make_channel, put
from tests.campaigns.conftest import make_holder, moment, start

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
EARLY = moment("10:00", "2026-11-20")


def on(day: int, clock: str = "10:00"):
    return moment(clock, f"2026-11-{day}")


@pytest.fixture
def keeper(team):
    return make_holder(team, "keeper", "community_manager")


@pytest.fixture
def group(keeper) -> Item:
    return start(keeper, code="community", title="护肤交流 3 群", keeper=keeper, at=moment("09:00", "2026-11-02"))


def add(group, by, day=24, kind="topic", title="换季泛红怎么办", at=EARLY) -> Activity:
    return weeks.plan(group, day=date(2026, 11, day), kind=kind, title=title, by=by, at=at)


@pytest.fixture
def plan(group, keeper) -> WeekPlan:
    """Handed in: a topic on Tuesday, an event on Saturday."""
    add(group, keeper)
    add(group, keeper, 28, "event", "晒单")
    return weeks.submit(WeekPlan.objects.get(), by=keeper, at=EARLY)


class TestPlanning:
    def test_a_day_belongs_to_the_week_of_its_monday(self, group, keeper):
        add(group, keeper, 23)
        add(group, keeper, 29)
        add(group, keeper, 30)

        assert list(WeekPlan.objects.values_list("week", flat=True)) == [MONDAY, date(2026, 11, 30)]

    @pytest.mark.parametrize(
        ("who", "may"), [("keeper", True), ("lead", True), ("owner", True), ("member", False), ("auditor", False)]
    )
    def test_who_keeps_it_and_leads_plan(self, who, may, group, request):
        by = request.getfixturevalue(who)
        if may:
            assert add(group, by).planned_by == by
        else:
            with pytest.raises(NotAllowedNow):
                add(group, by)
            assert not Activity.objects.exists()

    def test_what_makes_no_sense_is_refused(self, group, keeper, planner):
        with pytest.raises(NotAllowedNow, match="已经过去"):
            add(group, keeper, 22, at=on(23))
        with pytest.raises(NotAllowedNow, match="计划"):
            add(group, keeper, title=" ")
        with pytest.raises(NotAllowedNow, match="社群"):
            add(start(planner), planner)
        empty = WeekPlan.objects.create(item=group, week=MONDAY)
        with pytest.raises(NotAllowedNow):
            weeks.submit(empty, by=keeper, at=EARLY)

    def test_handing_it_in_stands_in_the_trail(self, plan, group, keeper):
        fact = Fact.objects.get(item=group, kind=Fact.Kind.PLANNED_WEEK)
        assert (fact.by, fact.text) == (keeper, "11-23 – 11-29")
        with pytest.raises(NotAllowedNow, match="已经提交"):
            weeks.submit(plan, by=keeper, at=EARLY)


class TestTheYes:
    def test_a_lead_who_had_no_part_in_it_says_yes(self, plan, lead):
        weeks.decide(plan, is_approved=True, by=lead, at=on(21), read=plan.print)

        assert WeekPlan.objects.get().state == "approved"
        with pytest.raises(NotAllowedNow):
            weeks.decide(plan, is_approved=True, by=lead, at=on(21))

    def test_nobody_says_yes_to_what_they_planned_or_answer_for(self, plan, group, keeper, lead, owner):
        add(group, lead, 26, "sharing", "成分表怎么看")
        weeks.submit(WeekPlan.objects.get(), by=keeper, at=EARLY)

        for by in (lead, keeper):
            with pytest.raises(NotAllowedNow):
                weeks.decide(WeekPlan.objects.get(), is_approved=True, by=by, at=on(21))
        Item.objects.filter(pk=group.pk).update(owner=owner)
        with pytest.raises(NotAllowedNow):
            weeks.decide(WeekPlan.objects.get(), is_approved=True, by=owner, at=on(21))

    def test_an_edit_withdraws_it_and_who_read_the_old_one_is_told(self, plan, group, keeper, lead):
        read = plan.print
        weeks.decide(plan, is_approved=True, by=lead, at=on(21), read=read)

        add(group, keeper, 27, at=on(21))
        assert WeekPlan.objects.get().state == "draft"
        weeks.submit(WeekPlan.objects.get(), by=keeper, at=on(21))

        with pytest.raises(NotAllowedNow, match="重新载入"):
            weeks.decide(WeekPlan.objects.get(), is_approved=True, by=lead, at=on(21), read=read)

    def test_a_no_says_why(self, plan, lead):
        with pytest.raises(NotAllowedNow):
            weeks.decide(plan, is_approved=False, by=lead, at=on(21))

        weeks.decide(plan, is_approved=False, by=lead, at=on(21), comment="少一次福利")

        assert WeekPlan.objects.get().state == "draft"

    def test_it_stands_in_the_work_of_leads_who_may(self, plan, lead, keeper, member):
        assert [item.waiting_week for item in mine.of_member(lead, at=on(21)).weeks] == [MONDAY]
        assert mine.of_member(member, at=on(21)).weeks == []
        add(plan.item, lead, 27)
        weeks.submit(WeekPlan.objects.get(), by=keeper, at=EARLY)
        assert mine.of_member(lead, at=on(21)).weeks == []


class TestWhatCameOfIt:
    def test_is_said_once_from_its_day_on(self, plan, keeper):
        topic = plan.activities.get(kind="topic")
        with pytest.raises(NotAllowedNow, match="还没到"):
            weeks.settle(topic, outcome="held", by=keeper, at=on(23))

        assert weeks.settle(topic, outcome="held", note="42 人发言", by=keeper, at=on(24)).is_held
        with pytest.raises(NotAllowedNow):
            weeks.settle(topic, outcome="held", by=keeper, at=on(24))

    def test_what_fell_through_says_why(self, plan, keeper):
        with pytest.raises(NotAllowedNow):
            weeks.settle(plan.activities.get(kind="topic"), outcome="fell_through", by=keeper, at=on(24))

    def test_once_its_day_has_come_an_approved_one_isnt_taken_out(self, plan, keeper, lead):
        weeks.decide(plan, is_approved=True, by=lead, at=on(21))
        topic, event = plan.activities.order_by("day")
        with pytest.raises(NotAllowedNow):
            weeks.take_out(Activity.objects.get(pk=topic.pk), by=keeper, at=on(24))

        weeks.take_out(Activity.objects.get(pk=event.pk), by=keeper, at=on(24))

        assert WeekPlan.objects.get().state == "draft"


class TestTheNumbers:
    def test_each_decision_is_a_plan_handed_in(self, team, plan, keeper, lead):
        weeks.decide(plan, is_approved=False, by=lead, at=on(20), comment="少一次福利")
        weeks.submit(WeekPlan.objects.get(), by=keeper, at=on(21))
        weeks.decide(WeekPlan.objects.get(), is_approved=True, by=lead, at=on(21))

        collect(team, NOVEMBER, at=moment("06:10", "2026-12-01"))

        assert counted("plans_submitted") == {(keeper.pk, 20): 1, (keeper.pk, 21): 1}
        assert counted("plans_approved") == {(keeper.pk, 20): 0, (keeper.pk, 21): 1}

    def test_a_topic_counts_once_it_was_raised(self, team, group, keeper):
        for day in (23, 24, 25, 26):
            add(group, keeper, day)
        add(group, keeper, 23, "event")
        for activity in Activity.objects.filter(day__lte=date(2026, 11, 24)):
            weeks.settle(activity, outcome="held", by=keeper, at=on(24))

        collect(team, NOVEMBER, at=on(26))

        assert counted("group_topics") == {(keeper.pk, 23): 1, (keeper.pk, 24): 1, (keeper.pk, 25): 0}

    def test_of_the_weeks_stand_side_by_side(self, team, group):
        channel = make_channel(team, "护肤群", Channel.Kind.GROUP)
        group.community.channel = channel
        put(channel.subject, "group.members", each_day(date(2026, 11, 16), date(2026, 11, 22), 180))
        put(channel.subject, "group.members", each_day(MONDAY, date(2026, 11, 25), 186))
        put(channel.subject, "group.spoke", each_day(MONDAY, date(2026, 11, 25), 93))

        rows = {row.metric.code: list(row.values) for row in numbers_of(group, last_weeks(date(2026, 11, 26)))}

        assert rows == {
            "group.members": [None, None, 180, 186],
            "group.daily_active_rate": [None, None, None, rows["group.daily_active_rate"][3]],
        }
        assert rows["group.daily_active_rate"][3] * 2 == 1
        assert set(rows) < set(HEADLINES)


def counted(code: str) -> dict[tuple[int, int], int]:
    points = Point.objects.filter(metric__code=f"process.{code}")
    return {(one.subject.member_id, one.day.day): int(one.value) for one in points.select_related("subject")}


class TestThePage:
    @pytest.fixture
    def address(self, group):
        return reverse("campaigns:items-week", args=["brook", group.pk])

    def test_from_planning_to_the_yes(self, group, keeper, lead, browse, address):
        def post(by, act, **words):
            return browse(by).post(reverse(f"campaigns:items-week-{act}", args=["brook", group.pk]), words)

        week = {"week": "2099-01-05"}
        post(keeper, "plan", day="2099-01-06", kind="topic", title="换季泛红怎么办", **week)
        assert "换季泛红怎么办" in browse(keeper).get(address, week).text
        post(keeper, "submit", **week)
        page = browse(lead).get(address, week)
        assert "同意计划" in page.text
        assert "同意计划" not in browse(keeper).get(address, week).text

        answer = post(lead, "decide", answer="yes", read=page.context["plan"].print, **week)

        assert answer["Location"] == f"{address}?week=2099-01-05"
        assert WeekPlan.objects.get().state == "approved"

    def test_a_day_of_another_week_is_refused(self, group, keeper, browse):
        address = reverse("campaigns:items-week-plan", args=["brook", group.pk])
        browse(keeper).post(address, {"week": "2099-01-05", "day": "2099-01-13", "kind": "topic", "title": "x"})
        assert not Activity.objects.exists()

    @pytest.mark.parametrize("asked", ["?week=soon", "?week=2026-13-01"])
    def test_what_is_no_week_isnt_found(self, asked, lead, browse, address):
        assert browse(lead).get(address + asked).status_code == 404

    def test_only_groups_have_weeks(self, planner, browse):
        item = start(planner)
        assert browse(planner).get(reverse("campaigns:items-week", args=["brook", item.pk])).status_code == 404

    def test_the_groups_page_shows_this_week(self, group, keeper, browse, address):
        page = browse(keeper).get(reverse("campaigns:items-beside", args=["brook", group.pk, "work"]))
        assert address in page.text

    @pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "soon"])
    def test_a_week_that_never_comes_isnt_found(self, group, keeper, browse, day):
        address = reverse("campaigns:items-week", args=["brook", group.pk])
        assert browse(keeper).get(address, {"week": day}).status_code == 404
        assert browse(keeper).post(f"{address}plan/", {"week": day}).status_code == 404


def test_a_manager_is_a_lead_too(team, plan, manager):
    assert manager.level == Level.MANAGER
    assert weeks.decide(plan, is_approved=True, by=manager, at=on(21)).is_approved
