"""The life of a run."""

from datetime import timedelta

import pytest

from jobs import services
from jobs.models import BACK_OFF, MOST_ATTEMPTS, SILENCE, JobRun
from notices.models import Notice
from tests.jobs.conftest import DAY, MINUTE, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(noting) -> JobRun:
    return services.request("note", scope="brook", day=DAY, at=NOW)


def again(run: JobRun) -> JobRun:
    return JobRun.objects.get(pk=run.pk)


def test_what_is_requested_twice_is_one_row(run):
    second = services.request("note", scope="brook", day=DAY, at=NOW + MINUTE)

    assert second.pk == run.pk
    assert JobRun.objects.count() == 1


def test_a_job_that_nobody_registered_is_refused(noting):
    with pytest.raises(LookupError):
        services.request("nonsense", scope="brook", day=DAY, at=NOW)


def test_of_two_who_claim_one_gets_the_run(run):
    first = services.claim(run.pk, at=NOW + MINUTE)
    second = services.claim(run.pk, at=NOW + MINUTE)

    assert first is not None
    assert second is None
    assert again(run).attempts == 1


def test_a_finished_run_says_when_and_how_much(run):
    claimed = services.claim(run.pk, at=NOW + MINUTE)
    services.finish(claimed, at=NOW + 3 * MINUTE, done=9, total=9)

    ended = again(run)
    assert ended.is_done
    assert (ended.done, ended.total, ended.seconds) == (9, 9, 120)


def test_what_is_requested_while_it_runs_runs_once_more_afterwards(run):
    claimed = services.claim(run.pk, at=NOW + MINUTE)
    services.request("note", scope="brook", day=DAY, at=NOW + 2 * MINUTE)
    assert again(run).is_running

    services.finish(claimed, at=NOW + 3 * MINUTE, done=1, total=1)
    assert again(run).is_queued

    services.finish(services.claim(run.pk, at=NOW + 4 * MINUTE), at=NOW + 5 * MINUTE, done=1, total=1)
    assert again(run).is_done


def test_a_request_that_began_before_the_run_and_arrived_during_it_counts_too(run):
    """An import's transaction may have begun before the run read the numbers, and end after."""
    claimed = services.claim(run.pk, at=NOW + 2 * MINUTE)
    services.request("note", scope="brook", day=DAY, at=NOW + MINUTE)

    services.finish(claimed, at=NOW + 3 * MINUTE, done=1, total=1)

    assert again(run).is_queued


def test_a_done_run_that_is_requested_again_is_queued_with_its_attempts_forgotten(run):
    services.finish(services.claim(run.pk, at=NOW), at=NOW + MINUTE, done=1, total=1)

    services.request("note", scope="brook", day=DAY, at=NOW + 2 * MINUTE)

    assert again(run).is_queued
    assert again(run).attempts == 0


def test_a_run_that_falls_silent_is_taken_up_again(run):
    services.claim(run.pk, at=NOW)

    assert services.claim(run.pk, at=NOW + SILENCE) is None
    assert services.claim(run.pk, at=NOW + SILENCE + MINUTE).attempts == 2


def test_a_sign_of_life_keeps_a_run(run):
    claimed = services.claim(run.pk, at=NOW)
    assert services.keep_alive(claimed, at=NOW + 4 * MINUTE, done=4, total=9)

    assert services.claim(run.pk, at=NOW + SILENCE + MINUTE) is None
    assert (again(run).done, again(run).total) == (4, 9)


def test_who_was_given_up_can_neither_report_nor_close_the_run_of_its_successor(run):
    dead = services.claim(run.pk, at=NOW)
    services.claim(run.pk, at=NOW + SILENCE + MINUTE)

    assert not services.keep_alive(dead, at=NOW + SILENCE + 2 * MINUTE, done=1, total=1)
    services.finish(dead, at=NOW + SILENCE + 2 * MINUTE, done=1, total=1)
    services.fail(dead, at=NOW + SILENCE + 2 * MINUTE, error="late")

    assert again(run).is_running
    assert again(run).error == ""


def test_a_failure_keeps_its_words_and_tells_the_managers_once(run, owner, manager, lead, member, auditor, outsider):
    for attempt in range(2):
        at = NOW + attempt * timedelta(hours=1)
        JobRun.objects.filter(pk=run.pk).update(state=JobRun.State.QUEUED)
        services.fail(services.claim(run.pk, at=at), at=at + MINUTE, error="RuntimeError: no numbers")

    assert again(run).is_failed
    assert again(run).error == "RuntimeError: no numbers"
    told = Notice.objects.filter(kind=Notice.Kind.NIGHT_FAILED)
    assert {notice.member for notice in told} == {owner, manager}
    assert told.count() == 2
    assert "no numbers" in str(told[0])


def test_a_failed_run_is_tried_again_later_and_later_and_then_no_more(run):
    at = NOW
    for wait in BACK_OFF:
        services.fail(services.claim(run.pk, at=at), at=at, error="no")
        assert services.tick(at=at + wait - MINUTE / 2) == []
        assert services.tick(at=at + wait) == [run.pk]
        at += wait
    services.fail(services.claim(run.pk, at=at), at=at, error="no")

    assert again(run).is_given_up
    assert services.tick(at=at + timedelta(days=1)) == []


def test_a_run_that_takes_its_process_down_each_time_is_given_up(run, manager):
    at = NOW
    for _ in range(MOST_ATTEMPTS):
        assert services.tick(at=at) == [run.pk]
        services.claim(run.pk, at=at)
        at += SILENCE + MINUTE

    assert services.tick(at=at) == []
    assert again(run).is_given_up
    assert "5" in again(run).error


def test_a_failed_day_is_not_tried_again_once_a_later_day_is_done(run):
    services.fail(services.claim(run.pk, at=NOW), at=NOW, error="no")
    later = services.request("note", scope="brook", day=DAY + timedelta(days=1), at=NOW)
    services.finish(services.claim(later.pk, at=NOW), at=NOW, done=1, total=1)

    assert services.tick(at=NOW + timedelta(hours=9)) == []


def test_the_days_of_a_team_start_in_order_and_one_at_a_time(run):
    older = services.request("note", scope="brook", day=DAY - timedelta(days=1), at=NOW + MINUTE)
    elsewhere = services.request("note", scope="hill", day=DAY, at=NOW + MINUTE)

    assert set(services.tick(at=NOW + MINUTE)) == {older.pk, elsewhere.pk}
    services.claim(older.pk, at=NOW + MINUTE)
    assert services.tick(at=NOW + 2 * MINUTE) == [elsewhere.pk]


def test_at_the_start_of_an_embedded_site_what_was_running_is_queued(run):
    services.claim(run.pk, at=NOW)

    assert services.take_up_interrupted() == 1
    assert services.tick(at=NOW + MINUTE) == [run.pk]


def test_a_tick_signs_the_row_that_readiness_reads(noting):
    services.tick(at=NOW)
    services.tick(at=NOW + MINUTE)

    tick = JobRun.objects.get(name="tick")
    assert tick.heartbeat_at == NOW + MINUTE
