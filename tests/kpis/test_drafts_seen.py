"""A draft that somebody changed meanwhile: it isn't published, approved or written over unseen."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from django.urls import reverse

from kpis.goals.smart import Aim
from kpis.models import Goal, Kpi, Template
from kpis.services import goals, templates
from kpis.services.templates import Row
from roles.models import Member
from tests.building import hold
from tests.kpis.goals import draft as goal_draft

pytestmark = pytest.mark.django_db


def of_template(name: str, template: Template) -> str:
    return reverse(f"kpis:templates-{name}", args=["brook", template.pk])


def of_goal(name: str, goal: Goal) -> str:
    return reverse(f"goals:list-{name}", args=["brook", goal.pk])


@pytest.fixture
def template(team, manager) -> Template:
    shipped = Template.objects.shipped().get(role__code="copywriter")
    draft = templates.copy(shipped, team=team, by=manager)
    draft.kpis.filter(target=None).update(target=1000)
    return draft


@pytest.fixture
def goal(lead) -> Goal:
    return goal_draft(lead)


def ease(template: Template, *, by: Member, target: int) -> Kpi:
    """Write another target into the draft's first KPI that isn't a rate, which is returned."""
    kpis = list(template.kpis.select_related("metric"))
    eased = next(kpi for kpi in kpis if kpi.metric.unit != "percent")
    eased.target = D(target)
    templates.edit(template, by=by, rows=[Row.of(kpi) for kpi in kpis])
    return eased


def retarget(goal: Goal, *, by: Member, target: int) -> None:
    goals.edit(goal, replace(Aim.of(goal), target=D(target)), by=by)


def seen_on(response) -> str:
    """What the page sends back of what was seen."""
    assert f'name="seen" value="{response.context["seen"]}"' in response.text
    return response.context["seen"]


def test_a_draft_that_was_changed_meanwhile_is_not_published(browse, owner, manager, template):
    client = browse(owner)
    sent = {"valid_from": "2027-01-01", "seen": seen_on(client.get(of_template("detail", template)))}
    eased = ease(template, by=manager, target=737)

    refused = client.post(of_template("publish", template), sent)

    assert refused.status_code == 409
    assert f"最后修改的是{manager}" in refused.text
    assert "737" in refused.text
    assert not Template.objects.get(pk=template.pk).is_published

    client.post(of_template("publish", template), sent | {"seen": seen_on(refused)})
    assert Template.objects.get(pk=template.pk).is_published
    assert Kpi.objects.get(pk=eased.pk).target == D(737)


def test_publishing_what_nobody_changed_asks_once(browse, owner, manager, template):
    ease(template, by=manager, target=737)
    client = browse(owner)
    seen = seen_on(client.get(of_template("detail", template)))

    client.post(of_template("publish", template), {"valid_from": "2027-01-01", "seen": seen})

    assert Template.objects.get(pk=template.pk).is_published


@pytest.mark.parametrize(
    ("field", "value"),
    [("weight", 7), ("zero_at", 3), ("cap", 150), ("numbers", "team"), ("subject_kind", "channel"), ("half", "result")],
)
def test_whatever_a_kpi_says_is_part_of_what_was_seen(browse, owner, template, field, value):
    client = browse(owner)
    seen = seen_on(client.get(of_template("detail", template)))
    Kpi.objects.filter(pk=template.kpis.first().pk).update(**{field: value})

    assert seen_on(client.get(of_template("detail", template))) != seen


def test_the_publisher_reads_that_the_last_writer_is_scored_by_the_draft(browse, owner, manager, template):
    ease(template, by=manager, target=737)
    page = of_template("detail", template)
    assert "正由此人担任" not in browse(owner).get(page).text

    hold(manager, "copywriter")

    assert f"{manager}最后修改了这份草稿，而这个角色正由此人担任" in browse(owner).get(page).text


def test_a_goal_that_was_changed_meanwhile_is_not_approved(browse, manager, lead, goal):
    client = browse(manager)
    sent = {"seen": seen_on(client.get(of_goal("goal", goal)))}
    retarget(goal, by=lead, target=737)

    refused = client.post(of_goal("approve", goal), sent, follow=True)

    assert f"最后修改的是{lead}" in refused.text
    assert "737" in refused.text
    assert Goal.objects.get(pk=goal.pk).is_draft

    client.post(of_goal("approve", goal), {"seen": seen_on(refused)})
    assert Goal.objects.get(pk=goal.pk).is_active


def test_a_goal_that_was_handed_over_meanwhile_is_not_approved(browse, manager, lead, member, goal):
    client = browse(manager)
    seen = seen_on(client.get(of_goal("goal", goal)))
    goals.hand_over(goal, to=member, by=lead)

    client.post(of_goal("approve", goal), {"seen": seen})

    assert Goal.objects.get(pk=goal.pk).is_draft


def test_a_goals_page_says_who_changed_the_draft_last(browse, manager, lead, owner, goal):
    assert "最后修改" not in browse(manager).get(of_goal("goal", goal)).text

    retarget(goal, by=owner, target=737)

    assert f"{owner}最后修改" in browse(manager).get(of_goal("goal", goal)).text


def typed(form) -> dict[str, str]:
    """A form as a browser sends it back."""
    return {field.html_name: str(field.value()) for field in form if field.value() not in {None, False}}


def sent_by(page, template: Template) -> dict[str, str]:
    """The page of a draft's rows as a browser sends it back."""
    rows = page.context["rows"]
    sent = typed(page.context["split"]) | typed(rows.management_form) | {"seen": seen_on(page)}
    for form in rows:
        sent |= typed(form)
    return sent


