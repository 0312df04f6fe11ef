"""A month's targets on cards, worked out by hand: one holder's before the role's before the template's."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis import freeze, restated
from kpis.explain import explain
from kpis.models import Line, Scorecard, Target
from kpis.scorecards import recompute
from kpis.services import review, targets
from kpis.targets.book import Key, Wish
from metrics.models import Channel, Metric, Point, Subject
from roles.models import Leave, Role
from tests.building import attribute, each_day, hold, make_channel, make_template, put
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
BEFORE = datetime(2026, 9, 20, 9, 0, tzinfo=UTC)
DURING = datetime(2026, 10, 12, 9, 0, tzinfo=UTC)
AT = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)
LATER = datetime(2026, 11, 4, 6, 10, tzinfo=UTC)
NEW, LEAVE = "oa.followers_new", "group.leave_rate"
PROCESS = {"metric": "process.stand_up_rate", "half": "process", "weight": 40, "target": D(1), "subject_kind": "member"}
FOLLOWERS = {"metric": NEW, "half": "result", "weight": 60, "target": D(310)}
LOSS = {"metric": LEAVE, "half": "result", "weight": 30, "target": D("0.10"), "zero_at": D("0.35")}


@pytest.fixture
def channel(team):
    """Ten new followers a day, 310 in October."""
    channel = make_channel(team, watermark=LAST)
    put(channel.subject, NEW, each_day(FIRST, LAST, 10))
    return channel


@pytest.fixture
def writer(team, member, channel):
    """A copywriter who answers for the channel and wrote every stand-up: 40.00 of 40."""
    return writing(member, channel)


def writing(member, channel, *, share=100):
    subject = Subject.objects.create(team=member.team, kind="member", name=member.person.name, member=member)
    attribute(subject, member)
    put(subject, "process.stand_ups_due", {FIRST: 1})
    put(subject, "process.stand_ups_logged", {FIRST: 1})
    attribute(channel.subject, member, share=share)
    return hold(member, "copywriter")


def key(code=NEW, *, role="copywriter", assignment=None):
    role, metric = Role.objects.get(code=role), Metric.objects.get(code=code)
    return Key(role.pk, metric.pk, assignment.pk if assignment else None)


def say(by, key, target, zero_at=None, *, at=BEFORE, month=FIRST, reason=""):
    wish = Wish(key, None if target is None else D(str(target)), None if zero_at is None else D(str(zero_at)))
    return targets.set_targets(month, [wish], by=by, at=at, reason=reason)


def card_of(member, *, through=LAST, at=AT):
    recompute(member.team, through=through, at=at)
    return Scorecard.objects.get(member=member, month=FIRST, is_current=True)


def line(card, code=NEW):
    return Line.objects.get(part__scorecard=card, kpi__metric__code=code)


def test_the_templates_target_counts_where_nothing_is_said(manager, writer):
    """310 of 310: 100, 60.00; with 40.00 in all 100.00."""
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])

    card = card_of(writer.member)

    assert (card.process, card.result, card.total) == (D("40.00"), D("60.00"), D("100.00"))


def test_the_roles_target_of_the_month_counts_before_the_templates(manager, writer):
    """310 of 403: 76.923077 × 60 ÷ 100 = 46.15."""
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    say(manager, key(), 403)

    card = card_of(writer.member)

    assert line(card).target == 403
    assert line(card).score == D("76.923077")
    assert (card.result, card.total) == (D("46.15"), D("86.15"))


def test_one_holders_target_counts_before_the_roles(manager, writer, other_member, channel):
    """310 of 400: 77.5, 46.50; the other holder has half the followers of the role's 403: 38.461538, 23.08."""
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    channel.subject.attributions.all().delete()
    attribute(channel.subject, writer.member)
    other = hold(other_member, "copywriter")
    say(manager, key(), 403)
    say(manager, key(assignment=writer), 400)

    card = card_of(writer.member)

    assert (line(card).target, card.result) == (400, D("46.50"))
    assert line(Scorecard.objects.get(member=other.member)).target == 403


def test_what_gives_no_points_is_set_with_the_target(manager, writer):
    """100 × (310 − 210) ÷ (410 − 210) = 50."""
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    say(manager, key(), 410, 210)

    assert line(card_of(writer.member)).score == 50


