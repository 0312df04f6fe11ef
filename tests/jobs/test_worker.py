"""A real worker process over Redis and PostgreSQL: the same totals as the command, also after ``kill -9``."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from jobs import services
from jobs.models import SILENCE, JobRun
from kpis.models import Line, Scorecard
from meetings.models import StandUp
from metrics.models import Metric, Point, Subject
from roles.models import Team
from teamops import celery_app
from teamops.lib.months import first_of, month_before
from tests.building import attribute, hold, make_channel, make_template, put
from tests.conftest import make_member
from tests.real_worker import PATIENCE, environment_of, kill, wait_until, worker

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

MEMBERS = 12

Totals = dict[tuple[int, date], tuple[Decimal | None, ...]]


@pytest.fixture
def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


@pytest.fixture
def house(yesterday, db) -> Team:
    """A team whose members have a card for yesterday's month and one for the month before."""
    team = Team.objects.create(slug="brook", name="溪屿护肤")
    channel = make_channel(team).subject
    metric = Metric.objects.filter(group=Metric.Group.OFFICIAL_ACCOUNT, fold=Metric.Fold.FLOW).first()
    first = month_before(first_of(yesterday))
    make_template(
        team,
        "user_operator",
        [
            {"metric": "process.stand_up_rate", "half": "process", "weight": 40, "target": 1, "subject_kind": "member"},
            {"metric": metric.code, "half": "result", "weight": 60, "target": 900},
        ],
    )
    for n in range(MEMBERS):
        member = make_member(team, f"member-{n}")
        hold(member, "user_operator")
        attribute(channel, member, share=n + 1)
        day = first + timedelta(days=n)
        StandUp.objects.create(member=member, day=day, plan="改稿", written_at=timezone.now())
    days = [first + timedelta(days=n) for n in range((yesterday - first).days + 1)]
    put(channel, metric.code, {day: 100 + n for n, day in enumerate(days)})
    return team


@pytest.fixture(autouse=True)
def through_the_broker(monkeypatch) -> None:
    """Messages of these tests are really sent."""
    monkeypatch.setitem(celery_app.conf, "task_always_eager", False)


@pytest.fixture
def environment(settings) -> dict[str, str]:
    return environment_of(settings)


def nightly(environment: dict[str, str], day: date) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "nightly", "--day", f"{day}", "--team", "brook"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR)


def said_by(process: subprocess.Popen) -> str:
    out, _err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    return out


def night() -> JobRun:
    return JobRun.objects.get(name="night", scope="brook")


def totals() -> Totals:
    cards = Scorecard.objects.values_list("member", "month", "process", "result", "total")
    return {(member, month): tuple(numbers) for member, month, *numbers in cards}


def is_somebody_waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


@contextmanager
def running_month_locked(day: date) -> Iterator[None]:
    """The night comes as far as the cards of the running month, and no further."""
    with transaction.atomic():
        list(Scorecard.objects.filter(month=first_of(day)).select_for_update())
        yield


def more_numbers() -> None:
    """So that every card of both months would change."""
    for point in Point.objects.filter(subject__kind=Subject.Kind.CHANNEL):
        Point.objects.filter(pk=point.pk).update(value=point.value * 2)


def have_a_night(day: date) -> None:
    services.request("night", scope="brook", day=day, at=timezone.now())
    celery_app.send_task("jobs.start-next", ["brook"])
    wait_until(lambda: night().is_done, "the night is done")


def other_sessions() -> set[int]:
    """The database's other sessions, by process."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        return {pid for (pid,) in cursor.fetchall()}


def of_earlier_months(found: Totals, day: date) -> Totals:
    return {key: numbers for key, numbers in found.items() if key[1] < first_of(day)}


def of_running_month(found: Totals, day: date) -> Totals:
    return {key: numbers for key, numbers in found.items() if key[1] == first_of(day)}


@pytest.fixture
def by_command(house, yesterday) -> Totals:
    """What the command makes of the house: both months, every card with a total."""
    for day in (first_of(yesterday) - timedelta(days=1), yesterday):
        call_command("nightly", "--day", f"{day}")
    JobRun.objects.all().delete()
    found = totals()
    assert len(found) == 2 * MEMBERS
    assert all(total is not None for *_halves, total in found.values())
    return found


def test_the_night_by_celery_ends_with_the_same_totals_as_the_command(by_command, environment, yesterday):
    Scorecard.objects.filter(month=first_of(yesterday)).delete()
    Scorecard.objects.update(process=None, result=None, total=None)
    services.request("night", scope="brook", day=yesterday, at=timezone.now())

    with worker(environment):
        celery_app.send_task("jobs.tick")
        wait_until(lambda: night().is_done, "the night is done")

    assert totals() == by_command


def test_a_worker_killed_in_the_middle_leaves_whole_cards_and_the_night_is_caught_up(
    by_command, environment, yesterday
):
    more_numbers()
    services.request("night", scope="brook", day=yesterday, at=timezone.now())
    with worker(environment) as process, running_month_locked(yesterday):
        celery_app.send_task("jobs.start-next", ["brook"])
        wait_until(is_somebody_waiting_for_a_lock, "the worker is in the middle of the night")
        kill(process)

    halfway = totals()
    assert night().is_running
    assert of_running_month(halfway, yesterday) == of_running_month(by_command, yesterday)
    earlier, old = of_earlier_months(halfway, yesterday), of_earlier_months(by_command, yesterday)
    assert all(earlier[key] != old[key] for key in old), "the earlier month's transaction was through"

    JobRun.objects.filter(pk=night().pk).update(heartbeat_at=timezone.now() - SILENCE - timedelta(seconds=1))
    with worker(environment):
        celery_app.send_task("jobs.tick")
        wait_until(lambda: night().is_done, "the night is caught up")

    caught_up = totals()
    assert night().attempts == 2
    assert len(caught_up) == 2 * MEMBERS
    assert Line.objects.count() == 2 * len(caught_up)
    assert all(caught_up[key] != by_command[key] for key in by_command)
    call_command("nightly", "--day", f"{yesterday}")
    assert totals() == caught_up


def test_of_two_nights_at_once_the_second_says_so_and_nothing_is_there_twice(by_command, environment, yesterday):
    with running_month_locked(yesterday):
        first = nightly(environment, yesterday)
        wait_until(is_somebody_waiting_for_a_lock, "the first night is in the middle")
        second = said_by(nightly(environment, yesterday))

    assert "is being scored by another process" in second
    assert "done" in said_by(first)
    assert totals() == by_command
    assert JobRun.objects.filter(name="night").count() == 1


def test_a_worker_keeps_its_sessions_and_opens_others_where_they_were_ended(house, environment, yesterday):
    with worker(environment):
        have_a_night(yesterday)
        kept = other_sessions()
        have_a_night(yesterday)
        assert kept
        assert kept <= other_sessions()

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) pid", [list(other_sessions())])
        for _child in range(3):
            have_a_night(yesterday)

        assert night().attempts == 1
        assert not kept & other_sessions()
