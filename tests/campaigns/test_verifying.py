"""Whether a finding helped: the days before the action against those after it, from the points."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import FindingDetail
from campaigns.verifying import verdict_of, verdicts
from metrics.models import Metric, Subject
from tests.building import each_day, make_channel, put
from tests.campaigns.conftest import moment, start

pytestmark = pytest.mark.django_db

ACTED = date(2026, 11, 10)
OVER = moment("06:10", "2026-11-18")
A_DAY = timedelta(days=1)


def finding(by, code: str = "oa.followers_new", about: Subject | None = None, **fields) -> FindingDetail:
    metric = Metric.objects.get(code=code)
    item = start(by, code="finding", title="为什么没人转", metric=metric, about=about, acted_on=ACTED, **fields)
    return FindingDetail.objects.select_related("metric__weighted_by", "item").get(item=item)


def numbers(subject, before, after, code="oa.followers_new", length=7) -> None:
    put(subject, code, each_day(ACTED - length * A_DAY, ACTED - A_DAY, before))
    put(subject, code, each_day(ACTED + A_DAY, ACTED + length * A_DAY, after))


@pytest.mark.parametrize(
    ("before", "after", "fields", "state"),
    [
        (100, 105, {}, "verified"),
        (100, "104.99", {}, "not_verified"),
        (100, 95, {}, "not_verified"),
        (100, 95, {"wants_more": False}, "verified"),
        (100, "95.01", {"wants_more": False}, "not_verified"),
        (100, 105, {"at_least": 10}, "not_verified"),
        (100, 100, {"at_least": 0}, "not_verified"),
        (100, 101, {"at_least": 0}, "verified"),
        (0, 1, {}, "verified"),
        (0, 0, {}, "not_verified"),
    ],
)
def test_the_rule(member, team, before, after, fields, state):
    subject = make_channel(team).subject
    numbers(subject, before, after)

    found = verdict_of(finding(member, about=subject, **fields), at=OVER)

    assert (found.state, found.before, found.after) == (state, before, Decimal(str(after)))


def test_the_day_of_the_action_counts_on_neither_side(member, team):
    subject = make_channel(team).subject
    numbers(subject, 100, 110)
    put(subject, "oa.followers_new", {ACTED: 10_000})

    assert verdict_of(finding(member, about=subject), at=OVER).after == 110


@pytest.mark.parametrize(
    ("at", "state"),
    [("2026-11-17T23:59", "waiting"), ("2026-11-18T00:00", "verified")],
)
def test_it_waits_until_the_days_are_over(member, team, at, state):
    subject = make_channel(team).subject
    numbers(subject, 100, 110)
    day, clock = at.split("T")

    assert verdict_of(finding(member, about=subject), at=moment(clock, day)).state == state


@pytest.mark.parametrize("gap", [ACTED - 3 * A_DAY, ACTED + 2 * A_DAY])
def test_a_gap_isnt_zero_the_finding_waits_for_it(member, team, gap):
    subject = make_channel(team).subject
    numbers(subject, 100, 110)
    subject.points.filter(day=gap).delete()

    found = verdict_of(finding(member, about=subject), at=OVER)

    assert (found.state, found.lacking) == ("waiting", 1)


def test_a_ratio_is_sum_over_sum_of_either_side(member, team):
    subject = make_channel(team).subject
    numbers(subject, 20, 30, "oa.sharers")
    numbers(subject, 100, 100, "oa.readers")

    found = verdict_of(finding(member, "oa.share_rate", about=subject), at=OVER)

    assert (found.before, found.after, found.is_verified) == (Decimal("0.2"), Decimal("0.3"), True)


def test_without_a_subject_all_channels_of_the_team_count_and_nothing_else(member, team, other_team):
    for name in ("公众号", "服务号"):
        numbers(make_channel(team, name).subject, 50, 60)
    numbers(Subject.objects.create(team=team, kind="campaign", name="拼团"), 1000, 0)
    numbers(make_channel(other_team).subject, 1000, 0)

    found = verdict_of(finding(member), at=OVER)

    assert (found.before, found.after, found.is_verified) == (100, 120, True)


def test_before_anything_was_done_there_is_nothing_to_say(member):
    detail = finding(member)
    detail.acted_on = None

    assert verdict_of(detail, at=OVER).state == "not_acted"


def test_as_many_questions_for_nine_as_for_one(member, team):
    subject = make_channel(team).subject
    numbers(subject, 100, 110)
    found = [finding(member, about=subject) for _time in range(9)]

    def asked(some) -> int:
        with CaptureQueriesContext(connection) as seen:
            verdicts(some, at=OVER)
        return len(seen)

    assert asked(found) == asked(found[:1]) == 3
