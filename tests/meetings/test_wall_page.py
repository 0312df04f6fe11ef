"""The stand-up wall."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Blocker, StandUp
from meetings.wall import wall_of
from roles.models import Leave
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

# Thursday and the days before it, all worked.
DAY = date(2026, 11, 19)


def stuck(member, text="等预算", *, since=DAY) -> Blocker:
    return Blocker.objects.create(team=member.team, text=text, raised_by=member, owner=member, raised_on=since)


def wrote(member, *, day=DAY, plan="改稿", blockers="", minutes=0) -> StandUp:
    at = timezone.now() + timedelta(minutes=minutes)
    return StandUp.objects.create(member=member, day=day, plan=plan, blockers=blockers, written_at=at)


@pytest.fixture
def wall(browse, member):
    def look(day=DAY, by=member):
        return browse(by).get(reverse("meetings:wall", args=["brook"]), {"day": f"{day}"})

    return look


def test_it_shows_who_wrote_what_and_who_is_missing(wall, member, other_member):
    wrote(other_member, plan="排期\n选题", blockers="缺报告")

    page = wall().content.decode()

    assert "排期" in page
    assert "缺报告" in page
    assert [entry.member for entry in wall().context["wall"].entries] == [other_member]
    assert wall().context["wall"].missing == [member]


def test_who_is_stuck_longest_comes_first_then_as_they_wrote(member, other_member, lead, manager):
    wrote(manager, minutes=0)
    wrote(lead, minutes=1)
    wrote(member, minutes=2)
    wrote(other_member, minutes=3)
    stuck(member, "缺报告")
    stuck(other_member, since=DAY - timedelta(days=1))

    assert [entry.member for entry in wall_of(member.team, day=DAY).entries] == [other_member, member, manager, lead]


def test_a_blocker_is_as_old_as_the_working_days_since_it_was_raised(member):
    wrote(member)
    stuck(member, since=DAY - timedelta(days=6))  # the Friday before: Monday to Thursday are four
    stuck(member, "缺报告")

    entry = wall_of(member.team, day=DAY).entries[0]

    assert [(one.text, one.age) for one in entry.blockers] == [("等预算", 4), ("缺报告", 0)]


def test_a_past_day_shows_what_was_stuck_then(member):
    wrote(member, day=DAY - timedelta(days=1))
    wrote(member)
    gone = stuck(member, since=DAY - timedelta(days=2))
    Blocker.objects.filter(pk=gone.pk).update(closed_on=DAY - timedelta(days=1), outcome="solved")

    then, now = (wall_of(member.team, day=day).entries[0].blockers for day in (DAY - timedelta(days=1), DAY))

    assert [(one.text, one.age) for one in then] == [("等预算", 1)]
    assert now == []


def test_words_of_old_stand_ups_stand_there_without_an_age(member):
    wrote(member, blockers="等预算")

    assert [(one.text, one.age) for one in wall_of(member.team, day=DAY).entries[0].blockers] == [("等预算", None)]


def test_who_is_on_leave_is_not_missing(wall, member, other_member):
    leave = Leave.objects.create(member=other_member, from_on=DAY, until_on=DAY + timedelta(days=1), deputy=member)

    answer = wall()

    assert answer.context["wall"].missing == [member]
    assert answer.context["wall"].away == [leave]
    assert "11-20" in answer.content.decode()


def test_an_auditor_is_never_missing(wall, member, auditor):
    assert wall(by=auditor).context["wall"].missing == [member]


def test_on_a_day_off_nobody_is_missing(wall):
    assert wall(day=date(2026, 11, 21)).context["wall"].missing == []


def test_another_teams_stand_ups_are_not_on_it(wall, outsider):
    wrote(outsider, plan="secret")

    assert "secret" not in wall().content.decode()


@pytest.mark.parametrize("day", ["2099-01-01", "2026-13-45", "nonsense", ""])
def test_nonsense_and_the_future_show_today(wall, day):
    assert wall(day=day).context["wall"].day == timezone.localdate()


def test_the_first_day_of_all_has_a_wall_too(wall):
    assert wall(day="0001-01-01").status_code == 200


def test_it_takes_as_many_queries_for_twenty_two_as_for_two(browse, team, member, django_assert_max_num_queries):
    client = browse(member)
    address = reverse("meetings:wall", args=["brook"])
    client.get(address)

    def queries(answer_to) -> int:
        with django_assert_max_num_queries(40) as captured:
            answer_to()
        return len(captured)

    for n in range(2):
        wrote(make_member(team, f"few-{n}"), blockers="等", day=timezone.localdate())
    few = queries(lambda: client.get(address))
    for n in range(20):
        wrote(make_member(team, f"many-{n}"), blockers="等", day=timezone.localdate())
    assert queries(lambda: client.get(address)) == few
