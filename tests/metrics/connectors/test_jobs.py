"""Fetching as a job: each morning, again where something had to wait, one team at a time."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from jobs import registry, runner
from jobs import services as jobs
from jobs.models import JobRun
from metrics.connectors import teams
from metrics.imports.as_of import BEIJING
from metrics.models import Connection, Point
from tests.metrics import wechat_server as server
from tests.metrics.conftest import NOW, make_channel
from tests.metrics.connectors.conftest import YESTERDAY, connect, values

pytestmark = pytest.mark.django_db


def due(at: datetime) -> list[date]:
    return [one.day for one in registry.due(at) if one.name == "pull" and one.scope == "brook"]


def test_each_morning_from_a_quarter_past_eight(account_connection):
    assert due(NOW.replace(hour=8, minute=14)) == []
    assert due(NOW.replace(hour=8, minute=15)) == [YESTERDAY]


def test_teams_without_a_confirmed_connection_have_nothing_to_fetch(account, platform):
    connection = connect(account, state="proposed")
    assert due(NOW) == []

    Connection.objects.filter(pk=connection.pk).update(state="active")
    assert due(NOW) == [YESTERDAY]

    account.is_active = False
    account.save()
    assert due(NOW) == []


def test_the_job_fetches_all_connections_of_the_team(account, account_connection, mini_connection, team):
    teams.pull(team, at=NOW, progress=lambda done, total: None)

    assert set(Connection.objects.values_list("last_success_at", flat=True)) == {NOW}
    assert len(values(account.subject, "oa.followers_new")) == 7


def test_what_has_to_wait_is_left_alone(account_connection, platform, team):
    Connection.objects.update(next_try_at=NOW + timedelta(minutes=1))

    teams.pull(team, at=NOW, progress=lambda done, total: None)

    assert platform.asked == []


def test_one_that_is_refused_doesn_t_keep_the_others(account, wecom_connection, account_connection, team, platform):
    platform.faults["gettoken"] = [server.WECOM_NOT_ALLOWED_FROM_HERE]

    teams.pull(team, at=NOW, progress=lambda done, total: None)

    assert len(values(account.subject, "oa.followers_new")) == 7


def test_when_its_time_has_come_a_run_is_asked_for_once(account_connection, platform):
    Connection.objects.update(next_try_at=NOW)

    assert teams.request_rested(at=NOW - timedelta(seconds=1)) == 0
    assert teams.request_rested(at=NOW) == 1
    assert teams.request_rested(at=NOW) == 0
    assert [run.state for run in JobRun.objects.filter(name="pull")] == ["queued"]


def test_a_run_at_night_is_not_the_morning_s(account_connection):
    """Asked for at two, the run is of the day before yesterday: at 08:15 yesterday's is due all the same."""
    night = datetime(2026, 11, 23, 2, 0, tzinfo=BEIJING)

    teams.request("brook", at=night)

    assert [run.day for run in JobRun.objects.filter(name="pull")] == [YESTERDAY - timedelta(days=1)]


def test_not_ready_then_ready_through_the_minute_s_tick(account, account_connection, platform, team):
    platform.ready_through = YESTERDAY - timedelta(days=1)
    teams.pull(team, at=NOW, progress=lambda done, total: None)
    assert YESTERDAY not in values(account.subject, "oa.followers_new")

    platform.ready_through = YESTERDAY
    later = NOW + timedelta(hours=1)
    for look in registry.looks():
        look(later)
    assert JobRun.objects.get(name="pull").is_queued
    teams.pull(team, at=later, progress=lambda done, total: None)

    assert YESTERDAY in values(account.subject, "oa.followers_new")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_run_carried_out_twice_writes_once(account, account_connection, platform):
    platform.today = timezone.now().astimezone(BEIJING).date()
    platform.ready_through = platform.today - timedelta(days=1)
    run = jobs.request("pull", scope="brook", day=YESTERDAY, at=NOW)
    runner.carry_out(run.pk)
    points = Point.objects.count()
    jobs.request("pull", scope="brook", day=YESTERDAY, at=NOW)

    again = runner.carry_out(run.pk)

    assert again.is_done
    assert points == Point.objects.count() > 0


def test_a_failure_nobody_foresaw_fails_the_run_and_not_the_other_connections(
    account, account_connection, team, platform, caplog
):
    """A channel of a kind that no platform has: the house's own fault, so the run says so."""
    odd = connect(make_channel(team, "商城", "shop"))
    with pytest.raises(KeyError):
        teams.pull(team, at=NOW, progress=lambda done, total: None)

    assert len(values(account.subject, "oa.followers_new")) == 7
    assert f"connection {odd.pk} failed" in caplog.text