def test_less_is_better_stays_so(manager, writer, team):
    """15 % left: template 10 % and 35 % gives 80; for the month 5 % and 30 % gives 60."""
    group = make_channel(team, "会员群", Channel.Kind.GROUP, watermark=LAST)
    attribute(group.subject, writer.member)
    put(group.subject, "group.left", {date(2026, 10, 5): 30})
    put(group.subject, "group.members", {date(2026, 9, 28): 200})
    make_template(manager.team, "copywriter", [PROCESS, {**LOSS, "weight": 60}])
    assert line(card_of(writer.member), LEAVE).score == 80

    say(manager, key(LEAVE), "0.05", "0.30")
    card = card_of(writer.member, at=LATER)

    assert (line(card, LEAVE).score, card.result) == (60, D("36.00"))


def test_a_months_target_shrinks_with_the_days_held_as_the_templates_does(manager, writer):
    """October has 18 working days; a leave from the 12th to the 16th leaves 13: 450 × 13 ÷ 18 = 325."""
    Leave.objects.create(member=writer.member, from_on=date(2026, 10, 12), until_on=date(2026, 10, 16))
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    say(manager, key(), 450, 90)

    found = line(card_of(writer.member))

    assert (found.target, found.zero_at) == (325, 65)
    assert found.score == D("94.230769")  # 100 × (310 − 65) ÷ (325 − 65)


def test_pace_is_of_the_months_target(manager, writer, channel):
    """Through the 10th 100 are there, of 620 × 10 ÷ 31 = 200."""
    Channel.objects.update(watermark=date(2026, 10, 10))
    Point.objects.filter(subject=channel.subject, day__gt=date(2026, 10, 10)).delete()
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    say(manager, key(), 620)

    card = card_of(writer.member, through=date(2026, 10, 12))

    assert (line(card).score, line(card).pace) == (D("16.129032"), 50)


def test_two_parts_of_a_month_have_their_own_targets(manager, writer, channel):
    """Copywriter all 31 days at 40 %: 310 of 620 gives 50, so 30. Planner the last 10 at 60 %, 7 of 18 working days:
    100 of 180 × 7 ÷ 18 = 70 would give 142.86, so 120, so 72. (30 × 1240 + 72 × 600) ÷ 1840 = 43.6957.

    900 for the planner's assignment alone is 350: 28.571429, 17.142857; (30 × 1240 + 17.142857 × 600) ÷ 1840 = 25.8075.
    """
    writer.share = 40
    writer.save()
    planner = hold(writer.member, "content_planner", share=60, from_on=date(2026, 10, 22))
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    make_template(manager.team, "content_planner", [PROCESS, FOLLOWERS])
    say(manager, key(), 620)
    say(manager, key(role="content_planner"), 180)
    put(Subject.objects.get(member=writer.member), "process.stand_ups_due", {date(2026, 10, 22): 1})
    put(Subject.objects.get(member=writer.member), "process.stand_ups_logged", {date(2026, 10, 22): 1})

    card = card_of(writer.member)
    assert [part.result for part in card.parts.order_by("first")] == [30, 72]
    assert (card.result, card.total) == (D("43.70"), D("83.70"))

    say(manager, key(role="content_planner", assignment=planner), 900, at=LATER, reason="合并前的旧数")
    card = card_of(writer.member, at=LATER)
    assert [part.result for part in card.parts.order_by("first")] == [30, D("17.142857")]
    assert (card.result, card.total) == (D("25.81"), D("65.81"))


def test_both_versions_of_a_month_take_its_target(manager, writer):
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    make_template(
        manager.team, "copywriter", [PROCESS, {**FOLLOWERS, "target": D(999)}], version=2, valid_from=date(2026, 10, 16)
    )
    say(manager, key(), 620)

    card = card_of(writer.member)

    found = Line.objects.filter(part__scorecard=card, kpi__metric__code=NEW).order_by("part__first")
    # 7 of the 18 working days until the 15th, 11 from the 16th: 620 × 7 ÷ 18 and 620 × 11 ÷ 18.
    assert [one.target for one in found] == [D("241.111111"), D("378.888889")]


def test_what_was_said_can_be_taken_back(manager, writer):
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    say(manager, key(), 620)
    say(manager, key(), None)

    assert line(card_of(writer.member)).target == 310
    assert Target.objects.count() == 2


def test_another_months_targets_dont_count(manager, writer):
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    say(manager, key(), 620, month=date(2026, 11, 1))

    assert line(card_of(writer.member)).target == 310


def test_a_second_night_writes_nothing(manager, writer):
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    say(manager, key(), 403)
    say(manager, key(assignment=writer), 400)
    card_of(writer.member)

    again = recompute(manager.team, through=LAST, at=LATER)

    assert (again.cards_written, again.lines_written) == (0, 0)


