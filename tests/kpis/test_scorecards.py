"""Cards computed from points: both sides of ratios, coverage, parts, and what a second night changes.

What a card comes to is worked by hand in test_worked_cases.py.
"""

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis.lineage import lineage
from kpis.models import Line, Part, Scorecard
from kpis.scorecards import recompute
from metrics.models import Channel, Point, Subject
from roles.models import Leave
from tests.building import attribute, each_day, hold, make_channel, make_template, put
from tests.conftest import make_member

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
AT = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)
PROCESS = {
    "metric": "process.stand_up_rate",
    "half": "process",
    "weight": 40,
    "target": D("1"),
    "subject_kind": "member",
}


def result(metric, target, **fields):
    return {"metric": metric, "half": "result", "weight": 60, "target": D(target), **fields}


@pytest.fixture
def channel(team):
    return make_channel(team, watermark=LAST)


@pytest.fixture
def card_of(team, member, channel):
    """``card_of(kpi, …)``: compute October of ``member``, a copywriter who answers for the channel."""

    def compute(*kpis, through=LAST):
        make_template(team, "copywriter", [PROCESS, *kpis])
        hold(member, "copywriter")
        recompute(team, through=through, at=AT)
        return Scorecard.objects.get(member=member, month=FIRST)

    return compute


def line(card, code):
    return Line.objects.get(part__scorecard=card, kpi__metric__code=code)


@pytest.fixture
def stand_ups(team, member):
    """18 of 20 stand-ups: 90 of 100, 36 of 40."""
    subject = Subject.objects.create(team=team, kind="member", name=member.person.name, member=member)
    attribute(subject, member)
    put(subject, "process.stand_ups_due", each_day(date(2026, 10, 1), date(2026, 10, 20), 1))
    put(
        subject,
        "process.stand_ups_logged",
        {**each_day(date(2026, 10, 1), date(2026, 10, 18), 1), **each_day(date(2026, 10, 19), date(2026, 10, 20), 0)},
    )
    return subject


def test_a_flow_is_the_sum_of_the_days(card_of, channel, member, stand_ups):
    attribute(channel.subject, member)
    put(channel.subject, "oa.followers_new", each_day(FIRST, LAST, 10))
    put(channel.subject, "oa.followers_lost", each_day(FIRST, LAST, 2))

    card = card_of(result("oa.followers_net", "310"))

    assert line(card, "oa.followers_net").actual == 248
    assert line(card, "oa.followers_net").score == 80
    assert (card.process, card.result, card.total) == (D("36.00"), D("48.00"), D("84.00"))
    assert (card.days_present, card.days_expected) == (62, 62)
    assert card.through == LAST
    assert card.pace is None


def test_a_ratio_is_the_sum_of_one_over_the_sum_of_the_other(card_of, channel, member, stand_ups):
    attribute(channel.subject, member)
    put(channel.subject, "oa.sharers", {FIRST: 10, date(2026, 10, 2): 90})
    put(channel.subject, "oa.readers", {FIRST: 100, date(2026, 10, 2): 300})

    card = card_of(result("oa.share_rate", "0.5"))

    found = line(card, "oa.share_rate")
    assert (found.numerator, found.denominator, found.actual) == (100, 400, D("0.25"))


def test_a_ratio_leaves_out_the_days_on_which_one_side_is_missing(card_of, channel, member, stand_ups):
    attribute(channel.subject, member)
    put(channel.subject, "oa.sharers", {FIRST: 10, date(2026, 10, 2): 90, date(2026, 10, 3): 7})
    put(channel.subject, "oa.readers", {FIRST: 100, date(2026, 10, 2): 300, date(2026, 10, 9): 1000})

    card = card_of(result("oa.share_rate", "0.5"))

    found = line(card, "oa.share_rate")
    assert (found.numerator, found.denominator) == (100, 400)


def test_a_side_of_a_ratio_may_be_a_sum_whose_terms_must_all_be_there(card_of, channel, member, stand_ups):
    attribute(channel.subject, member)
    for code, value in [("oa.likes", 1), ("oa.comments", 2), ("oa.favourites", 3), ("oa.sharers", 4)]:
        put(channel.subject, code, {FIRST: value, date(2026, 10, 2): value})
    put(channel.subject, "oa.readers", {FIRST: 100, date(2026, 10, 2): 100})
    Point.objects.filter(metric__code="oa.comments", day=date(2026, 10, 2)).delete()

    card = card_of(result("oa.engagement_rate", "0.5"))

    found = line(card, "oa.engagement_rate")
    assert (found.numerator, found.denominator) == (10, 100)


