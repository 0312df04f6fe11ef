"""The pages of templates: from a shipped start to a published version."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from kpis.models import Kpi, Scorecard, Template
from kpis.services import templates as services
from metrics.models import Metric
from teamops.lib.months import first_of, month_after
from tests.building import hold, make_card, make_template


def address(name, template=None) -> str:
    return reverse(f"kpis:{name}", args=["brook", *([template.pk] if template else [])])


@pytest.fixture
def shipped() -> Template:
    return Template.objects.shipped().get(role__code="copywriter")


@pytest.fixture
def draft(team, manager, shipped) -> Template:
    return services.copy(shipped, team=team, by=manager)


def typed(client, draft, **changes) -> dict[str, str]:
    """The edit form as a browser sends it back, with some fields changed: ``{"kpi-0-weight": "8"}``."""
    context = client.get(address("templates-edit", draft)).context
    sent = {"process_weight": context["split"]["process_weight"].value()}
    rows = context["rows"]
    sent |= {f"{rows.prefix}-{field.name}": field.value() for field in rows.management_form}
    for form in rows:
        sent |= {field.html_name: field.value() for field in form if field.value() not in {None, False}}
    return {key: str(value) for key, value in (sent | changes).items()}


def test_all_roles_stand_there_and_those_without_a_version_in_force_are_named(browse, member, team):
    hold(member, "copywriter")

    response = browse(member).get(address("templates"))

    assert len(response.context["rows"]) == 21
    assert response.context["rows"][0].role.code == "copywriter"
    assert [role.code for role in response.context["held_without"]] == ["copywriter"]


def test_a_manager_copies_a_shipped_template_and_goes_on_to_write(browse, manager, shipped, team):
    response = browse(manager).post(address("templates-copy", shipped))

    draft = Template.objects.get(team=team)
    assert response.url == address("templates-edit", draft)


def test_targets_are_typed_in_percent_and_kept_as_fractions(browse, manager, draft):
    client = browse(manager)
    sent = typed(client, draft)
    assert sent["kpi-0-target"] == "95"

    response = client.post(address("templates-edit", draft), sent | {"kpi-0-target": "97.5", "kpi-2-target": "30000"})

    assert response.url == address("templates-detail", draft)
    targets = dict(Kpi.objects.filter(template=draft).values_list("metric__code", "target"))
    assert str(targets["process.topic_rate"]) == "0.975000"
    assert targets["content.reads_and_plays"] == 30000


def test_a_form_sent_back_as_it_was_changes_nothing(browse, manager, draft):
    before = list(Kpi.objects.filter(template=draft).values())
    client = browse(manager)

    client.post(address("templates-edit", draft), typed(client, draft))

    assert list(Kpi.objects.filter(template=draft).values()) == before


def test_rows_are_added_and_removed(browse, manager, draft):
    client = browse(manager)
    metric = Metric.objects.get(code="oa.comments")
    new = {"metric": metric.pk, "half": "result", "weight": "20", "target": "50", "subject_kind": "content"}

    client.post(
        address("templates-edit", draft),
        typed(client, draft) | {"kpi-4-DELETE": "on"} | {f"kpi-5-{name}": str(value) for name, value in new.items()},
    )

    codes = set(draft.kpis.values_list("metric__code", flat=True))
    assert "oa.comments" in codes
    assert "oa.followers_net" not in codes
    assert len(codes) == 5


WRONG = {
    "weight": {"kpi-0-weight": "0"},
    "word for a number": {"kpi-0-target": "很多"},
    "target at zero": {"kpi-0-target": "0"},
    "cap": {"kpi-0-cap": "90"},
    "split": {"process_weight": "100"},
    "no such metric": {"kpi-0-metric": "0"},
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_in_its_place_and_nothing_is_lost(name, browse, manager, draft):
    client = browse(manager)
    before = list(Kpi.objects.filter(template=draft).values())

    response = client.post(address("templates-edit", draft), typed(client, draft) | WRONG[name])

    assert response.status_code == 422
    assert 'class="errs"' in response.content.decode()
    assert list(Kpi.objects.filter(template=draft).values()) == before


def test_the_same_metric_twice_is_refused_in_its_row(browse, manager, draft):
    client = browse(manager)
    sent = typed(client, draft)

    response = client.post(address("templates-edit", draft), sent | {"kpi-1-metric": sent["kpi-0-metric"]})

    assert response.status_code == 422
    assert response.context["rows"].forms[1].errors["metric"]


def test_the_page_says_what_is_missing_and_does_not_publish(browse, manager, draft):
    client = browse(manager)
    page = client.get(address("templates-detail", draft))
    assert len(page.context["problems"]) == 2

    response = client.post(address("templates-publish", draft), {"valid_from": "2026-11-01"})

    assert response.status_code == 409
    assert not Template.objects.published().exists()


def test_a_complete_draft_is_published_and_then_frozen(browse, manager, draft):
    client = browse(manager)
    client.post(
        address("templates-edit", draft), typed(client, draft) | {"kpi-2-target": "30000", "kpi-4-target": "1200"}
    )

    response = client.post(address("templates-publish", draft), {"valid_from": "2026-11-01"})

    assert response.url == address("templates-detail", draft)
    draft = Template.objects.get(pk=draft.pk)
    assert (draft.state, draft.valid_from) == ("published", date(2026, 11, 1))
    assert client.get(address("templates-edit", draft)).status_code == 302
    assert "btn-danger" not in client.get(address("templates-detail", draft)).content.decode()


@pytest.fixture
def next_version(team, manager, member, shipped) -> Template:
    """A draft of a role that ``member`` holds, and has an unsigned card of this month for."""
    counting = make_template(team, "copywriter", [], valid_from=date(2026, 1, 1))
    hold(member, "copywriter")
    make_card(counting, member, first_of(timezone.localdate()))
    draft = services.copy(shipped, team=team, by=manager)
    draft.kpis.filter(target=None).update(target=1000)
    return draft


def test_a_past_day_is_published_once_it_was_said_whom_it_concerns(browse, manager, member, next_version):
    client, typed_day = browse(manager), {"valid_from": "2026-02-03"}

    told = client.post(address("templates-publish", next_version), typed_day)

    assert told.status_code == 409
    assert f"对{member}" in told.text
    assert [str(error) for error in told.context["publish_form"].errors["knows_past"]]
    assert "2026-02-03" in told.text
    assert not Template.objects.published().filter(pk=next_version.pk).exists()

    done = client.post(address("templates-publish", next_version), typed_day | {"knows_past": "on"})
    assert done.url == address("templates-detail", next_version)
    assert Template.objects.published().get(pk=next_version.pk).valid_from == date(2026, 2, 3)


def test_a_past_day_that_changes_nobodys_card_asks_nothing(browse, manager, member, next_version):
    Scorecard.objects.update(
        state=Scorecard.State.SIGNED, content_hash="0" * 64, signed_by=manager, signed_at=timezone.now()
    )

    done = browse(manager).post(address("templates-publish", next_version), {"valid_from": "2026-02-03"})

    assert done.url == address("templates-detail", next_version)


def test_who_holds_the_role_reads_who_can_publish(browse, manager, other_manager, next_version):
    hold(manager, "copywriter")
    client = browse(manager)

    page = client.get(address("templates-detail", next_version))
    assert f"{other_manager}可以发布" in page.text
    assert "disabled" in page.text
    assert client.post(address("templates-publish", next_version), {"valid_from": "2027-01-01"}).status_code == 409

    theirs = browse(other_manager).get(address("templates-detail", next_version))
    assert "可以发布" not in theirs.text


def test_a_day_that_is_none_is_refused(browse, manager, draft):
    assert browse(manager).post(address("templates-publish", draft), {"valid_from": "soon"}).status_code == 422


def test_a_draft_is_discarded(browse, manager, draft):
    browse(manager).post(address("templates-discard", draft))

    assert not Template.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("level", ["lead", "analyst", "member", "auditor"])
@pytest.mark.parametrize("name", ["edit", "copy", "publish", "discard"])
def test_only_managers_write(name, level, browse, draft, request):
    client = browse(request.getfixturevalue(level))

    assert client.post(address(f"templates-{name}", draft)).status_code == 403
    assert client.get(address("templates-detail", draft)).status_code == 200


@pytest.mark.parametrize("name", ["detail", "edit", "copy", "publish", "discard"])
def test_another_teams_draft_is_not_there(name, browse, outsider, draft):
    url = reverse(f"kpis:templates-{name}", args=["hill", draft.pk])

    assert browse(outsider).post(url).status_code in {404, 405}
    if name in {"detail", "edit"}:
        assert browse(outsider).get(url).status_code == 404


def test_a_search_finds_a_role_in_both_languages(browse, member):
    client = browse(member)

    for words in ("文案", "copyw"):
        rows = client.get(address("templates"), {"q": words}).context["rows"]
        assert [row.role.code for row in rows] == ["copywriter"]
    assert client.get(address("templates"), {"q": "zzz"}).context["rows"] == []


def test_a_first_version_is_proposed_for_this_month_and_the_next_for_the_month_after(
    browse, manager, team, shipped, draft
):
    client, today = browse(manager), timezone.localdate()

    def proposed(one):
        return client.get(address("templates-detail", one)).context["publish_form"]["valid_from"].value()

    assert proposed(draft) == first_of(today)

    services.discard(draft, by=manager)
    make_template(team, "copywriter", [], valid_from=date(2026, 1, 1))
    assert proposed(services.copy(shipped, team=team, by=manager)) == month_after(first_of(today))

    Template.objects.filter(team=team).drafts().delete()
    make_template(team, "copywriter", [], valid_from=month_after(first_of(today)), version=2)
    third = services.copy(shipped, team=team, by=manager)
    assert proposed(third) == month_after(month_after(first_of(today)))
