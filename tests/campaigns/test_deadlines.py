"""The clocks of incidents (every hour counts) and requests (working hours), to the minute."""

import pytest

from campaigns.models import Clock, Item
from campaigns.services import deadlines, items
from notices.models import Notice
from roles.models import DayOverride
from teamops.lib.exceptions import NotAllowedNow
from tests.campaigns.conftest import moment, start

pytestmark = pytest.mark.django_db

Kind = Notice.Kind


def due(item: Item, kind: str) -> str:
    clock = Clock.objects.get(item=item, kind=kind)
    return clock.due_at.astimezone(moment("00:00").tzinfo).strftime("%m-%d %H:%M")


# A working day is 09:30 to 18:30. 23 November 2026 is a Monday; Saturday 10 October is worked for the holidays that end
# on the 7th; Sunday 20 September is worked, too.
@pytest.mark.parametrize(
    ("asked", "answer", "delivery"),
    [
        ("2026-11-23T09:30", "11-23 17:30", "11-27 13:30"),
        ("2026-11-23T10:30", "11-23 18:30", "11-27 14:30"),
        ("2026-11-23T10:31", "11-24 09:31", "11-27 14:31"),
        ("2026-11-23T18:30", "11-24 17:30", "11-30 13:30"),
        ("2026-11-27T17:30", "11-30 16:30", "12-04 12:30"),
        ("2026-11-28T12:00", "11-30 17:30", "12-04 13:30"),
        ("2026-10-09T17:30", "10-10 16:30", "10-15 12:30"),
        ("2026-09-30T17:30", "10-08 16:30", "10-13 12:30"),
        ("2026-09-18T17:30", "09-20 16:30", "09-24 12:30"),
    ],
)
def test_a_request_is_due_in_working_hours(member, asked, answer, delivery):
    day, clock = asked.split("T")

    item = start(member, code="request", at=moment(clock, day))

    assert (due(item, "respond"), due(item, "deliver")) == (answer, delivery)


def test_the_teams_own_free_days_stand_still(member):
    DayOverride.objects.create(team=member.team, day=moment("00:00", "2026-11-24").date(), is_working=False)

    assert due(start(member, code="request", at=moment("10:31")), "respond") == "11-25 09:31"


@pytest.mark.parametrize(
    ("kind", "at", "fields", "which", "by"),
    [
        ("content", "2026-11-28T23:30", {}, "take_down", "11-29 00:30"),
        ("content", "2026-10-03T03:00", {}, "take_down", "10-03 04:00"),
        ("technical", "2026-11-28T23:30", {}, "recover", "11-29 01:30"),
        ("technical", "2026-11-28T23:30", {"recover_hours": 4}, "recover", "11-29 03:30"),
        ("technical", "2026-11-28T23:30", {"happened_at": "2026-11-28T22:00"}, "recover", "11-29 00:00"),
    ],
)
def test_an_incident_runs_through_nights_and_free_days(member, kind, at, fields, which, by):
    day, clock = at.split("T")
    if "happened_at" in fields:
        began, began_at = fields["happened_at"].split("T")
        fields = {"happened_at": moment(began_at, began)}

    item = start(member, code="incident", at=moment(clock, day), kind=kind, **fields)

    assert [one.kind for one in item.clocks.all()] == [which]
    assert due(item, which) == by


@pytest.mark.parametrize(("said", "in_time"), [("12:00", True), ("12:00:01", False), ("11:59", True), ("10:00", True)])
def test_the_last_moment_is_in_time(member, said, in_time):
    item = start(member, code="incident", at=moment("10:00"), kind="technical")

    clock = deadlines.stop(item, kind="recover", by=member, at=moment("15:00"), happened_at=moment(said))

    assert clock.is_in_time is in_time


@pytest.mark.parametrize(("kind", "happened"), [("recover", "15:01"), ("recover", "09:59"), ("deliver", "11:00")])
def test_what_cannot_be_is_refused(member, kind, happened):
    item = start(member, code="incident", at=moment("10:00"), kind="technical")

    with pytest.raises(NotAllowedNow):
        deadlines.stop(item, kind=kind, by=member, at=moment("15:00"), happened_at=moment(happened))
    assert not Clock.objects.filter(stopped_at__isnull=False).exists()


def test_once_said_it_stands(member):
    item = start(member, code="incident", at=moment("10:00"), kind="technical")
    deadlines.stop(item, kind="recover", by=member, at=moment("15:00"), happened_at=moment("13:00"))

    with pytest.raises(NotAllowedNow, match="Member"):
        deadlines.stop(item, kind="recover", by=member, at=moment("15:01"), happened_at=moment("11:00"))


def test_only_who_has_a_hand_in_it_may_say_so(member, other_member, lead):
    item = start(member, code="incident", at=moment("10:00"), kind="technical")

    with pytest.raises(NotAllowedNow):
        deadlines.stop(item, kind="recover", by=other_member, at=moment("11:00"), happened_at=moment("11:00"))
    deadlines.stop(item, kind="recover", by=lead, at=moment("11:00"), happened_at=moment("11:00"))


def test_told_once_at_80_and_at_100_percent_even_at_night(member, lead):
    start(member, code="incident", at=moment("23:30", "2026-11-28"), kind="technical")

    assert deadlines.remind(at=moment("01:05", "2026-11-29")) == 0
    assert [deadlines.remind(at=moment("01:06", "2026-11-29")) for _time in range(2)] == [1, 0]
    assert Notice.objects.filter(member=member, kind=Kind.CLOCK_SOON).count() == 1
    assert [deadlines.remind(at=moment("01:30", "2026-11-29")) for _time in range(2)] == [1, 0]
    late = Notice.objects.get(member=lead, kind=Kind.CLOCK_LATE)
    assert late.is_urgent
    assert "Member" in str(late)


def test_what_has_happened_is_told_of_no_more(member, lead):
    item = start(member, code="incident", at=moment("10:00"), kind="technical")
    deadlines.stop(item, kind="recover", by=member, at=moment("10:30"), happened_at=moment("10:30"))

    assert deadlines.remind(at=moment("20:00")) == 0


def test_other_hours_move_a_clock_that_runs_and_none_that_stopped(member):
    item = start(member, code="request", at=moment("09:30"))
    deadlines.stop(item, kind="respond", by=member, at=moment("10:00"), happened_at=moment("10:00"))

    items.change(
        item, by=member, at=moment("10:00"), title=item.title, owner=member, due_on=None, respond_hours=1,
        deliver_hours=9,
    )  # fmt: skip

    assert (due(item, "respond"), due(item, "deliver")) == ("11-23 17:30", "11-23 18:30")
