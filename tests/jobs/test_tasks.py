"""What the broker's messages do."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import runner, services, tasks
from jobs.models import JobRun
from metrics.models import ImportBatch
from notices.models import Notice
from roles.models import Role
from roles.services.assignments import assign
from tests.building import make_batch
from tests.jobs.conftest import DAY

pytestmark = pytest.mark.django_db


def test_a_tick_carries_out_what_waits(noting):
    services.request("note", scope="brook", day=DAY, at=timezone.now())

    tasks.tick()

    run = JobRun.objects.get(name="note")
    assert run.is_done
    assert (run.done, run.total) == (3, 3)
    assert [(one.scope, one.day) for one in noting.runs] == [("brook", DAY)]


def test_one_teams_failure_does_not_stop_the_others(noting, caplog):
    noting.fails_for = {"brook"}
    for scope in ("brook", "hill"):
        services.request("note", scope=scope, day=DAY, at=timezone.now())

    tasks.tick()

    states = dict(JobRun.objects.filter(name="note").values_list("scope", "state"))
    assert states == {"brook": JobRun.State.FAILED, "hill": JobRun.State.DONE}
    assert JobRun.objects.get(scope="brook").error == "RuntimeError: no numbers for brook"
    errors = [record.message for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == [f"note brook {DAY} failed"]


def test_a_message_that_comes_twice_does_no_harm(noting):
    run = services.request("note", scope="brook", day=DAY, at=timezone.now())

    tasks.run(run.pk)
    tasks.run(run.pk)

    assert len(noting.runs) == 1


def test_a_run_starts_the_next_one_of_its_team(noting):
    for n in range(3):
        services.request("note", scope="brook", day=DAY.replace(day=20 - n), at=timezone.now())

    tasks.wake("brook")

    assert [run.day.day for run in noting.runs] == [18, 19, 20]


def test_a_run_that_somebody_else_has_is_left_alone(noting):
    run = services.request("note", scope="brook", day=DAY, at=timezone.now())
    services.claim(run.pk, at=timezone.now())

    assert runner.carry_out(run.pk) is None
    assert noting.runs == []


def test_a_member_reads_of_a_new_role_after_the_next_tick(lead, member):
    assign(member, Role.objects.get(code="copywriter"), from_on=DAY, by=lead, at=timezone.now(), share=40)

    tasks.tick()
    tasks.tick()

    notice = Notice.objects.get(member=member)
    assert notice.kind == Notice.Kind.ROLE_ASSIGNED


def test_the_tick_after_a_day_forgets_a_preview(team):
    now = timezone.now()
    kept = make_batch(team, uploaded_at=now - timedelta(hours=23, minutes=55))
    old = make_batch(team, uploaded_at=now - timedelta(hours=24, minutes=1))

    tasks.tick()

    kept.refresh_from_db()
    old.refresh_from_db()
    assert (kept.state, old.state) == (ImportBatch.State.PREVIEW, ImportBatch.State.DISCARDED)
