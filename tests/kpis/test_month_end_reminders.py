"""Who is reminded of what at a month's end, when, and each of it once."""

from datetime import UTC, date, datetime

import pytest

from kpis.models import Dispute, Line
from kpis.services import disputes, finishing, grants, reminders, self_reviews
from notices.models import Notice
from tests.building import attribute, make_channel
from tests.kpis.awards import article, shipped

OCTOBER = date(2026, 10, 1)
Kind = Notice.Kind


def morning(day: int) -> datetime:
    """Of November 2026, whose first working days are the 2nd to the 6th."""
    return datetime(2026, 11, day, 1, tzinfo=UTC)


@pytest.fixture
def october(make_card, member):
    return make_card(member, OCTOBER)


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("member__person__username", flat=True))


def test_the_member_is_reminded_of_the_self_review_on_the_third_working_day(team, october, manager):
    reminders.remind(team, at=morning(3))
    assert told(Kind.SELF_REVIEW_DUE) == []
    for _twice in range(2):
        reminders.remind(team, at=morning(4))
    assert told(Kind.SELF_REVIEW_DUE) == ["member"]


def test_who_has_written_it_is_left_alone_and_so_is_whoever_is_late(team, october, member, make_card, other_member):
    self_reviews.write(october, by=member, text="写了", at=morning(2))
    make_card(other_member, OCTOBER)
    reminders.remind(team, at=morning(5))
    assert told(Kind.SELF_REVIEW_DUE) == []
    reminders.remind(team, at=morning(4))
    assert told(Kind.SELF_REVIEW_DUE) == ["other_member"]


def test_who_signs_is_reminded_while_somebody_elses_card_is_open(team, october, manager, owner, lead):
    reminders.remind(team, at=morning(4))
    assert told(Kind.REVIEW_DUE) == []
    for day in (5, 6, 9):
        reminders.remind(team, at=morning(day))
    assert told(Kind.REVIEW_DUE) == ["manager", "owner"]
    notice = Notice.objects.filter(kind=Kind.REVIEW_DUE).first()
    assert notice.url.endswith("/review/?month=2026-10")
    assert "2026-11-06" in str(notice)


def test_nobody_is_reminded_of_their_own_card_or_of_signed_ones(team, make_card, october, manager, other_manager):
    finishing.finish(october, by=manager, comment="好", at=morning(3))
    make_card(manager, OCTOBER)
    reminders.remind(team, at=morning(5))
    assert told(Kind.REVIEW_DUE) == ["other_manager"]


def test_a_dispute_is_called_to_mind_once_when_its_time_runs_out(team, october, member, manager, other_manager):
    line = Line.objects.filter(part__scorecard=october).select_related("part__scorecard__team", "part__assignment")[0]
    disputes.dispute(line, by=member, text="少算了", at=morning(2))
    reminders.remind(team, at=morning(4))
    assert told(Kind.DISPUTE_DUE) == []
    for day in (5, 6):
        reminders.remind(team, at=morning(day))
    assert told(Kind.DISPUTE_DUE) == ["manager", "other_manager"]

    one = Dispute.objects.get()
    disputes.answer(one, by=manager, outcome=Dispute.State.REJECTED, text="没有", at=morning(6))
    Notice.objects.all().delete()
    reminders.remind(team, at=morning(9))
    assert told(Kind.DISPUTE_DUE) == []


def test_who_gives_awards_is_told_once_that_candidates_wait(team, manager, owner, lead, auditor):
    channel = make_channel(team)
    reminders.remind(team, at=morning(6))
    assert told(Kind.AWARDS_TO_PICK) == []  # nothing was read: no candidate

    article(channel, "读得多", date(2026, 10, 12), reads=10_000, sharers=400)
    reminders.remind(team, at=morning(5))
    assert told(Kind.AWARDS_TO_PICK) == []
    for day in (6, 9):
        reminders.remind(team, at=morning(day))
    assert told(Kind.AWARDS_TO_PICK) == ["manager", "owner"]
    assert Notice.objects.filter(kind=Kind.AWARDS_TO_PICK).first().url.endswith("/awards/?month=2026-10")


def test_nobody_is_told_of_awards_that_are_picked(team, manager, other_manager, member):
    content = article(make_channel(team), "读得多", date(2026, 10, 12), reads=10_000, sharers=400)
    attribute(content, member)
    award = shipped("best_content")
    grants.pick(award, month=OCTOBER, to=content, by=manager, reason="好", at=morning(3))
    reminders.remind(team, at=morning(6))
    assert told(Kind.AWARDS_TO_PICK) == []


def test_who_signs_hears_once_that_the_signatures_are_overdue(team, october, manager):
    for day in (5, 6):
        reminders.remind(team, at=morning(day))
    assert told(Kind.REVIEW_LATE) == []
    for day in (7, 9):
        reminders.remind(team, at=morning(day))

    assert told(Kind.REVIEW_LATE) == ["manager"]
    assert "本该在 2026-11-06 前" in str(Notice.objects.get(kind=Kind.REVIEW_LATE))
