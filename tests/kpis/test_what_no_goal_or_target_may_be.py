"""What no metric can come to is no target, wherever one is typed; and days that no goal may have."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from kpis.forms import KpiForm
from kpis.goals import smart
from kpis.models import Commitment, Goal
from kpis.possible import impossible
from kpis.services import goal_moves, templates
from kpis.services import goals as services
from kpis.targets import filled
from kpis.whatif_forms import TryForm
from metrics.models import Metric
from teamops.lib.exceptions import NotAllowedNow
from tests.building import each_day, make_channel, make_template, put
from tests.kpis.goals import AT, END, aim, draft, under_way
from tests.kpis.what_if_scene import KPIS

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
SET_ON = date(2026, 9, 30)


def address(goal: Goal) -> str:
    return reverse("goals:list-goal", args=["brook", goal.pk])


def metric(code: str) -> Metric:
    return Metric.objects.get(code=code)


@pytest.mark.parametrize(
    ("code", "target", "is_possible"),
    [
        ("oa.followers_new", "-1", False),
        ("oa.followers_net", "-1", True),
        ("shop.repurchase_rate", "1.2", False),
        ("shop.repurchase_rate", "1", True),
        ("user.satisfaction", "1.01", False),
        ("oa.engagement_rate", "1.2", True),  # four counts over one
        ("shop.conversion_rate", "1.2", True),  # orders over people
        ("shop.order_value_growth", "1.5", True),
        ("biz.roi", "8", True),
    ],
)
def test_counts_stay_above_zero_and_parts_of_a_whole_below_all_of_it(code, target, is_possible):
    assert (impossible(metric(code), D(target)) == "") is is_possible


def test_a_rate_that_a_team_defines_itself_may_pass_all_of_it(team):
    own = Metric(team=team, code="own.rate", unit="percent", fold="level", name="达成率")

    assert impossible(own, D("1.2")) == ""


@pytest.mark.parametrize("fields", [{"target": D(-5)}, {"metric": "shop.repurchase_rate", "target": D("1.2")}])
def test_no_goal_wants_what_cant_be(lead, fields):
    wanted = aim(lead, **{"baseline": D("0.1")} | fields)

    assert list(smart.lacking(wanted, team=lead.team, on=SET_ON)) == ["target"]


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"start_on": SET_ON - 366 * A_DAY}, "start_on"),
        ({"end_on": SET_ON + 3654 * A_DAY}, "end_on"),
        ({"start_on": SET_ON - 365 * A_DAY, "end_on": SET_ON + 3653 * A_DAY}, None),
    ],
)
def test_a_goal_starts_within_the_last_year_and_ends_within_ten(lead, days, field):
    assert list(smart.lacking(aim(lead, **days), team=lead.team, on=SET_ON)) == ([field] if field else [])


def test_no_goal_is_moved_to_a_day_that_is_over(lead, manager):
    goal, late = under_way(lead, manager), AT + 20 * A_DAY

    with pytest.raises(NotAllowedNow, match="2026-10-19"):
        goal_moves.propose(goal, by=lead, at=late, end_on=date(2026, 10, 19), target=D(400), reason="早")
    goal_moves.propose(goal, by=lead, at=late, end_on=date(2026, 10, 20), target=D(400), reason="早")
    with pytest.raises(NotAllowedNow, match="2026-10-20"):
        goal_moves.approve(goal, by=manager, at=late + A_DAY)

    assert Goal.objects.get(pk=goal.pk).end_on == END
    assert goal.commitments.get(number=2).state == Commitment.State.PROPOSED


@pytest.mark.parametrize("change", [{"end_on": END + 3653 * A_DAY}, {"target": D("1.1")}])
def test_no_goal_is_moved_beyond_what_can_be(lead, manager, change):
    rate = {"metric": "shop.repurchase_rate", "baseline": D("0.1"), "target": D("0.4")}
    goal = under_way(lead, manager, **rate)

    with pytest.raises(NotAllowedNow, match=r"十年|100%"):
        goal_moves.propose(goal, by=lead, at=AT, **{"end_on": END, "target": D("0.4"), "reason": "高"} | change)


def test_a_draft_by_the_name_of_a_goal_under_way_says_so_and_stands(browse, lead, manager):
    going = under_way(lead, manager)
    again = services.set_goal(aim(lead), by=lead, at=AT)

    html = browse(manager).get(reverse("goals:list-goal", args=["brook", again.pk])).content.decode()

    assert "同名的目标" in html
    assert reverse("goals:list-goal", args=["brook", going.pk]) in html
    other = draft(lead, name="别的")
    assert (
        "同名的目标" not in browse(manager).get(reverse("goals:list-goal", args=["brook", other.pk])).content.decode()
    )


def test_a_goal_that_begins_today_reads_what_was_known_before(browse, team, lead, manager):
    today = timezone.localdate()
    channel = make_channel(team, watermark=today - A_DAY)
    put(channel.subject, "oa.followers_new", each_day(today - 60 * A_DAY, today - A_DAY, 4))
    goal = under_way(lead, manager, start_on=today, end_on=today + 40 * A_DAY, at=timezone.now())

    response = browse(lead).get(address(goal))

    assert response.context["page"].known_before == (today - A_DAY, 120)
    assert "这个指标还没有数据" not in response.content.decode()
    assert "此前最近的值是" in response.content.decode()


def test_the_drafts_form_and_what_is_tried_refuse_it_in_its_place(team, manager):
    template = templates.copy(make_template(team, "copywriter", KPIS), team=team, by=manager)
    kpi = template.kpis.get(metric__code="oa.followers_new")
    tried = TryForm({f"target-{kpi.pk}": "-5", f"zero_at-{kpi.pk}": "0"}, draft=template, in_force=None)
    row = KpiForm({"metric": kpi.metric.pk, "target": "-5"})
    row.fields["metric"].choices, row.fields["metric"].coerce = [(kpi.metric.pk, "")], lambda _key: kpi.metric

    assert "不会低于 0" in tried.errors[f"target-{kpi.pk}"][0]
    assert "不会低于 0" in row.errors["target"][0]


def test_a_draft_that_wants_what_cant_be_isnt_published(team, manager):
    template = templates.copy(make_template(team, "copywriter", KPIS), team=team, by=manager)
    template.kpis.filter(metric__code="oa.followers_new").update(target=D(-5))

    assert any("不会低于 0" in one for one in templates.problems(template))


def test_a_sheet_doesnt_propose_a_percentage_that_cant_be():
    with pytest.raises(filled.Faulty) as impossible_one:
        filled.amount("target", "120", metric("shop.repurchase_rate"))
    with pytest.raises(filled.Faulty) as possible_one:
        filled.amount("target", "30", metric("shop.repurchase_rate"))

    assert "不会超过 100%" in impossible_one.value.words
    assert "120%" not in impossible_one.value.words
    assert "30%" in possible_one.value.words
