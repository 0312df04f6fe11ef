"""Templates and scorecards by REST: the same rows, rights and refusals as on the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpis.models import Line, Scorecard, Template
from kpis.services import review as services
from kpis.services import templates as template_services
from metrics.models import Channel
from tests.building import attribute, make_channel, put
from tests.conftest import make_member

CARDS, TEMPLATES = "/api/v1/scorecards/", "/api/v1/templates/"


def post(client, url, body=None):
    return client.post(url, body or {}, content_type="application/json")


def test_a_manager_lists_a_months_cards(browse, manager, card, make_card, other_member, last_month, this_month):
    make_card(other_member, this_month)

    response = browse(manager).get(CARDS, {"team": "brook", "month": f"{last_month:%Y-%m}"})

    (row,) = response.json()["results"]
    assert (row["id"], row["total"], row["month"], row["team"]) == (card.pk, "83.40", f"{last_month:%Y-%m}", "brook")
    assert row["coverage"] == "1.000000"


def test_cards_are_filtered_by_member(browse, manager, card, make_card, other_member):
    make_card(other_member)

    rows = browse(manager).get(CARDS, {"member": other_member.pk}).json()["results"]

    assert [row["member"] for row in rows] == [other_member.pk]


def test_a_month_that_is_none_is_400(browse, manager, card):
    response = browse(manager).get(CARDS, {"month": "2026-13"})

    assert response.status_code == 400
    assert "month" in response.json()


@pytest.mark.parametrize(
    ("level", "seen"), [("member", 1), ("other_member", 0), ("lead", 0), ("auditor", 1), ("owner", 1)]
)
def test_everybody_sees_what_the_page_shows_them(level, seen, browse, card, request):
    client = browse(request.getfixturevalue(level))

    assert client.get(CARDS, {"team": "brook"}).json()["count"] == seen
    assert client.get(f"{CARDS}{card.pk}/").status_code == (200 if seen else 404)


def test_a_card_comes_with_parts_and_lines(browse, member, card):
    body = browse(member).get(f"{CARDS}{card.pk}/").json()

    (part,) = body["parts"]
    assert part["role"] == "user_operator"
    assert [line["kpi"]["metric"] for line in part["lines"]] == [
        "process.stand_up_rate", "shop.repurchase_rate", "oa.followers_new",
    ]  # fmt: skip
    assert part["lines"][0]["earned"] == "35.900000"


def test_a_line_leads_to_its_points(browse, member, other_member, card, team):
    shop = make_channel(team, "有赞", Channel.Kind.SHOP)
    attribute(shop.subject, member)
    put(shop.subject, "shop.payers", {card.month: 142})
    line = Line.objects.get(part__scorecard=card, kpi__metric__code="shop.repurchase_rate")
    url = f"{CARDS}{card.pk}/lines/{line.pk}/lineage/"

    body = browse(member).get(url).json()

    assert body["metrics"] == ["shop.repeat_payers", "shop.payers"]
    (row,) = body["rows"]
    assert row["cells"][0] is None
    assert row["cells"][1] == {"value": "142.000000", "was": [], "batch": None, "file": None, "row": None}
    assert browse(other_member).get(url).status_code == 404
    assert browse(member).get(f"{CARDS}{card.pk}/lines/{line.pk + 999}/lineage/").status_code == 404


def test_review_sign_reopen(browse, manager, card):
    client = browse(manager)

    assert post(client, f"{CARDS}{card.pk}/review/", {"comment": "好"}).json()["state"] == "reviewed"
    signed = post(client, f"{CARDS}{card.pk}/sign/").json()
    assert (signed["state"], len(signed["content_hash"])) == ("signed", 64)
    reopened = post(client, f"{CARDS}{card.pk}/reopen/", {"reason": "补"}).json()
    assert (reopened["revision"], reopened["state"]) == (2, "open")


def test_what_a_service_refuses_is_409_with_its_sentence(browse, manager, card):
    response = post(browse(manager), f"{CARDS}{card.pk}/sign/")

    assert response.status_code == 409
    assert response.json()["detail"]


def test_what_cannot_be_read_is_400_with_the_field(browse, manager, card):
    response = post(browse(manager), f"{CARDS}{card.pk}/review/", {"comment": ""})

    assert response.status_code == 400
    assert "comment" in response.json()


@pytest.mark.parametrize("level", ["lead", "analyst", "member", "auditor"])
@pytest.mark.parametrize("name", ["review", "sign", "reopen"])
def test_only_managers_act(name, level, browse, card, request):
    client = browse(request.getfixturevalue(level))
    response = post(client, f"{CARDS}{card.pk}/{name}/", {"comment": "a", "reason": "b"})

    assert response.status_code == 403
    assert Scorecard.objects.get().state == Scorecard.State.OPEN


def test_nobody_signs_their_own_by_rest_either(browse, manager, owner, make_card):
    card = make_card(manager)
    services.review(card, by=owner, comment="好", at=timezone.now())

    assert post(browse(manager), f"{CARDS}{card.pk}/sign/").status_code == 409


def test_without_a_sign_in_there_is_nothing(client, card):
    assert client.get(CARDS).status_code in {401, 403}


def test_a_template_from_copy_to_published(browse, manager, team):
    client = browse(manager)
    shipped = Template.objects.shipped().get(role__code="copywriter")

    draft = post(client, f"{TEMPLATES}{shipped.pk}/copy/?team=brook").json()
    assert (draft["team"], draft["version"], len(draft["problems"])) == ("brook", 1, 2)
    refused = post(client, f"{TEMPLATES}{draft['id']}/publish/", {"valid_from": "2026-11-01"})
    assert refused.status_code == 409
    kpis = [
        {name: kpi[name] for name in ("metric", "half", "weight", "zero_at", "subject_kind")}
        | {"target": kpi["target"] or "300"}
        for kpi in draft["kpis"]
    ]
    written = client.put(f"{TEMPLATES}{draft['id']}/", {"kpis": kpis}, content_type="application/json").json()
    assert written["problems"] == []
    published = post(client, f"{TEMPLATES}{draft['id']}/publish/", {"valid_from": "2026-11-01"}).json()
    assert published["state"] == "published"
    assert client.delete(f"{TEMPLATES}{draft['id']}/").status_code == 409


def test_a_shipped_template_is_changed_by_nobody(browse, owner):
    shipped = Template.objects.shipped().get(role__code="copywriter")

    assert browse(owner).delete(f"{TEMPLATES}{shipped.pk}/").status_code == 409
    assert post(browse(owner), f"{TEMPLATES}{shipped.pk}/publish/", {"valid_from": "2026-11-01"}).status_code == 409


def test_templates_are_filtered_and_another_teams_are_not_there(browse, member, outsider, manager, team):
    shipped = Template.objects.shipped().get(role__code="copywriter")
    draft = template_services.copy(shipped, team=team, by=manager)

    rows = browse(member).get(TEMPLATES, {"role": "copywriter"}).json()["results"]
    assert {row["id"] for row in rows} == {shipped.pk, draft.pk}
    assert browse(outsider).get(f"{TEMPLATES}{draft.pk}/").status_code == 404


@pytest.mark.parametrize("level", ["lead", "member", "auditor"])
def test_only_managers_write_templates(level, browse, team, manager, request):
    draft = template_services.copy(Template.objects.shipped().first(), team=team, by=manager)
    client = browse(request.getfixturevalue(level))

    assert client.delete(f"{TEMPLATES}{draft.pk}/").status_code == 403
    assert post(client, f"{TEMPLATES}{draft.pk}/publish/", {"valid_from": "2026-11-01"}).status_code == 403


@pytest.mark.parametrize("url", [CARDS, TEMPLATES])
def test_the_number_of_queries_does_not_grow_with_the_rows(url, browse, manager, team, make_card):
    client = browse(manager)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    for n in range(2):
        make_card(make_member(team, f"few{n}"))
    queries()
    few = queries()
    for n in range(20):
        make_card(make_member(team, f"many{n}"))
    for template in Template.objects.shipped()[:5]:
        template_services.copy(template, team=team, by=manager)

    assert queries() == few
