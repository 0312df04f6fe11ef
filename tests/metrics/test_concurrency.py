"""Two at once, on PostgreSQL: one wins, the other gets a clear word, nothing is there twice."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from metrics.models import ImportBatch, Point, Restatement, Subject
from metrics.services import imports
from teamops.lib.exceptions import NotAllowedNow
from tests.metrics.conftest import NOW, days

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def at_once(*calls) -> list:
    """Run each call in a thread of its own, all starting together; their results, or what they raised."""
    start, outcomes = Barrier(len(calls)), []

    def run(call):
        try:
            start.wait()
            outcomes.append(call())
        except NotAllowedNow as refused:
            outcomes.append(refused)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def confirm(batch):
    return lambda: imports.confirm(batch, by=None, at=NOW)


def refused(outcomes) -> list:
    return [outcome for outcome in outcomes if isinstance(outcome, NotAllowedNow)]


def test_two_confirm_the_same_preview(account, followers, look):
    batch = look(followers, account)

    outcomes = at_once(confirm(batch), confirm(batch))

    assert len(outcomes) == 2
    (late,) = refused(outcomes)
    assert not isinstance(late, imports.NothingToWrite)  # stopped at the preview itself, before anything was compared
    assert Point.objects.count() == 93
    assert not Restatement.objects.exists()


def test_two_import_the_same_file(account, videos, posts, look):
    first, second = look(posts, videos), look(posts, videos)

    outcomes = at_once(confirm(first), confirm(second))

    (late,) = refused(outcomes)
    assert isinstance(late, imports.NothingToWrite)
    assert Subject.objects.filter(kind="content").count() == 14
    assert ImportBatch.objects.imported().count() == 1
    assert not Restatement.objects.exists()


def test_two_files_for_the_same_days_keep_what_the_other_replaced(account, look):
    one = look(days(("2026-10-01", 10, 0, 10)), account)
    other = look(days(("2026-10-01", 20, 0, 20)), account)

    outcomes = at_once(confirm(one), confirm(other))

    assert not refused(outcomes)
    assert Point.objects.count() == 3
    assert Restatement.objects.filter(metric__code="oa.followers_new").count() == 1


def test_one_undoes_while_another_confirms(account, look, bring_in):
    standing = bring_in(days(("2026-10-01", 10, 0, 10)), account)
    coming = look(days(("2026-10-01", 20, 0, 20)), account)

    at_once(lambda: imports.undo(standing, by=None, at=NOW), confirm(coming))

    assert {point.value for point in Point.objects.filter(metric__code="oa.followers_new")} == {20}
    assert not Restatement.objects.filter(batch=standing).exists()
