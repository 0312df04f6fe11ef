"""``manage.py nightly``."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from jobs import registry, services
from jobs.models import JobRun
from jobs.registry import Run

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)


def refuse(run: Run) -> None:
    if run.scope == "brook":
        raise ValueError("no numbers")


def test_it_runs_each_teams_night_and_says_so_in_a_line_each(team, other_team, capsys):
    call_command("nightly", "--day", f"{DAY}")

    out = capsys.readouterr().out.splitlines()
    assert [line.split(",")[0] for line in out] == ["brook 2026-11-20 done", "hill 2026-11-20 done"]
    runs = JobRun.objects.filter(name="night", day=DAY)
    assert {run.state for run in runs} == {JobRun.State.DONE}
    assert runs.count() == 2


def test_it_counts_through_yesterday_unless_told_otherwise(team):
    call_command("nightly")

    assert JobRun.objects.get().day == timezone.localdate() - timedelta(days=1)


def test_it_can_run_one_team_alone(team, other_team):
    call_command("nightly", "--day", f"{DAY}", "--team", "hill")

    assert JobRun.objects.get().scope == "hill"


def test_a_second_time_is_the_same_row(team):
    call_command("nightly", "--day", f"{DAY}")
    call_command("nightly", "--day", f"{DAY}")

    assert JobRun.objects.count() == 1


def test_an_unknown_team_is_refused(team):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("nightly", "--team", "nowhere")


def test_a_day_that_is_no_day_is_refused(team):
    with pytest.raises(CommandError, match="day"):
        call_command("nightly", "--day", "2026-13-01")


def test_a_failing_team_makes_it_exit_with_an_error_after_the_others(team, other_team, capsys, monkeypatch):
    monkeypatch.setitem(registry._jobs, "night", registry.Job("night", "Night", refuse, is_of_teams=True))

    with pytest.raises(CommandError, match="1 of 2"):
        call_command("nightly", "--day", f"{DAY}")

    captured = capsys.readouterr()
    assert "brook 2026-11-20 failed: ValueError: no numbers" in captured.err
    assert "hill 2026-11-20 done" in captured.out


def test_of_two_at_once_the_second_says_that_the_first_is_at_it(team, capsys):
    run = services.request("night", scope="brook", day=DAY, at=timezone.now())
    services.claim(run.pk, at=timezone.now())

    call_command("nightly", "--day", f"{DAY}")

    assert "being scored by another process" in capsys.readouterr().out
