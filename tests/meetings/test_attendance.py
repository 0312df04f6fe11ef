"""Who is due on which days, and the points that come of it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from meetings.attendance import due, is_due
from meetings.models import StandUp
from meetings.sources import stand_ups
from metrics.collect import collect
from metrics.models import Attribution, Point, Subject
from roles.models import DayOverride, Leave, LevelGrant
from roles.permissions import Level
from teamops.lib.months import Span

pytestmark = pytest.mark.django_db

# Monday to Sunday. In October 2026 the 1st to the 7th are holidays, and Saturday the 10th is worked for one of them.
WEEK = Span(date(2026, 11, 16), date(2026, 11, 22))
AT = datetime(2026, 11, 22, 22, 10, tzinfo=UTC)
DUE, LOGGED = "process.stand_ups_due", "process.stand_ups_logged"


def days_of(member, span=WEEK) -> list[int]:
    return sorted(day.day for day in due(member.team, span).get(member.pk, ()))


def logged(member, *days: int) -> None:
    for day in days:
        StandUp.objects.create(member=member, day=date(2026, 11, day), plan="改稿", written_at=AT)


def points(member, code: str) -> dict[int, Decimal]:
    found = Point.objects.filter(subject__member=member, metric__code=code)
    return {day.day: value for day, value in found.values_list("day", "value")}


def test_working_days_are_due(member):
    assert days_of(member) == [16, 17, 18, 19, 20]


def test_holidays_are_not_due_and_make_up_days_are(member):
    assert days_of(member, Span(date(2026, 10, 1), date(2026, 10, 11))) == [8, 9, 10]


def test_the_teams_own_exceptions_count(member):
    DayOverride.objects.create(team=member.team, day=date(2026, 11, 20), is_working=False)
    DayOverride.objects.create(team=member.team, day=date(2026, 11, 21), is_working=True)

    assert days_of(member) == [16, 17, 18, 19, 21]


def test_leave_is_not_due(member):
    Leave.objects.create(member=member, from_on=date(2026, 11, 17), until_on=date(2026, 11, 18))

    assert days_of(member) == [16, 19, 20]


def test_only_days_in_the_team_are_due(member):
    member.joined_on, member.left_on = date(2026, 11, 17), date(2026, 11, 20)
    member.save()

    assert days_of(member) == [17, 18, 19]


def test_an_auditor_owes_no_stand_up_while_they_audit(member, auditor):
    LevelGrant.objects.create(
        member=member, level=Level.AUDITOR, from_on=date(2026, 11, 18), until_on=date(2026, 11, 19)
    )

    assert days_of(auditor) == []
    assert days_of(member) == [16, 17, 20]


def test_whoever_is_deactivated_keeps_the_days_before_they_left(member):
    member.left_on = date(2026, 11, 18)
    member.save()
    member.person.is_active = False
    member.person.save()

    assert days_of(member) == [16, 17]


def test_another_teams_members_are_not_counted(member, outsider):
    assert set(due(member.team, WEEK)) == {member.pk}


def test_a_single_day_can_be_asked(member, auditor):
    assert is_due(member, day=date(2026, 11, 20))
    assert not is_due(member, day=date(2026, 11, 21))
    assert not is_due(auditor, day=date(2026, 11, 20))


def test_it_takes_four_queries_however_many_there_are(team, member, other_member, lead, django_assert_num_queries):
    with django_assert_num_queries(4):
        due(team, WEEK)


def test_each_due_day_is_logged_or_not(member):
    logged(member, 16, 18, 21)

    made = [(one.metric, one.day.day, one.value) for one in stand_ups(member.team, WEEK)]

    assert [(day, value) for code, day, value in made if code == DUE] == [(day, 1) for day in range(16, 21)]
    assert [value for code, _day, value in made if code == LOGGED] == [1, 0, 1, 0, 0]


def test_the_night_makes_points_of_them(member):
    logged(member, 16, 18)

    collect(member.team, WEEK, at=AT)

    assert points(member, DUE) == dict.fromkeys(range(16, 21), Decimal(1))
    assert points(member, LOGGED) == {16: 1, 17: 0, 18: 1, 19: 0, 20: 0}
    point = Point.objects.filter(subject__member=member).first()
    assert (point.team, point.batch, point.as_of) == (member.team, None, date(2026, 11, 23))


def test_everybody_answers_for_their_own_numbers(member):
    """Also for a subject that was there before: an imported sheet may have made it."""
    imported = Subject.objects.create(team=member.team, kind=Subject.Kind.MEMBER, name="Member", member=member)

    collect(member.team, WEEK, at=AT)
    collect(member.team, WEEK, at=AT)

    attribution = Attribution.objects.get()
    assert (attribution.subject, attribution.member, attribution.share) == (imported, member, 100)
    assert (attribution.from_on, attribution.until_on) == (member.joined_on, None)


def test_collecting_again_writes_nothing(member):
    logged(member, 16)

    assert collect(member.team, WEEK, at=AT) == 15
    assert collect(member.team, WEEK, at=AT) == 0


def test_what_is_no_longer_due_goes(member):
    collect(member.team, WEEK, at=AT)
    Leave.objects.create(member=member, from_on=date(2026, 11, 17), until_on=date(2026, 11, 20))

    collect(member.team, WEEK, at=AT)

    assert points(member, DUE) == {16: 1}


def test_collecting_touches_no_other_days_members_teams_or_metrics(member, other_member, outsider):
    collect(outsider.team, WEEK, at=AT)
    collect(member.team, Span(date(2026, 11, 9), date(2026, 11, 15)), at=AT)
    before = set(Point.objects.values_list("subject", "metric", "day", "value"))

    collect(member.team, WEEK, at=AT)

    assert before <= set(Point.objects.values_list("subject", "metric", "day", "value"))
