"""A draft on the last three closed months: totals by hand, and nothing written."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpis.models import Grade, Kpi, Scorecard, Target
from kpis.proposals import Proposal, Tried
from kpis.scorecards import recompute
from kpis.whatif import what_if
from metrics.models import Metric
from roles.models import Leave, Role
from tests.building import hold, make_template, put
from tests.conftest import make_member
from tests.kpis.what_if_scene import (
    AUGUST,
    KPIS,
    OCTOBER,
    SEPTEMBER,
    TODAY,
    draft_of,
    follower_days,
    in_force,
    replayed,
    stand_ups,
    working,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(team):
    return in_force(team)


def cell(found, member, month):
    row = next(row for row in found.rows if row.member == member)
    return row.months[found.months.index(month.first)]


def replay(draft, team, tried=None, **more):
    return what_if(Proposal.of(draft, tried, **more), team=team, today=TODAY)


def test_a_higher_target_costs_what_it_costs_by_hand(counted, team, manager, member):
    hold(member, "copywriter")
    working(member, 10, OCTOBER)
    draft = draft_of(counted, manager, target=400)

    found = replay(draft, team)

    october = cell(found, member, OCTOBER)
    # 310 of 300: 103.33 × 60 = 62.00; of 400: 77.5 × 60 = 46.50; stand-ups 40.00 both times
    assert (october.before, october.after, october.difference) == (D("102.00"), D("86.50"), D("-15.50"))
    assert (str(october.grade_before), str(october.grade_after)) == ("A", "B")
    assert october.crosses
    assert october.falls
    assert found.months == [AUGUST.first, SEPTEMBER.first, OCTOBER.first]
    assert (found.largest, found.mean, found.up, found.down) == (D("-15.50"), D("-15.50"), 0, 1)


def test_an_unchanged_draft_moves_nobody(counted, team, manager, member):
    hold(member, "copywriter")
    working(member, 7, AUGUST, SEPTEMBER, OCTOBER)

    found = replay(draft_of(counted, manager), team)

    assert [one.difference for one in found.rows[0].months] == [0, 0, 0]
    assert found.movers == []


def test_before_is_what_the_night_makes_of_the_card(counted, team, manager, member):
    hold(member, "copywriter", from_on=date(2026, 10, 12))
    working(member, 9, OCTOBER)
    Leave.objects.create(member=member, from_on=date(2026, 10, 20), until_on=date(2026, 10, 22))
    draft = draft_of(counted, manager, target=500)
    recompute(team, through=OCTOBER.last, at=timezone.now())

    october = cell(replay(draft, team), member, OCTOBER)

    assert october.before == Scorecard.objects.get(member=member, month=OCTOBER.first).total
    assert october.after < october.before


def test_weights_zero_and_cap_are_replayed_too(counted, team, manager, member):
    hold(member, "copywriter")
    working(member, 10, OCTOBER)
    draft = draft_of(counted, manager)
    process, followers = sorted(draft.kpis.all(), key=lambda kpi: kpi.half)

    found = replay(
        draft,
        team,
        {process.pk: Tried(D(50), D(1), D(0), D(100)), followers.pk: Tried(D(50), D(300), D(200), D(105))},
        process_weight=D(50),
    )

    # stand-ups 100 × 50 = 50.00; (310 − 200) ÷ 100 = 110, at most 105 × 50 = 52.50
    assert cell(found, member, OCTOBER).after == D("102.50")


def test_where_lower_is_better_a_stricter_target_costs(team, manager, member):
    lost = {"metric": "oa.followers_lost", "half": "result", "weight": 60, "target": D(100), "zero_at": D(500)}
    process = {
        "metric": "process.stand_up_rate",
        "half": "process",
        "weight": 40,
        "target": 1,
        "subject_kind": "member",
    }
    template = make_template(team, "copywriter", [process, lost])
    hold(member, "copywriter")
    stand_ups(member, OCTOBER)
    subject = follower_days(member, 0)
    put(subject, "oa.followers_lost", {OCTOBER.first: 200})
    draft = draft_of(template, manager)
    Kpi.objects.filter(template=draft, metric__code="oa.followers_lost").update(target=0)

    october = cell(replay(replayed(draft), team), member, OCTOBER)

    # (200 − 500) ÷ (100 − 500) = 75 × 60 = 45; (200 − 500) ÷ (0 − 500) = 60 × 60 = 36
    assert (october.before, october.after) == (D("85.00"), D("76.00"))


def test_a_month_without_data_stays_a_gap(counted, team, manager, member):
    hold(member, "copywriter")
    working(member, 10, OCTOBER)

    found = replay(draft_of(counted, manager, target=400), team)

    august = cell(found, member, AUGUST)
    assert (august.before, august.after, august.difference, august.rank_before) == (None, None, None, None)
    assert not august.crosses
    assert found.rows[0].mean == D("-15.50")


def test_who_came_later_has_no_month_before(counted, team, manager, member):
    hold(member, "copywriter", from_on=date(2026, 10, 1))
    working(member, 10, OCTOBER)

    found = replay(draft_of(counted, manager), team)

    assert [one is None for one in found.rows[0].months] == [True, True, False]


def test_a_role_that_had_no_template_yet_has_only_what_would_be(team, manager, member):
    template = make_template(
        team,
        "copywriter",
        [
            KPIS[0],
            {"metric": "oa.followers_new", "half": "result", "weight": 60, "target": 310},
        ],
        valid_from=date(2026, 11, 1),
    )
    hold(member, "copywriter")
    working(member, 10, OCTOBER)

    october = cell(replay(draft_of(template, manager), team), member, OCTOBER)

    assert (october.before, october.after, october.difference) == (None, D("100.00"), None)


def test_the_other_role_of_a_month_stays_as_it_is(counted, team, manager, member):
    make_template(
        team,
        "user_operator",
        [
            KPIS[0],
            {"metric": "oa.followers_new", "half": "result", "weight": 60, "target": 620},
        ],
    )
    hold(member, "copywriter", share=50)
    hold(member, "user_operator", share=50)
    working(member, 10, OCTOBER)

    october = cell(replay(draft_of(counted, manager, target=400), team), member, OCTOBER)

    # copywriter 102.00 → 86.50, user operator 40 + 50 × 60 = 70.00 both times; half of each
    assert (october.before, october.after) == (D("86.00"), D("78.25"))


def test_ranks_move_with_the_totals(counted, team, manager, member, other_member):
    for one, a_day in ((member, 8), (other_member, 12)):
        hold(one, "copywriter")
        working(one, a_day, OCTOBER)
    draft = draft_of(counted, manager, zero_at=600)  # lower is better all at once: the order turns round

    found = replay(draft, team)

    assert cell(found, member, OCTOBER).climbs == 1
    assert cell(found, other_member, OCTOBER).climbs == -1
    october = cell(found, member, OCTOBER)
    assert (october.rank_before, october.rank_after) == (2, 1)


def test_who_moves_most_stands_first(counted, team, manager, member, other_member):
    for one, a_day in ((member, 1), (other_member, 9)):
        hold(one, "copywriter")
        working(one, a_day, OCTOBER)

    found = replay(draft_of(counted, manager, target=400), team)

    assert [row.member for row in found.rows] == [other_member, member]


def test_a_signed_card_is_compared_with_what_was_signed(counted, team, manager, member):
    hold(member, "copywriter")
    working(member, 10, OCTOBER)
    recompute(team, through=OCTOBER.last, at=timezone.now())
    Scorecard.objects.filter(member=member, month=OCTOBER.first).update(
        total=D("95.00"), state="signed", content_hash="x", signed_by=manager, signed_at=timezone.now()
    )

    found = replay(draft_of(counted, manager, target=400), team)

    october = cell(found, member, OCTOBER)
    assert (october.before, october.after, october.is_signed, october.is_restated) == (D(95), D("86.50"), True, True)
    assert (found.signed, found.restated) == (1, 1)


def test_a_month_s_own_target_stays_unless_the_draft_changes_that_kpi(counted, team, manager, member):
    hold(member, "copywriter")
    working(member, 10, OCTOBER)
    followers = Metric.objects.get(code="oa.followers_new")
    Target.objects.create(
        team=team, month=OCTOBER.first, role=Role.objects.get(code="copywriter"), metric=followers,
        target=620, zero_at=0, set_by=manager, set_at=timezone.now(),
    )  # fmt: skip
    draft = draft_of(counted, manager)

    same = cell(replay(draft, team), member, OCTOBER)
    changed = cell(replay(draft_of_again(draft, target=310), team), member, OCTOBER)

    assert (same.before, same.after) == (D("70.00"), D("70.00"))
    assert (changed.before, changed.after) == (D("70.00"), D("100.00"))


def draft_of_again(draft, **changes):
    Kpi.objects.filter(template=draft, metric__code="oa.followers_new").update(**changes)
    return replayed(draft)


def test_a_team_s_own_grades_take_the_place_of_the_shipped_ones(counted, team, manager, member):
    hold(member, "copywriter")
    working(member, 10, OCTOBER)
    Grade.objects.create(team=team, name="优", from_total=100)
    Grade.objects.create(team=team, name="良", from_total=60)

    october = cell(replay(draft_of(counted, manager, target=400), team), member, OCTOBER)

    assert (str(october.grade_before), str(october.grade_after)) == ("优", "良")


def rows_of_everything() -> dict[str, list[dict[str, object]]]:
    """The content of every table of the apps, by model."""
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()}


def test_nothing_is_written(counted, team, manager, member):
    hold(member, "copywriter")
    working(member, 10, AUGUST, SEPTEMBER, OCTOBER)
    draft = draft_of(counted, manager, target=400)
    recompute(team, through=OCTOBER.last, at=timezone.now())
    before = rows_of_everything()

    tried = {kpi.pk: Tried(kpi.weight, D(1000), D(0), D(120)) for kpi in draft.kpis.all()}
    assert replay(draft, team, tried).movers

    assert rows_of_everything() == before


def test_as_many_queries_for_fifty_as_for_five(counted, team, manager):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert replay(draft, team).movers
        return len(asked)

    draft = draft_of(counted, manager, target=400)
    more_copywriters(team, 5)
    few = queries()
    more_copywriters(team, 45)

    assert queries() == few


def more_copywriters(team, count: int) -> None:
    have = team.members.count()
    for number in range(have, have + count):
        one = make_member(team, f"writer{number}")
        hold(one, "copywriter")
        working(one, 1 + number % 9, OCTOBER)
