"""Blockers: rows that stay until somebody settles them, and go up when they stay too long."""

from datetime import UTC, date, datetime, timedelta

import pytest

from meetings.models import Blocker, BlockerStep
from meetings.services import blockers, escalation, stand_ups
from notices.models import Notice
from teamops.lib.exceptions import NotAllowedNow

pytestmark = pytest.mark.django_db

# A Monday, 09:10 in Beijing.
MONDAY = date(2026, 11, 16)
AT = datetime(2026, 11, 16, 1, 10, tzinfo=UTC)


def write(member, *, days=0, blockers="", **more):
    at = AT + timedelta(days=days)
    return stand_ups.write(member, day=at.date(), done="", plan="改稿", blockers=blockers, at=at, **more)


def kinds(blocker) -> list[str]:
    return list(blocker.steps.values_list("kind", flat=True))


def test_each_line_of_a_stand_up_is_one_and_the_same_words_the_same_one(member):
    write(member, blockers="等预算\n缺报告\n等预算")
    write(member, days=1, blockers="等预算")

    assert [one.text for one in Blocker.objects.open()] == ["等预算", "缺报告"]
    assert {one.owner for one in Blocker.objects.all()} == {member}


def test_a_line_taken_out_again_the_same_day_was_a_slip(member):
    write(member, blockers="等预算\n缺报告")
    write(member, blockers="缺报告")

    assert [(one.text, one.outcome) for one in Blocker.objects.all()] == [("等预算", "dropped"), ("缺报告", "")]


def test_it_is_stale_when_three_stand_ups_left_it_as_it_was(member):
    write(member, blockers="等预算")
    blocker = Blocker.objects.get()
    for days in (1, 2, 3):
        assert not blocker.is_stale
        write(member, days=days)
        write(member, days=days)  # changed again the same day
        blocker.refresh_from_db()

    assert blocker.is_stale
    assert kinds(blocker) == ["raised", "kept", "kept", "kept"]
    assert not blockers.decide(blocker, note="先用备用款", by=member, at=AT + timedelta(days=3)).is_stale


def test_the_history_names_each_act(member, lead):
    blocker = blockers.raise_("等预算", by=member, at=AT)
    blockers.change(blocker, text="等 2.4 万预算", needed_by=date(2026, 11, 20), by=member, at=AT)
    blockers.hand_over(blocker, owner=lead, by=member, at=AT)
    blockers.close(blocker, by=lead, at=AT, note="批了")

    assert kinds(blocker) == ["raised", "changed", "handed_over", "solved"]
    notes = list(BlockerStep.objects.values_list("note", flat=True))
    assert notes == ["", "等预算 · — → 11-20", "→ Lead", "批了"]


def test_it_is_never_needed_by_a_day_that_has_passed(member):
    blocker = blockers.raise_("等预算", by=member, at=AT, needed_by=MONDAY)
    with pytest.raises(NotAllowedNow):
        blockers.raise_("等素材", by=member, at=AT, needed_by=MONDAY - timedelta(days=1))
    with pytest.raises(NotAllowedNow):
        blockers.change(blocker, text="等预算", needed_by=MONDAY - timedelta(days=1), by=member, at=AT)
    blockers.change(blocker, text="等 2 万预算", needed_by=MONDAY, by=member, at=AT + timedelta(days=3))


def test_only_whom_it_concerns_and_leads_settle_it(member, other_member, lead, auditor, outsider):
    blocker = blockers.raise_("等预算", by=member, at=AT)

    for stranger in (other_member, auditor, outsider):
        with pytest.raises(NotAllowedNow):
            blockers.close(blocker, by=stranger, at=AT)
    blockers.close(blocker, by=lead, at=AT)
    with pytest.raises(NotAllowedNow, match=r"closed|关闭"):
        blockers.close(blocker, by=lead, at=AT)


def test_dropping_and_deciding_take_words(member):
    blocker = blockers.raise_("等预算", by=member, at=AT)

    for act in (blockers.drop, blockers.decide):
        with pytest.raises(NotAllowedNow):
            act(blocker, note=" ", by=member, at=AT)


def test_leads_hear_after_two_working_days_managers_after_five_each_once(team, member, lead, manager, owner):
    """Raised on Thursday: Friday and Monday are two, Thursday of the next week is five."""
    thursday = MONDAY + timedelta(days=3)
    Blocker.objects.create(team=team, text="等预算", raised_by=member, owner=member, raised_on=thursday)
    told = {}
    for days in range(1, 9):
        day = thursday + timedelta(days=days)
        escalation.escalate(team, on=day, at=AT)
        escalation.escalate(team, on=day, at=AT)
        told[day.isoformat()] = [str(one.member) for one in Notice.objects.order_by("pk")]

    assert told["2026-11-22"] == []
    assert told["2026-11-23"] == ["Lead"]
    assert told["2026-11-25"] == ["Lead"]
    assert told["2026-11-26"] == ["Lead", "Manager"]
    assert told["2026-11-27"] == ["Lead", "Manager"]


def test_without_a_lead_those_above_hear(team, member, owner):
    Blocker.objects.create(team=team, text="等预算", raised_by=member, owner=member, raised_on=MONDAY)

    escalation.escalate(team, on=MONDAY + timedelta(days=2), at=AT)

    assert Notice.objects.get().member == owner
