"""Scorecards over REST: the month's end in three calls, and a line down to its row."""

import pytest
from django.utils import timezone

from kpis.models import Scorecard
from metrics.models import Point
from teamops.lib.months import month_before
from tests.building import attribute, hold, make_batch, make_card, make_template, put

pytestmark = pytest.mark.django_db

LIST = "/api/v1/scorecards/"
KPIS = [
    {"metric": "process.stand_up_rate", "half": "process", "weight": 40, "target": 1, "subject_kind": "member"},
    {"metric": "oa.followers_new", "half": "result", "weight": 60, "target": 300},
]


@pytest.fixture
def last_month():
    return month_before(timezone.localdate())


@pytest.fixture
def template(team):
    return make_template(team, "copywriter", KPIS)


@pytest.fixture
def card(template, member, last_month) -> Scorecard:
    return make_card(template, member, last_month)


def test_the_list_is_a_managers_whole_team_and_everybody_elses_own(
    program, manager, member, other_member, card, template, last_month
):
    make_card(template, other_member, last_month)

    assert len(program(manager).get(LIST, {"month": f"{last_month:%Y-%m}"}).json()["results"]) == 2
    (mine,) = program(member).get(LIST).json()["results"]
    assert (mine["id"], mine["total"], mine["month"]) == (card.pk, "75.00", f"{last_month:%Y-%m}")
    assert program(other_member).get(f"{LIST}{card.pk}/").status_code == 404


def test_a_card_lists_its_lines(program, member, card):
    (part,) = program(member).get(f"{LIST}{card.pk}/").json()["parts"]

    assert [line["kpi"]["metric"] for line in part["lines"]] == ["process.stand_up_rate", "oa.followers_new"]
    assert [line["earned"] for line in part["lines"]] == ["30.000000", "45.000000"]


def test_a_line_leads_to_the_row_of_the_file(program, member, team, account, card, last_month):
    hold(member, "user_operator")
    attribute(account.subject, member)
    put(account.subject, "oa.followers_new", {last_month: 12})
    Point.objects.update(batch=make_batch(team, account), row=7)
    line = card.parts.get().lines.get(kpi__metric__code="oa.followers_new")

    told = program(member).get(f"{LIST}{card.pk}/lines/{line.pk}/lineage/").json()

    assert told["metrics"] == ["oa.followers_new"]
    (row,) = told["rows"]
    assert (row["subject"], row["day"], row["share"]) == (account.subject_id, last_month.isoformat(), "100.00")
    assert (row["cells"][0]["value"], row["cells"][0]["file"], row["cells"][0]["row"]) == (
        "12.000000",
        "user_analysis.xls",
        7,
    )


def test_a_card_is_reviewed_and_signed_once(program, manager, owner, card):
    first, second = program(manager), program(owner)
    one = f"{LIST}{card.pk}/"

    assert first.post(f"{one}sign/").status_code == 409
    assert first.post(f"{one}review/", {}).json() == {"comment": ["This field is required."]}
    assert first.post(f"{one}review/", {"comment": "好"}).json()["state"] == "reviewed"
    signed = first.post(f"{one}sign/")
    assert (signed.status_code, signed.json()["state"], signed.json()["signed_by"]) == (200, "signed", manager.pk)
    again = second.post(f"{one}sign/")
    assert again.status_code == 409
    assert "Manager" in again.json()["detail"]


def test_a_card_that_says_something_else_than_what_was_read_is_not_signed(program, manager, card):
    client, one = program(manager), f"{LIST}{card.pk}/"
    seen = client.post(f"{one}review/", {"comment": "好"}).json()["seen"]
    Scorecard.objects.filter(pk=card.pk).update(total="80.00")

    refused = client.post(f"{one}sign/", {"seen": seen})

    assert refused.status_code == 409
    assert "has changed since you opened it" in refused.json()["detail"]
    assert client.post(f"{one}sign/", {"seen": client.get(one).json()["seen"]}).json()["state"] == "signed"


def test_a_signed_card_is_reopened_as_its_next_revision(program, manager, card):
    client, one = program(manager), f"{LIST}{card.pk}/"
    client.post(f"{one}review/", {"comment": "好"})
    client.post(f"{one}sign/")

    reopened = client.post(f"{one}reopen/", {"reason": "数据有误"}).json()

    assert (reopened["revision"], reopened["state"], reopened["reopen_reason"]) == (2, "open", "数据有误")


def test_who_may_not_sign_is_told_so(program, lead, member, card):
    answer = program(member).post(f"{LIST}{card.pk}/sign/")

    assert answer.status_code == 403
    assert answer.json()["detail"] == "Your level doesn't allow you to sign scorecards."
    assert program(lead).post(f"{LIST}{card.pk}/sign/").status_code == 403


def test_a_month_that_is_none_is_a_field_error(program, manager):
    assert program(manager).get(LIST, {"month": "2026-13"}).json() == {"month": ["Write the month as 2026-10."]}