def test_an_opening_is_the_last_value_before_the_month(card_of, team, member, stand_ups):
    group = make_channel(team, "会员群", Channel.Kind.GROUP, watermark=LAST)
    attribute(group.subject, member)
    put(group.subject, "group.left", {date(2026, 10, 5): 10, date(2026, 10, 20): 20})
    put(group.subject, "group.members", {date(2026, 9, 28): 200, FIRST: 500})

    card = card_of(result("group.leave_rate", "0.10", zero_at=D("0.35")))

    found = line(card, "group.leave_rate")
    assert (found.numerator, found.denominator, found.actual, found.score) == (30, 200, D("0.15"), 80)


def test_an_opening_is_shared_as_the_flows_that_are_set_against_it(card_of, team, member, stand_ups):
    """60 % until the 15th, 30 % after: 10 × 60 % + 20 × 30 % = 12 left of 200 × 45 % = 90, and 150 × 30 % = 45 of
    200 × 30 % = 60 were still there: as many in a hundred as of the whole group."""
    group = make_channel(team, "会员群", Channel.Kind.GROUP, watermark=LAST)
    attribute(group.subject, member, share=60, until_on=date(2026, 10, 15))
    attribute(group.subject, member, share=30, from_on=date(2026, 10, 16))
    put(group.subject, "group.left", {date(2026, 10, 5): 10, date(2026, 10, 20): 20})
    put(group.subject, "group.stayed", {LAST: 150})
    put(group.subject, "group.members", {date(2026, 9, 30): 200})

    card = card_of(
        result("group.leave_rate", "0.10", zero_at=D("0.35"), weight=30),
        result("group.monthly_retention", "0.9", weight=30),
    )

    left, stayed = line(card, "group.leave_rate"), line(card, "group.monthly_retention")
    assert (left.numerator, left.denominator, left.actual) == (12, 90, D("0.133333"))
    assert (stayed.numerator, stayed.denominator, stayed.actual) == (45, 60, D("0.75"))
    assert {row.share for row in lineage(left).rows} == {60, 30, 45}
    assert {row.share for row in lineage(stayed).rows} == {30}


def test_missing_days_lower_the_coverage_and_not_the_score(card_of, channel, member, stand_ups):
    attribute(channel.subject, member)
    put(channel.subject, "oa.followers_new", each_day(FIRST, date(2026, 10, 21), 10))

    card = card_of(result("oa.followers_new", "210"))

    assert line(card, "oa.followers_new").score == 100
    assert (card.days_present, card.days_expected) == (21, 31)


def test_days_before_a_channels_first_numbers_are_not_missing(card_of, channel, member, stand_ups):
    attribute(channel.subject, member)
    put(channel.subject, "oa.followers_new", each_day(date(2026, 10, 12), date(2026, 10, 21), 10))

    card = card_of(result("oa.followers_new", "210"))

    assert (card.days_present, card.days_expected) == (10, 20)


def test_while_the_month_runs_pace_cuts_a_flows_target_to_the_days_gone(card_of, channel, member, stand_ups):
    attribute(channel.subject, member)
    Channel.objects.update(watermark=date(2026, 10, 10))
    put(channel.subject, "oa.followers_new", each_day(FIRST, date(2026, 10, 10), 10))

    card = card_of(result("oa.followers_new", "310"), through=date(2026, 10, 12))

    found = line(card, "oa.followers_new")
    assert found.score == D("32.258065")
    assert found.pace == 100
    assert found.through == date(2026, 10, 10)
    assert (card.days_present, card.days_expected) == (10, 10)
    assert card.pace == D("100.00")


def test_leave_shrinks_a_flows_target_by_working_days_and_no_rate(card_of, channel, member, stand_ups):
    """October 2026 has 18 working days (1–3 and 5–7 are holidays, the 10th makes up); 12–16 leaves 13."""
    Leave.objects.create(member=member, from_on=date(2026, 10, 12), until_on=date(2026, 10, 16))
    attribute(channel.subject, member)
    put(channel.subject, "oa.followers_new", each_day(FIRST, LAST, 1))

    card = card_of(result("oa.followers_new", "36"))

    assert line(card, "oa.followers_new").target == 26
    assert line(card, "process.stand_up_rate").target == 1


