"""Templates over REST: a copy, its KPIs, and the rule that both halves are full before it counts."""

import pytest
from django.utils import timezone

from teamops.lib.months import first_of
from tests.api.test_scorecards import KPIS
from tests.building import hold, make_card, make_template

pytestmark = pytest.mark.django_db

LIST = "/api/v1/templates/"


@pytest.fixture
def template(team):
    return make_template(team, "copywriter", KPIS)


def test_a_copy_is_written_anew_and_published(program, manager, template):
    client = program(manager)
    draft = client.post(f"{LIST}{template.pk}/copy/")
    assert (draft.status_code, draft.json()["state"], draft.json()["version"]) == (201, "draft", 2)

    one = f"{LIST}{draft.json()['id']}/"
    kpis = [{"metric": k["metric"], "half": k["half"], "weight": str(k["weight"]), "target": str(k["target"]),
             "subject_kind": k.get("subject_kind", "channel")} for k in KPIS]  # fmt: skip
    kpis[1]["target"] = "500"
    written = client.put(one, {"kpis": kpis})
    assert (written.status_code, written.json()["kpis"][1]["target"], written.json()["problems"]) == (
        200,
        "500.000000",
        [],
    )
    published = client.post(f"{one}publish/", {"valid_from": timezone.localdate().isoformat()})
    assert (published.status_code, published.json()["state"]) == (200, "published")


def test_a_half_that_isnt_full_cant_be_published(program, manager, template):
    client = program(manager)
    one = f"{LIST}{client.post(f'{LIST}{template.pk}/copy/').json()['id']}/"
    half = [{"metric": "oa.followers_new", "half": "result", "weight": "59.99", "target": "300",
             "subject_kind": "channel"}]  # fmt: skip
    client.put(one, {"kpis": half})

    refused = client.post(f"{one}publish/", {"valid_from": timezone.localdate().isoformat()})

    assert refused.status_code == 409
    assert refused.json()["detail"]


def test_a_day_that_is_past_is_known_to_change_cards(program, manager, member, template):
    hold(member, "copywriter")
    make_card(template, member, first_of(timezone.localdate()))
    client = program(manager)
    one = f"{LIST}{client.post(f'{LIST}{template.pk}/copy/').json()['id']}/"
    day = {"valid_from": "2026-02-03"}

    refused = client.post(f"{one}publish/", day)
    assert refused.status_code == 409
    assert "2026-02-03" in refused.json()["detail"]
    assert str(member) in refused.json()["detail"]

    published = client.post(f"{one}publish/", day | {"knows_past": True})
    assert (published.status_code, published.json()["valid_from"]) == (200, "2026-02-03")


def test_a_published_one_cant_be_changed_or_dropped(program, manager, template):
    client = program(manager)

    assert client.put(f"{LIST}{template.pk}/", {"kpis": []}).status_code == 409
    assert client.delete(f"{LIST}{template.pk}/").status_code == 409


def test_the_list_is_cut_down_by_role_and_state(program, member, template):
    found = program(member).get(LIST, {"role": "copywriter", "state": "published"}).json()["results"]

    assert template.pk in {row["id"] for row in found}
    assert {row["role"] for row in found} == {"copywriter"}