def test_a_night_asks_equally_often_for_5_and_for_50_members_with_targets_of_their_own(manager, channel):
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    say(manager, key(), 403)

    def add(first, last):
        for number in range(first, last):
            assignment = hold(make_member(manager.team, f"writer{number}"), "copywriter")
            attribute(channel.subject, assignment.member, share=1)
            say(manager, key(assignment=assignment), 400 + number, at=BEFORE)

    def queries():
        recompute(manager.team, through=LAST, at=AT)
        with CaptureQueriesContext(connection) as captured:
            recompute(manager.team, through=LAST, at=LATER)
        return len(captured)

    add(0, 5)
    few = queries()
    add(5, 50)

    assert queries() == few
    assert sorted(line(card).target for card in Scorecard.objects.all()) == [400 + n for n in range(50)]


# Signed cards


def signed(card, manager, *, at=LATER):
    review.review(card, by=manager, comment="好", at=at)
    return review.sign(Scorecard.objects.get(pk=card.pk), by=manager, at=at)


def test_a_signed_card_keeps_its_target_and_its_fingerprint(manager, writer, other_member, channel):
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    hold(other_member, "copywriter")
    say(manager, key(), 403)
    card = signed(card_of(writer.member), manager)

    say(manager, key(), 620, at=LATER, reason="活动加投")
    recompute(manager.team, through=LAST, at=datetime(2026, 11, 5, tzinfo=UTC))

    card.refresh_from_db()
    assert (line(card).target, card.total) == (403, D("86.15"))
    assert line(Scorecard.objects.get(member=other_member)).target == 620
    assert freeze.verify(card)


def test_the_fingerprint_says_who_set_the_target_that_counted(manager, writer):
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    say(manager, key(), 403)
    card = signed(card_of(writer.member), manager)
    (agreed,) = [one["agreed"] for one in freeze.content(card)["parts"][0]["lines"] if "agreed" in one]
    assert (agreed["target"], agreed["set_by_id"], agreed["assignment_id"]) == ("403", manager.pk, None)

    Target.objects.update(note="另有原因")

    assert not freeze.verify(card)


def test_a_target_set_after_the_signature_is_no_change_of_numbers(manager, writer, other_member):
    """What would be with the numbers of now is worked out with the targets that were signed."""
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    hold(other_member, "copywriter")
    say(manager, key(), 403)
    card = signed(card_of(writer.member), manager)
    say(manager, key(), 620, at=datetime(2026, 11, 6, tzinfo=UTC), reason="活动加投")
    Scorecard.objects.filter(pk=card.pk).update(is_touched=True)

    assert restated.look_again(manager.team, at=datetime(2026, 11, 7, tzinfo=UTC)) == 0

    card.refresh_from_db()
    assert (card.is_touched, card.restated_at) == (False, None)


def test_a_card_whose_target_has_just_changed_waits_for_its_scoring(manager, writer):
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    card = card_of(writer.member)
    review.review(card, by=manager, comment="好", at=LATER)
    say(manager, key(), 620, at=LATER, reason="漏了活动")

    with pytest.raises(review.NotAllowedNow, match="目标改了"):
        review.sign(Scorecard.objects.get(pk=card.pk), by=manager, at=LATER)


# What the card says


def test_a_line_says_who_set_its_target(manager, writer):
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    say(manager, key(), 403)

    (note,) = explain(line(card_of(writer.member))).notes

    assert note.replace("\u00a0", " ") == "目标 403 人，由Manager于 2026-09-20 为本月的全岗位设定。"


def test_a_late_change_stands_on_the_card_with_its_reason(manager, writer, browse):
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    say(manager, key(), 403)
    say(manager, key(assignment=writer), 350, at=DURING, reason="公众号停更一周")
    card = card_of(writer.member)

    page = browse(writer.member).get(f"/t/brook/performance/cards/{card.pk}/").content.decode()

    assert "目标于 2026-10-12 由Manager从 403 人改为 350 人：公众号停更一周" in page.replace("\u00a0", " ")


def test_an_early_change_is_no_mark(manager, writer, browse):
    make_template(manager.team, "copywriter", [PROCESS, FOLLOWERS])
    say(manager, key(), 403)
    card = card_of(writer.member)

    assert "目标改过" not in browse(writer.member).get(f"/t/brook/performance/cards/{card.pk}/").content.decode()