def test_several_roles_make_parts_weighted_by_share_and_days(team, channel, member, stand_ups):
    """40 % for all 31 days and 60 % for the last 10: 1240 and 600."""
    make_template(team, "copywriter", [PROCESS, result("oa.followers_new", "620")])
    make_template(team, "content_planner", [PROCESS, result("oa.followers_new", "100")])
    hold(member, "copywriter", share=40)
    hold(member, "content_planner", share=60, from_on=date(2026, 10, 22))
    attribute(channel.subject, member)
    put(channel.subject, "oa.followers_new", each_day(FIRST, LAST, 10))
    put(stand_ups, "process.stand_ups_due", {date(2026, 10, 22): 1})
    put(stand_ups, "process.stand_ups_logged", {date(2026, 10, 22): 1})

    recompute(team, through=LAST, at=AT)

    one, other = Part.objects.filter(scorecard__member=member)
    assert (one.weight, other.weight) == (D("0.673913"), D("0.326087"))
    assert one.result == 30  # 310 of 620
    assert other.result == 72  # 100 of 100 × 6 ÷ 18 working days: far over, so the cap
    card = Scorecard.objects.get(member=member)
    assert card.result == D("43.70")  # (30 × 1240 + 72 × 600) ÷ 1840 = 43.6957


def test_a_new_template_version_counts_from_its_day(team, channel, member, stand_ups):
    make_template(team, "copywriter", [PROCESS, result("oa.followers_new", "310")])
    make_template(
        team, "copywriter", [PROCESS, result("oa.followers_new", "620")], valid_from=date(2026, 10, 16), version=2
    )
    hold(member, "copywriter")

    recompute(team, through=LAST, at=AT)

    parts = Part.objects.filter(scorecard__member=member)
    assert [(part.first, part.last, part.template.version) for part in parts] == [
        (FIRST, date(2026, 10, 15), 1),
        (date(2026, 10, 16), LAST, 2),
    ]


def test_a_second_night_writes_nothing(card_of, team, channel, member, stand_ups):
    attribute(channel.subject, member)
    put(channel.subject, "oa.followers_new", each_day(FIRST, LAST, 10))
    card = card_of(result("oa.followers_new", "310"))

    again = recompute(team, through=LAST, at=datetime(2026, 11, 2, 6, 10, tzinfo=UTC))

    assert (again.cards, again.cards_written, again.lines_written) == (1, 0, 0)
    card.refresh_from_db()
    assert card.computed_at == AT


def test_late_data_recompute_an_open_month_when_a_later_one_runs(card_of, team, channel, member, stand_ups):
    attribute(channel.subject, member)
    card = card_of(result("oa.followers_new", "310"))
    assert card.total is None

    put(channel.subject, "oa.followers_new", each_day(FIRST, LAST, 10))
    recompute(team, through=date(2026, 11, 9), at=AT)

    card.refresh_from_db()
    assert card.total == D("96.00")
    assert Scorecard.objects.filter(member=member).count() == 2


def test_a_part_that_ended_leaves_the_card(card_of, team, channel, member, stand_ups):
    card = card_of(result("oa.followers_new", "310"))
    member.assignments.update(until_on=date(2026, 9, 30))

    recompute(team, through=LAST, at=AT)

    assert not Part.objects.filter(scorecard=card).exists()
    card.refresh_from_db()
    assert (card.process, card.total) == (None, None)


def test_a_signed_card_does_not_change_when_late_data_arrive(card_of, team, channel, member, manager, stand_ups):
    attribute(channel.subject, member)
    put(channel.subject, "oa.followers_new", each_day(FIRST, LAST, 10))
    card = card_of(result("oa.followers_new", "310"))
    Scorecard.objects.filter(pk=card.pk).update(
        state=Scorecard.State.SIGNED, signed_by=manager, signed_at=AT, content_hash="x"
    )

    Point.objects.filter(metric__code="oa.followers_new").update(value=99_999)
    written = recompute(team, through=LAST, at=AT)

    card.refresh_from_db()
    assert card.total == D("96.00")
    assert line(card, "oa.followers_new").actual == 310
    assert written.cards == 0
    assert Scorecard.objects.count() == 1


def test_a_night_takes_the_same_number_of_queries_for_any_number_of_members(team, channel):
    def add_writers(first, last):
        for number in range(first, last):
            one = make_member(team, f"writer{number}")
            hold(one, "copywriter")
            attribute(channel.subject, one, share=1)

    def queries_of_a_night():
        recompute(team, through=LAST, at=AT)
        with CaptureQueriesContext(connection) as queries:
            recompute(team, through=LAST, at=AT)
        return len(queries)

    make_template(team, "copywriter", [PROCESS, result("oa.share_rate", "0.5")])
    put(channel.subject, "oa.sharers", each_day(FIRST, date(2026, 10, 20), 10))
    put(channel.subject, "oa.readers", each_day(FIRST, LAST, 100))
    add_writers(0, 2)
    few = queries_of_a_night()
    add_writers(2, 22)

    assert queries_of_a_night() == few
    assert Scorecard.objects.count() == 22
