"""Two at once, on PostgreSQL: one wins, the other gets a clear word, nothing is there twice."""

from datetime import date
from threading import Barrier, Event, Thread

import pytest
from django.db import OperationalError, connection

from kpis.models import Scorecard
from kpis.scorecards import recompute
from metrics.models import ImportBatch, Point, Restatement, Subject
from metrics.services import imports
from teamops.lib.exceptions import NotAllowedNow
from tests.building import attribute, hold, make_template
from tests.metrics.conftest import NOW, days

KPIS = [
    {"metric": "oa.followers_lost", "half": "process", "weight": 40, "target": 10, "subject_kind": "channel"},
    {"metric": "oa.followers_new", "half": "result", "weight": 60, "target": 310, "subject_kind": "channel"},
]

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


def test_an_import_and_the_night_at_once(team, member, account, look):
    """Whichever is first: once the scoring that the import asked for has run, the card says what stands."""
    attribute(account.subject, member)
    hold(member, "user_operator")
    make_template(team, "user_operator", KPIS)
    batch = look(days(*((f"2026-10-{day:02d}", 10, 0, day * 10) for day in range(1, 32))), account)

    def night():
        return recompute(team, through=date(2026, 10, 31), at=NOW)

    outcomes = at_once(confirm(batch), night, night)
    night()

    assert len(outcomes) == 3
    card = Scorecard.objects.get(member=member)
    lines = dict(card.parts.get().lines.values_list("kpi__metric__code", "actual"))
    assert lines["oa.followers_new"] == 310
    assert Point.objects.filter(batch=batch).count() == 93


def test_a_database_that_goes_away_in_the_middle_leaves_nothing_half(account, followers, look, monkeypatch):
    """The server ends the connection after the points were written and before the transaction ends."""
    batch = look(followers, account)
    written, ended = Event(), Event()
    outcomes = []
    write = imports._after

    def wait_to_be_ended(*args, **kwargs):
        written.set()
        ended.wait(timeout=10)
        return write(*args, **kwargs)

    monkeypatch.setattr(imports, "_after", wait_to_be_ended)

    def run():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            outcomes.append(cursor.fetchone()[0])
        try:
            imports.confirm(batch, by=None, at=NOW)
        except OperationalError as error:
            outcomes.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    assert written.wait(timeout=20)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [outcomes[0]])
    ended.set()
    thread.join()

    assert isinstance(outcomes[1], OperationalError)
    assert not Point.objects.exists()
    batch.refresh_from_db()
    assert batch.is_preview

    monkeypatch.undo()
    imports.confirm(batch, by=None, at=NOW)
    assert Point.objects.count() == 93


def test_one_undoes_while_another_confirms(account, look, bring_in):
    standing = bring_in(days(("2026-10-01", 10, 0, 10)), account)
    coming = look(days(("2026-10-01", 20, 0, 20)), account)

    at_once(lambda: imports.undo(standing, by=None, at=NOW), confirm(coming))

    assert {point.value for point in Point.objects.filter(metric__code="oa.followers_new")} == {20}
    assert not Restatement.objects.filter(batch=standing).exists()
