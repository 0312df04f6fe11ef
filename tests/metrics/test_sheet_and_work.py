"""A number that the work makes itself and a sheet brings, too: the work's stands where it has something to count."""

from datetime import date

import pytest
from django.utils import timezone

from metrics.collect import collect
from metrics.models import Point, Restatement
from metrics.services import imports
from roles.models import Leave
from teamops.lib.months import Span
from tests.metrics.conftest import own_sheet

pytestmark = pytest.mark.django_db

CODE = "process.stand_ups_due"
# A working Thursday and a holiday of October 2026.
WORKED, FREE = date(2026, 10, 15), date(2026, 10, 2)
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))


def stands(day: date) -> tuple[int, bool] | None:
    """The value of the day, and whether a sheet brought it."""
    found = Point.objects.filter(metric__code=CODE, day=day).values_list("value", "batch").first()
    return (int(found[0]), found[1] is not None) if found else None


@pytest.fixture
def sheet():
    return own_sheet(*((day.isoformat(), "Member", CODE, 3) for day in (WORKED, FREE)))


def test_the_work_replaces_a_sheet(team, member, bring_in, sheet):
    bring_in(sheet)
    collect(team, OCTOBER, at=timezone.now())

    assert stands(WORKED) == (1, False)
    assert stands(FREE) == (3, True)


def test_a_sheet_doesnt_replace_the_work(team, member, bring_in, sheet):
    collect(team, OCTOBER, at=timezone.now())
    bring_in(sheet)

    assert stands(WORKED) == (1, False)
    assert stands(FREE) == (3, True)


@pytest.mark.parametrize("is_sheet_first", [True, False])
def test_what_the_sheet_said_comes_back_when_the_work_has_nothing_there(team, member, bring_in, sheet, is_sheet_first):
    if not is_sheet_first:
        collect(team, OCTOBER, at=timezone.now())
    batch = bring_in(sheet)
    collect(team, OCTOBER, at=timezone.now())
    Leave.objects.create(member=member, from_on=WORKED, until_on=WORKED)

    collect(team, OCTOBER, at=timezone.now())

    assert stands(WORKED) == (3, True)
    imports.undo(batch, by=None, at=timezone.now())
    assert (stands(WORKED), stands(FREE)) == (None, None)


@pytest.mark.parametrize("is_sheet_first", [True, False])
def test_undoing_the_sheet_leaves_the_work(team, member, bring_in, sheet, is_sheet_first):
    if not is_sheet_first:
        collect(team, OCTOBER, at=timezone.now())
    batch = bring_in(sheet)
    collect(team, OCTOBER, at=timezone.now())

    imports.undo(batch, by=None, at=timezone.now())

    assert (stands(WORKED), stands(FREE)) == ((1, False), None)
    assert not Restatement.objects.exists()
