"""Undo leads back exactly: to what stood before, or to what another file says."""

from datetime import date

import pytest

from metrics.models import Point, Restatement, Subject
from metrics.services import imports
from teamops.lib.exceptions import NotAllowedNow
from tests.metrics.conftest import NOW, days

pytestmark = pytest.mark.django_db

FIRST = days(("2026-10-01", 10, 1, 100), ("2026-10-02", 20, 2, 118))
SECOND = days(("2026-10-01", 10, 1, 100), ("2026-10-02", 25, 2, 123), ("2026-10-03", 5, 0, 128))


def undo(batch):
    return imports.undo(batch, by=None, at=NOW)


def new_followers() -> dict:
    return dict(Point.objects.filter(metric__code="oa.followers_new").values_list("day__day", "value"))


@pytest.mark.parametrize("later", [date(2026, 10, 5), date(2026, 10, 9)])
def test_undo_restores_what_stood_before(account, bring_in, standing, later):
    bring_in(FIRST, account, as_of=date(2026, 10, 5))
    before = standing()
    second = bring_in(SECOND, account, as_of=later)
    assert standing() != before

    undo(second)

    assert standing() == before
    assert not Restatement.objects.exists()
    account.refresh_from_db()
    assert account.watermark == date(2026, 10, 2)


@pytest.mark.parametrize("later", [date(2026, 10, 5), date(2026, 10, 9)])
def test_undoing_the_earlier_file_leaves_what_the_later_one_says(account, bring_in, later):
    first = bring_in(FIRST, account, as_of=date(2026, 10, 5))
    bring_in(SECOND, account, as_of=later)

    undo(first)

    assert new_followers() == {1: 10, 2: 25, 3: 5}
    assert not Restatement.objects.exists()


def test_undoing_both_leaves_nothing(account, bring_in):
    batches = [bring_in(FIRST, account), bring_in(SECOND, account)]

    for batch in batches:
        undo(batch)

    assert not Point.objects.exists()
    assert not Restatement.objects.exists()
    account.refresh_from_db()
    assert account.watermark is None


def test_undoing_the_one_in_the_middle_changes_nothing_that_stands(account, bring_in, standing):
    first, middle, last = (
        bring_in(days(("2026-10-01", new, 0, 100 + new)), account, as_of=date(2026, 10, day))
        for new, day in ((10, 5), (11, 6), (12, 7))
    )
    before = standing()

    undo(middle)

    assert standing() == before
    kept = Restatement.objects.get(metric__code="oa.followers_new")
    assert (kept.value, kept.batch, kept.replaced_by) == (10, first, last)


def test_undoing_the_newest_brings_an_older_export_to_light_that_came_after_it(account, bring_in):
    newest = bring_in(days(("2026-10-01", 12, 0, 112)), account, as_of=date(2026, 10, 9))
    bring_in(days(("2026-10-01", 11, 0, 111), ("2026-10-02", 1, 0, 112)), account, as_of=date(2026, 10, 5))

    undo(newest)

    assert new_followers() == {1: 11, 2: 1}


def test_videos_that_only_the_undone_file_knew_go(videos, bring_in, posts):
    batch = bring_in(posts, videos)

    undo(batch)

    assert not Subject.objects.filter(kind="content").exists()
    assert not Point.objects.exists()


def test_an_import_is_undone_once(account, bring_in):
    batch = bring_in(FIRST, account)
    undo(batch)

    with pytest.raises(NotAllowedNow):
        undo(batch)


def test_an_undone_file_can_come_in_again(account, bring_in):
    undo(bring_in(FIRST, account))

    again = bring_in(FIRST, account)

    assert again.rows_new == 2
    assert new_followers() == {1: 10, 2: 20}
