"""What was read is what is published, approved and written over: ``seen`` over REST."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from kpis.goals.smart import Aim
from kpis.models import Goal, Template
from kpis.services import goals, templates
from kpis.services.templates import Row
from roles.models import Member
from tests.kpis.goals import draft as goal_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(team, manager) -> Template:
    shipped = Template.objects.shipped().get(role__code="copywriter")
    draft = templates.copy(shipped, team=team, by=manager)
    draft.kpis.filter(target=None).update(target=1000)
    return draft


@pytest.fixture
def goal(lead) -> Goal:
    return goal_draft(lead)


def ease(template: Template, *, by: Member, target: D) -> None:
    """Write another target into the draft's first KPI."""
    first, *others = [Row.of(kpi) for kpi in template.kpis.select_related("metric")]
    templates.edit(template, by=by, rows=[replace(first, target=target), *others])


def retarget(goal: Goal, *, by: Member, target: int) -> None:
    goals.edit(goal, replace(Aim.of(goal), target=D(target)), by=by)


def test_over_rest_a_template_is_published_and_written_as_it_was_read(program, owner, manager, template):
    client, one = program(owner), f"/api/v1/templates/{template.pk}/"
    seen = client.get(one).json()["seen"]
    ease(template, by=manager, target=D("0.61"))
    kpis = [{**kpi, "target": kpi["target"] and "0.5"} for kpi in client.get(one).json()["kpis"]]

    written = client.put(one, {"kpis": kpis, "seen": seen})
    published = client.post(f"{one}publish/", {"valid_from": "2027-01-01", "seen": seen})

    assert (written.status_code, published.status_code) == (409, 409)
    now = client.get(one).json()
    assert (now["state"], now["kpis"][0]["target"], now["edited_by"]) == ("draft", "0.610000", manager.pk)
    assert client.post(f"{one}publish/", {"valid_from": "2027-01-01", "seen": now["seen"]}).status_code == 200


def test_over_rest_a_goal_is_approved_and_changed_as_it_was_read(program, manager, lead, goal):
    client, one = program(manager), f"/api/v1/goals/{goal.pk}/"
    seen = client.get(one).json()["seen"]
    retarget(goal, by=lead, target=737)

    changed = client.patch(one, {"target": "5", "seen": seen})
    approved = client.post(f"{one}approve/", {"seen": seen})

    assert (changed.status_code, approved.status_code) == (409, 409)
    now = client.get(one).json()
    assert (now["state"], now["target"], now["edited_by"]) == ("draft", "737.000000", lead.pk)
    assert client.post(f"{one}approve/", {"seen": now["seen"]}).status_code == 200
