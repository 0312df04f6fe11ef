"""Targets beside what people reached: bands by hand, verdicts, and what is too little to judge by."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis.fairness import Fairness, History, Reading, Standing, Verdict, quantile
from kpis.histories import check
from kpis.models import Kpi
from kpis.proposals import Proposal
from roles.calendar import WorkingDays
from teamops.lib.months import Span
from tests.building import attribute, hold, make_template, put
from tests.conftest import make_member
from tests.kpis.what_if_scene import AUGUST, KPIS, OCTOBER, SEPTEMBER, TODAY, draft_of, follower_days, in_force, working

JULY = Span.month(date(2026, 7, 1))


def history(*values, target, lower=False, member=1) -> History:
    hit = (lambda value: value <= target) if lower else (lambda value: value >= target)
    readings = [Reading(date(2026, place + 1, 1), D(value), hit(value)) for place, value in enumerate(values)]
    return History(member, readings, D(target), lower)


def test_quantiles_lie_between_their_neighbours():
    values = [D(10), D(20), D(30), D(40)]

    assert [quantile(values, D(part)) for part in ("0", "0.25", "0.5", "0.95", "1")] == [
        10,
        D("17.5"),
        25,
        D("38.5"),
        40,
    ]
    assert quantile([D(7)], D("0.95")) == 7
    with pytest.raises(ValueError, match="no values"):
        quantile([], D("0.5"))


def test_a_band_goes_from_p25_to_p95():
    one = history(40, 10, 30, 20, target=35)

    assert (one.poor, one.median, one.good) == (D("17.5"), D(25), D("38.5"))
    assert (one.hits, one.months, one.standing) == (1, 4, Standing.WITHIN)


def test_where_lower_is_better_the_band_is_turned_round():
    one = history(40, 10, 30, 20, target=12, lower=True)

    # worst first: 40, 30, 20, 10
    assert (one.poor, one.median, one.good) == (D("32.5"), D(25), D("11.5"))
    assert one.standing is Standing.WITHIN
    assert history(40, 10, 30, 20, target=11, lower=True).standing is Standing.BEYOND
    assert history(40, 10, 30, 20, target=33, lower=True).standing is Standing.BELOW


@pytest.mark.parametrize(
    ("target", "standing"), [(39, Standing.BEYOND), (38, Standing.WITHIN), (18, Standing.WITHIN), (17, Standing.BELOW)]
)
def test_a_target_stands_beyond_within_or_below_the_band(target, standing):
    assert history(10, 20, 30, 40, target=target).standing is standing


@pytest.mark.parametrize(
    ("target", "verdict"), [(41, Verdict.NEVER), (40, Verdict.FAIR), (11, Verdict.FAIR), (10, Verdict.ALWAYS)]
)
def test_nobody_ever_and_everybody_always_are_named(target, verdict):
    assert Fairness([history(10, 20, 30, 40, target=target)]).verdict is verdict


def test_two_months_are_too_little_to_judge_by():
    assert Fairness([history(10, 20, target=99)]).verdict is Verdict.TOO_LITTLE
    assert history(10, 20, target=99).standing is Standing.TOO_LITTLE


def test_somebody_with_little_history_who_reached_it_is_somebody():
    found = Fairness([history(10, 20, 30, target=50), history(60, target=50, member=2)])

    assert found.verdict is Verdict.FAIR
    assert [one.member for one in found.beyond] == [1]


def test_the_spread_is_that_of_the_medians():
    found = Fairness([history(10, 20, 30, target=25), history(100, 110, 120, target=25), history(900, target=25)])

    assert found.spread == (20, 110)
    assert Fairness([history(10, 20, 30, target=25)]).spread is None


@pytest.fixture
def counted(team):
    return in_force(team)


def checked(draft, team, code="oa.followers_new"):
    return next(
        one for one in check(Proposal.of(draft), team=team, today=TODAY) if one.kpi.metric.code == code
    ).fairness


@pytest.mark.django_db
def test_a_target_that_nobody_has_ever_reached(counted, team, manager, member):
    hold(member, "copywriter")
    working(member, 10, AUGUST, SEPTEMBER, OCTOBER)

    found = checked(draft_of(counted, manager, target=400), team)

    assert [one.value for one in found.histories[0].readings] == [310, 300, 310]
    assert (found.verdict, found.hits, found.months) == (Verdict.NEVER, 0, 3)
    assert checked(draft_again(counted, team, target=300), team).verdict is Verdict.ALWAYS
    assert checked(draft_again(counted, team, target=305), team).verdict is Verdict.FAIR


def draft_again(counted, team, **changes):
    draft = team.templates.drafts().get()
    Kpi.objects.filter(template=draft, metric__code="oa.followers_new").update(**changes)
    return type(draft).objects.for_replay().get(pk=draft.pk)


@pytest.mark.django_db
def test_a_metric_that_counted_for_nobody_before_has_a_history_too(team, manager, member):
    template = make_template(
        team,
        "copywriter",
        [KPIS[0], {"metric": "oa.followers_lost", "half": "result", "weight": 60, "target": 100, "zero_at": 500}],
        valid_from=date(2026, 11, 1),
    )
    hold(member, "copywriter")
    subject = follower_days(member, 1)
    put(subject, "oa.followers_lost", {AUGUST.first: 90, SEPTEMBER.first: 110, OCTOBER.first: 130})

    found = checked(draft_of(template, manager), team, "oa.followers_lost")

    assert (found.hits, found.months) == (1, 3)
    assert found.histories[0].median == 110


@pytest.mark.django_db
def test_half_a_month_of_a_flow_is_brought_up_to_a_whole_one(counted, team, manager, member):
    # October 2026 has 17 working days (8–9 off, the 10th a make-up day); from the 19th on 10 of them.
    hold(member, "copywriter", from_on=date(2026, 10, 19))
    follower_days(member, 10, OCTOBER)

    found = checked(draft_of(counted, manager, target=200), team)

    reading = found.histories[0].readings[0]
    working_days = list(WorkingDays(team, OCTOBER))
    assert reading.value == D(130) * len(working_days) / sum(day.day >= 19 for day in working_days)
    assert reading.is_hit == (reading.value >= 200)


@pytest.mark.django_db
def test_a_newcomer_is_named_without_being_judged(counted, team, manager, member, other_member):
    hold(member, "copywriter")
    working(member, 10, AUGUST, SEPTEMBER, OCTOBER)
    hold(other_member, "copywriter", from_on=TODAY)

    found = checked(draft_of(counted, manager, target=300), team)

    newcomer = next(one for one in found.histories if one.member == other_member.pk)
    assert (newcomer.months, newcomer.standing) == (0, Standing.TOO_LITTLE)
    assert found.verdict is Verdict.ALWAYS


@pytest.mark.django_db
def test_a_team_s_number_has_one_history(team, manager, member, other_member):
    template = make_template(team, "copywriter", [KPIS[0], KPIS[1] | {"numbers": "team"}])
    for one in (member, other_member):
        hold(one, "copywriter")
    for one, a_day in ((member, 3), (other_member, 4)):
        follower_days(one, a_day, JULY, AUGUST, SEPTEMBER)

    found = checked(draft_of(template, manager), team)

    assert [(one.member, [reading.value for reading in one.readings]) for one in found.histories] == [
        (None, [217, 217, 210])
    ]


@pytest.mark.django_db
def test_months_of_the_running_month_and_of_two_years_ago_don_t_count(counted, team, manager, member):
    hold(member, "copywriter")
    subject = follower_days(member, 10, OCTOBER)
    attribute(subject, member, from_on=date(2024, 1, 1), until_on=date(2025, 12, 31))
    put(subject, "oa.followers_new", {date(2026, 11, 2): 999, date(2025, 10, 31): 999})

    found = checked(draft_of(counted, manager), team)

    assert [one.month for one in found.histories[0].readings] == [OCTOBER.first]


@pytest.mark.django_db
def test_as_many_queries_for_fifty_as_for_five(counted, team, manager):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert check(Proposal.of(draft), team=team, today=TODAY)
        return len(asked)

    draft = draft_of(counted, manager)
    for number in range(5):
        writer(team, number)
    few = queries()
    for number in range(5, 50):
        writer(team, number)

    assert queries() == few


def writer(team, number):
    one = make_member(team, f"writer{number}")
    hold(one, "copywriter")
    working(one, 1 + number % 9, OCTOBER)
