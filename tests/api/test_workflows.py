"""Workflows over REST: read, written as a draft, published as the team's next version."""

import pytest

from campaigns.models import Workflow, WorkflowDraft
from tests.campaigns.flows import now, plan, publish, save, with_stage

pytestmark = pytest.mark.django_db

LIST = "/api/v1/workflows/"


def one(workflow: Workflow, act: str = "") -> str:
    return f"{LIST}{workflow.pk}/{act}"


def test_a_workflow_is_read_written_and_published(program, lead):
    client, shipped = program(lead), now(lead.team)
    read = client.get(one(shipped)).json()
    final = {
        "name": "终审", "role": "team_lead", "hours": 4, "lines": [{"name": "终稿"}],
        "gates": [{"kind": "approval", "level": "manager", "needs": "all"}],
    }  # fmt: skip
    words = {"revision": 0, "name": read["name"], "name_en": read["name_en"], "stages": [*read["stages"], final]}

    draft = client.post(one(shipped, "write/"), words)
    assert (draft.status_code, draft.json()["revision"]) == (200, 1)
    assert client.get(one(shipped, "draft/")).json()["stages"][-1]["code"] == "stage_1"
    assert now(lead.team) == shipped

    made = client.post(one(shipped, "publish/"), {"revision": 1, "note": "加一道终审"})
    assert (made.status_code, made.json()["version"], made.json()["team"]) == (200, 2, "brook")
    assert made.json()["stages"][-1]["gates"][0]["level"] == "manager"
    assert made.json()["stages"][:-1] == read["stages"]
    current = client.get(f"{LIST}?code=content&current=true").json()["results"]
    assert [found["version"] for found in current] == [2]
    assert len(client.get(f"{LIST}?code=content").json()["results"]) == 2


def test_each_stage_that_can_not_stand_is_named(program, lead):
    client, shipped = program(lead), now(lead.team)
    read = client.get(one(shipped)).json()
    read["stages"][2]["role"] = "wizard"
    read["stages"][4]["gates"][0] |= {"role": ""}

    answer = client.post(one(shipped, "write/"), {"revision": 0, "name": "内容", "stages": read["stages"]})

    assert answer.status_code == 422
    assert [(f["stage"], f["part"], f["place"], f["field"]) for f in answer.json()["faults"]] == [
        (2, "", None, "role"), (4, "gate", 0, "who")
    ]  # fmt: skip
    assert "Stage 3" in answer.json()["detail"]
    assert not WorkflowDraft.objects.exists()


@pytest.mark.parametrize(
    "stages", [[], "topic", [{"name": "选题"}], [{"name": "选题", "role": "copywriter", "hours": "long"}]]
)
def test_another_shape_is_a_bad_request(program, lead, stages):
    words = {"revision": 0, "name": "内容", "stages": stages}

    assert program(lead).post(one(now(lead.team), "write/"), words).status_code == 400


def test_who_comes_second_hears_who_was_first(program, lead, manager):
    shipped = now(lead.team)
    save(with_stage(plan(lead.team)), by=lead)
    client = program(manager)
    read = client.get(one(shipped)).json()
    words = {"revision": 0, "name": read["name"], "stages": read["stages"]}

    answers = [
        client.post(one(shipped, "write/"), words),
        client.post(one(shipped, "publish/"), {"revision": 0}),
        client.post(one(shipped, "discard/"), {"revision": 0}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert all(str(lead) in answer.json()["detail"] for answer in answers)
    assert WorkflowDraft.objects.get().saved_by == lead


def test_a_draft_is_dropped(program, lead):
    save(with_stage(plan(lead.team)), by=lead)
    client = program(lead)

    assert client.post(one(now(lead.team), "discard/"), {"revision": 1}).status_code == 204
    assert client.get(one(now(lead.team), "draft/")).status_code == 404


def test_another_teams_own_is_not_found(program, lead, outsider):
    theirs = publish(with_stage(plan(outsider.team)), by=outsider)

    assert program(lead).get(one(theirs)).status_code == 404


def test_a_member_reads_and_writes_nothing(program, member, lead):
    save(with_stage(plan(lead.team)), by=lead)
    client = program(member)

    assert client.get(one(now(lead.team), "draft/")).status_code == 200
    assert client.post(one(now(lead.team), "publish/"), {"revision": 1}).status_code == 403
