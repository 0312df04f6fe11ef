"""Leave: one's own by anybody but an auditor, others' by a lead; deputies of the same team."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from roles.models import Leave
from roles.services import leave
from teamops.lib.exceptions import NotAllowedNow
from tests.conftest import TODAY, make_member

DAY = timedelta(days=1)
AT = timezone.make_aware(datetime(2026, 11, 23, 9))  # noqa: DTZ001


def enter(member, by, first=TODAY, last=TODAY + DAY, **options):
    return leave.enter(member, from_on=first, until_on=last, by=by, **options)


@pytest.mark.parametrize("level", ["member", "analyst", "lead", "manager", "owner"])
def test_everybody_enters_their_own_leave(team, level):
    one = make_member(team, "one", level)
    assert enter(one, one).member == one


def test_an_auditor_enters_none(auditor):
    with pytest.raises(NotAllowedNow):
        enter(auditor, auditor)


@pytest.mark.parametrize("level", ["member", "analyst", "auditor"])
def test_others_leave_takes_a_lead(team, member, level):
    with pytest.raises(NotAllowedNow):
        enter(member, make_member(team, "by", level))


def test_a_lead_enters_leave_for_their_team_only(lead, member, outsider):
    assert enter(member, lead)
    with pytest.raises(NotAllowedNow):
        enter(outsider, lead)


def test_days_of_leave_do_not_overlap_and_come_in_order(member):
    enter(member, member)
    with pytest.raises(NotAllowedNow):
        enter(member, member, TODAY + DAY, TODAY + 3 * DAY)
    with pytest.raises(NotAllowedNow):
        enter(member, member, TODAY + 9 * DAY, TODAY + 8 * DAY)


def test_the_deputy_is_somebody_else_of_the_team_who_is_there(member, other_member, outsider):
    for deputy in (member, outsider):
        with pytest.raises(NotAllowedNow):
            enter(member, member, deputy=deputy)
    assert enter(member, member, deputy=other_member).deputy == other_member
    with pytest.raises(NotAllowedNow):
        enter(other_member, other_member, TODAY + 5 * DAY, TODAY + 6 * DAY, deputy=other_member)


def test_a_deputy_who_is_away_too_is_refused(member, other_member):
    enter(other_member, other_member)
    with pytest.raises(NotAllowedNow):
        enter(member, member, deputy=other_member)


def test_leave_to_come_is_taken_back_whole_and_running_leave_from_today(member):
    coming = enter(member, member, TODAY + 5 * DAY, TODAY + 6 * DAY)
    running = enter(member, member, TODAY - 2 * DAY, TODAY + 2 * DAY)
    over = enter(member, member, TODAY - 9 * DAY, TODAY - 8 * DAY)

    leave.take_back(coming, by=member, at=AT)
    leave.take_back(running, by=member, at=AT)
    with pytest.raises(NotAllowedNow):
        leave.take_back(over, by=member, at=AT)

    assert set(Leave.objects.values_list("from_on", "until_on")) == {
        (TODAY - 2 * DAY, TODAY - DAY),
        (TODAY - 9 * DAY, TODAY - 8 * DAY),
    }


def test_a_member_does_not_take_back_anothers_leave(member, other_member):
    with pytest.raises(NotAllowedNow):
        leave.take_back(enter(member, member), by=other_member, at=AT)


def test_a_member_enters_leave_on_the_page_for_nobody_but_themselves(team, member, other_member, browse):
    client, address = browse(member), f"/t/{team.slug}/team/leave/"
    typed = {"from_on": "2026-12-01", "until_on": "2026-12-02"}

    assert client.post(f"{address}add/", typed | {"member": other_member.pk}).status_code == 422
    assert client.post(f"{address}add/", typed | {"member": member.pk}).status_code == 302
    entered = Leave.objects.get()
    assert entered.member == member
    assert "2026-12-01" in client.get(address).content.decode()
    client.post(f"{address}{entered.pk}/take-back/")
    assert not Leave.objects.exists()
