"""The dictionary over REST: a team's own metrics are written there, too, and never another team's seen."""

import pytest
from django.urls import reverse

from kpis.models import Template
from metrics.models import Keeper, Metric
from metrics.services import dictionary as services
from metrics.services.dictionary import Definition
from roles.models import Role
from roles.permissions import Level
from tests.building import make_channel, put
from tests.conftest import TODAY, make_member
from tests.metrics.conftest import own_sheet

pytestmark = pytest.mark.django_db

SAMPLES = {
    "code": "samples",
    "fold": "flow",
    "name": "样品",
    "group": "biz",
    "unit": "pieces",
    "definition": "寄出的。",
}
RATE = {
    "code": "samples_a_lead",
    "fold": "ratio",
    "name": "寄样率",
    "group": "biz",
    "unit": "percent",
    "definition": "每条线索寄出的样品。",
    "terms": [{"part": "numerator", "metric": "own.samples"}, {"part": "denominator", "metric": "biz.leads"}],
}
LIST = reverse("api-metrics-list")
JSON = "application/json"


def detail(code: str) -> str:
    return reverse("api-metrics-detail", args=[code])


@pytest.fixture
def theirs(other_team, outsider) -> Metric:
    says = Definition(name="杯数", group="biz", unit="pieces", definition="卖出的杯数。")
    return services.add(other_team, code="cups", fold="flow", says=says, keeper=outsider, by=outsider)


def test_an_analyst_writes_a_metric_and_a_ratio_of_it(analyst, browse):
    client = browse(analyst)

    made = client.post(LIST, SAMPLES, content_type=JSON)
    rate = client.post(LIST, RATE, content_type=JSON)

    assert (made.status_code, rate.status_code) == (201, 201), (made.content, rate.content)
    assert (made.json()["code"], made.json()["keepers"]) == ("own.samples", [analyst.pk])
    assert [term["metric"] for term in rate.json()["terms"]] == ["biz.leads", "own.samples"]
    assert {one["code"] for one in client.get(LIST, {"is_own": "true"}).json()["results"]} == {
        "own.samples",
        "own.samples_a_lead",
    }


def test_part_of_a_definition_is_changed_and_the_rest_stays(analyst, browse):
    client = browse(analyst)
    client.post(LIST, SAMPLES, content_type=JSON)
    client.post(LIST, RATE, content_type=JSON)

    answer = client.patch(detail("own.samples_a_lead"), {"definition": "退回的不算。"}, content_type=JSON)

    assert answer.status_code == 200, answer.content
    assert (answer.json()["definition"], len(answer.json()["terms"])) == ("退回的不算。", 2)
    assert client.patch(detail("oa.readers"), {"name": "读者"}, content_type=JSON).status_code == 409
    assert client.post(detail("own.samples_a_lead") + "retire/").json()["retired_at"]
    assert client.patch(detail("own.samples_a_lead"), {"name": "别的"}, content_type=JSON).status_code == 409


def test_nonsense_is_refused(analyst, browse):
    client = browse(analyst)

    assert client.post(LIST, SAMPLES | {"unit": "percent"}, content_type=JSON).status_code == 409
    assert client.post(LIST, SAMPLES | {"unit": "miles"}, content_type=JSON).status_code == 400
    assert not Metric.objects.filter(code="own.samples").exists()


def test_another_teams_metric_is_not_there_whatever_asks_for_it(team, analyst, manager, theirs, browse):
    client = browse(analyst)
    growth = SAMPLES | {"fold": "growth", "unit": "percent", "terms": [{"part": "base", "metric": theirs.code}]}
    draft = Template.objects.create(team=team, role=Role.objects.get(code="user_operator"), version=1)
    kpi = {"metric": theirs.code, "half": "result", "weight": 60, "target": 1, "subject_kind": "team"}

    answers = [
        client.get(detail(theirs.code)),
        client.get(LIST, {"q": "cups"}),
        client.post(LIST, growth, content_type=JSON),
        client.get(reverse("api-points-list"), {"team": team.slug, "metric": theirs.code}),
        browse(manager).put(reverse("api-templates-detail", args=[draft.pk]), {"kpis": [kpi]}, content_type=JSON),
    ]

    assert [answer.status_code for answer in answers] == [404, 200, 400, 400, 400]
    assert answers[1].json()["results"] == []
    assert all("杯数" not in answer.content.decode() for answer in answers)


def test_who_is_in_two_teams_with_the_same_code_says_which(team, other_team, analyst, theirs, browse):
    says = Definition(name="份数", group="biz", unit="pieces", definition="卖出的份数。")
    services.add(team, code="cups", fold="flow", says=says, keeper=analyst, by=analyst)
    both = make_member(team, "both", Level.ANALYST)
    other = both.person.memberships.create(team=other_team, joined_on=both.joined_on)
    other.levels.create(level=Level.MEMBER, from_on=both.joined_on)
    client = browse(both)

    assert client.get(detail("own.cups")).status_code == 400
    assert client.get(detail("own.cups"), {"team": team.slug}).json()["name"] == "份数"
    assert client.get(detail("own.cups"), {"team": other_team.slug}).json()["name"] == "杯数"
    for slug in (team.slug, other_team.slug):
        assert client.get(reverse("api-points-list"), {"team": slug, "metric": "own.cups"}).status_code == 200


def test_a_keeper_of_another_team_is_not_told(team, other_team, outsider, analyst, browse):
    readers = Metric.objects.get(code="oa.readers")
    Keeper.objects.create(team=other_team, metric=readers, member=outsider)

    assert browse(analyst).get(detail("oa.readers")).json()["keepers"] == []


def test_a_point_names_the_page_of_its_row(team, analyst, groups, bring_in, browse):
    batch = bring_in(own_sheet(("2026-10-01", "会员群", "group.members", 480)))
    put(make_channel(team, "无文件").subject, "group.members", {TODAY: 3})

    answer = browse(analyst).get(reverse("api-points-list"), {"team": team.slug}).json()["results"]

    page = reverse("metrics:imports-row", args=[team.slug, batch.pk, 2])
    assert {one["row_page"] for one in answer} == {page, None}
    assert browse(analyst).get(page).status_code == 200