def test_the_second_to_save_a_draft_reads_what_stands_there_and_keeps_what_they_typed(browse, owner, manager, template):
    client = browse(owner)
    sent = sent_by(client.get(of_template("edit", template)), template)
    eased = ease(template, by=manager, target=737)
    name = next(key for key, value in sent.items() if value == str(eased.metric_id)).replace("metric", "target")

    refused = client.post(of_template("edit", template), sent | {name: "555"})

    assert refused.status_code == 409
    assert f"最后修改的是{manager}" in refused.text
    assert [one.label for one in refused.context["now"]] == [str(eased.metric)]
    assert "目标 737" in refused.text
    assert f'name="{name}" value="555"' in refused.text
    assert Kpi.objects.get(pk=eased.pk).target == D(737)

    client.post(of_template("edit", template), sent | {name: "555", "seen": seen_on(refused)})
    assert Kpi.objects.get(pk=eased.pk).target == D(555)


def test_a_kpi_that_somebody_took_out_or_put_in_meanwhile_is_named(browse, owner, manager, template):
    client = browse(owner)
    sent = sent_by(client.get(of_template("edit", template)), template)
    kept = [Row.of(kpi) for kpi in template.kpis.select_related("metric")]
    gone = kept.pop()
    templates.edit(template, by=manager, rows=kept, process_weight=D(55))

    refused = client.post(of_template("edit", template), sent)

    assert {(one.label, one.words) for one in refused.context["now"]} == {
        (str(gone.metric), "不在草稿里"), ("过程占", "55")
    }  # fmt: skip


def test_numbers_that_were_tried_are_not_written_over_a_changed_draft(browse, owner, manager, template):
    client = browse(owner)
    opened = client.get(of_template("what-if", template))
    eased = ease(template, by=manager, target=737)
    tried = typed(opened.context["form"]) | {f"target-{eased.pk}": "555"}

    replayed = client.get(of_template("what-if", template), tried | {"seen": seen_on(opened)})
    refused = client.post(of_template("what-if", template) + "keep/", tried | {"seen": seen_on(replayed)})

    assert refused.status_code == 409
    assert f"最后修改的是{manager}" in refused.text
    assert "目标 737" in refused.text
    assert Kpi.objects.get(pk=eased.pk).target == D(737)

    client.post(of_template("what-if", template) + "keep/", tried | {"seen": seen_on(refused)})
    assert Kpi.objects.get(pk=eased.pk).target == D(555)


def test_the_second_to_save_a_goal_reads_what_stands_there_and_keeps_what_they_typed(browse, owner, lead, member, goal):
    client = browse(owner)
    page = client.get(of_goal("edit", goal))
    sent = typed(page.context["form"]) | {"seen": seen_on(page)}
    goals.edit(goal, replace(Aim.of(goal), target=D(737), owner=member), by=lead)

    refused = client.post(of_goal("edit", goal), sent | {"target": "555"})

    assert refused.status_code == 409
    assert f"最后修改的是{lead}" in refused.text
    assert [one.words for one in refused.context["now"]] == ["737\xa0人", str(member)]
    assert 'name="target" value="555"' in refused.text
    assert Goal.objects.get(pk=goal.pk).target == D(737)

    client.post(of_goal("edit", goal), sent | {"target": "555", "seen": seen_on(refused)})
    assert Goal.objects.get(pk=goal.pk).target == D(555)
