"""The page of what ran at night."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.models import JobRun
from tests.jobs.conftest import DAY, NOW

pytestmark = pytest.mark.django_db

ADDRESS = "/t/brook/night/"
State = JobRun.State


def ran(name="night", *, scope="brook", day=DAY, state=State.DONE, **fields) -> JobRun:
    times = {"started_at": NOW, "heartbeat_at": NOW, "finished_at": NOW + timedelta(seconds=42)}
    return JobRun.objects.create(name=name, scope=scope, day=day, state=state, attempts=1, **times | fields)


def shown(answer) -> list[JobRun]:
    return list(answer.context["page"].object_list)


def test_it_shows_the_teams_runs_and_no_other_teams(browse, manager, other_team):
    mine = ran()
    ran(scope="hill")

    answer = browse(manager).get(ADDRESS)

    assert shown(answer) == [mine]
    assert "42" in answer.content.decode()


def test_a_failed_run_says_why_and_when_it_is_tried_again(browse, manager):
    ran(state=State.FAILED, error="RuntimeError: no numbers")

    page = browse(manager).get(ADDRESS).content.decode()

    assert "RuntimeError: no numbers" in page
    assert "11-23 10:05" in page


def test_it_asks_again_only_while_something_is_at_work(browse, manager):
    run = ran(state=State.RUNNING, done=3, total=9)

    answer = browse(manager).get(ADDRESS)
    assert 'hx-trigger="every 2s"' in answer.content.decode()
    assert "3 / 9" in answer.content.decode()

    JobRun.objects.filter(pk=run.pk).update(state=State.DONE)
    assert "hx-trigger" not in browse(manager).get(ADDRESS).content.decode()


def test_to_htmx_it_gives_the_list_alone(browse, manager):
    ran()

    page = browse(manager).get(ADDRESS, headers={"hx-request": "true"}).content.decode()

    assert "<html" not in page
    assert 'id="runs"' in page


def test_it_is_filtered_by_job_and_state(browse, manager):
    done, failed = ran(), ran("rescore", state=State.FAILED)
    client = browse(manager)

    assert shown(client.get(ADDRESS, {"name": "night"})) == [done]
    assert shown(client.get(ADDRESS, {"state": "failed"})) == [failed]
    assert shown(client.get(ADDRESS, {"name": "nonsense"})) == [done, failed]
    assert shown(client.get(ADDRESS, {"name": "night", "state": "failed"})) == []


def test_a_manager_runs_the_night_by_hand(browse, manager, noting):
    answer = browse(manager).post(f"{ADDRESS}request/", {"name": "note", "day": f"{DAY}"}, follow=True)

    assert answer.redirect_chain == [(reverse("jobs:runs", args=["brook"]), 302)]
    assert [(run.scope, run.day) for run in noting.runs] == [("brook", DAY)]
    assert JobRun.objects.get(name="note").is_done


@pytest.mark.parametrize("asked", [{"name": "cleaning"}, {"name": "nonsense"}, {"day": "2099-01-01"}, {"day": "x"}])
def test_nonsense_is_not_run(browse, manager, noting, asked):
    browse(manager).post(f"{ADDRESS}request/", {"name": "note", "day": f"{DAY}"} | asked)

    assert not JobRun.objects.exists()


def test_today_is_not_over_and_is_not_run(browse, manager, noting):
    browse(manager).post(f"{ADDRESS}request/", {"name": "note", "day": f"{timezone.localdate()}"})

    assert not JobRun.objects.exists()


def test_an_auditor_sees_and_does_not_run(browse, auditor, noting):
    ran()
    client = browse(auditor)

    page = client.get(ADDRESS).content.decode()
    assert f"{ADDRESS}request/" not in page
    assert client.post(f"{ADDRESS}request/", {"name": "note", "day": f"{DAY}"}).status_code == 403


def test_a_lead_does_not_see_it(browse, lead):
    assert browse(lead).get(ADDRESS).status_code == 403


def test_it_takes_as_many_queries_for_twenty_two_as_for_two(browse, manager, django_assert_max_num_queries):
    client = browse(manager)
    client.get(ADDRESS)

    def queries() -> int:
        with django_assert_max_num_queries(40) as captured:
            client.get(ADDRESS)
        return len(captured)

    for n in range(2):
        ran(day=DAY - timedelta(days=n))
    few = queries()
    for n in range(20):
        ran("rescore", day=DAY - timedelta(days=n))
    assert queries() == few
