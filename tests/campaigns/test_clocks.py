"""At 80 % of a stage's working hours who has it is reminded, at 100 % the leads are told; each once."""

from campaigns.services import clocks
from notices.models import Notice
from tests.campaigns.conftest import moment, start

Kind = Notice.Kind


def test_nothing_is_said_before_80_percent(planner):
    start(planner, at=moment("09:30"))

    assert clocks.remind(at=moment("15:50")) == 0  # 6 h 20 of 8 h


def test_who_has_it_is_reminded_once(planner, lead):
    start(planner, at=moment("09:30"))
    clocks.remind(at=moment("15:54"))
    clocks.remind(at=moment("15:55"))

    assert Notice.objects.filter(member=planner, kind=Kind.ITEM_SOON_DUE).count() == 1
    assert not Notice.objects.filter(member=lead).exists()


def test_the_lead_is_told_once_when_the_time_is_used_up(planner, lead):
    start(planner, at=moment("09:30"))
    clocks.remind(at=moment("17:30"))
    clocks.remind(at=moment("17:31"))

    notice = Notice.objects.get(member=lead, kind=Kind.ITEM_LATE)
    assert "Planner" in str(notice)


def test_at_a_gate_those_who_can_approve_are_reminded(article, other_planner, planner, writer):
    clocks.remind(at=moment("17:00"))

    told = set(Notice.objects.filter(kind=Kind.ITEM_SOON_DUE).values_list("member", flat=True))
    assert told
    assert writer.pk not in told
