"""What the forms of single kinds ask for: all that a finding is verified by, and whether the platform ruled."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from campaigns import particulars_shown
from campaigns.calendar_forms import PlanForm
from campaigns.kind_forms import MeasureForm
from campaigns.models import Item, Workflow
from campaigns.particulars import FORMS
from campaigns.services.items import DETAILS
from metrics.collect import collect
from metrics.models import Metric, Point
from teamops.lib.months import Span
from tests.building import make_channel
from tests.campaigns.conftest import moment, start
from tests.campaigns.paper import Paper

pytestmark = pytest.mark.django_db


def begin(client, team, code, **typed):
    address = reverse("campaigns:items-new", args=["brook"])
    workflow = Workflow.objects.current(team).get(code=code)
    return client.post(f"{address}?workflow={workflow.pk}", {f"of-{name}": value for name, value in typed.items()} | {
        "title": "为什么没人转", "owner": typed["by"].pk,
    })  # fmt: skip


ASKED_FOR = [*FORMS.items(), (Item.Kind.CONTENT, PlanForm), (Item.Kind.FINDING, MeasureForm)]


@pytest.mark.parametrize(("kind", "form"), [(kind, form) for kind, form in ASKED_FOR if kind in DETAILS])
def test_a_form_asks_by_the_words_that_the_page_and_the_trail_say(kind, form):
    known = {field.name: field.verbose_name for field in DETAILS[kind]._meta.fields}
    with translation.override("zh-hans"):
        asked = {name: str(field.label) for name, field in form.base_fields.items()}
        assert asked == {name: str(known[name]) for name in asked}


class TestAFinding:
    @pytest.fixture
    def asked(self, team, analyst):
        """What is typed on a sound form."""
        return {
            "by": analyst, "metric": Metric.objects.get(code="oa.followers_new").pk, "acted_on": "2026-11-10",
            "about": make_channel(team).subject.pk, "compared_days": 14, "at_least": "2.5", "wants_more": "on",
        }  # fmt: skip

    def test_says_whose_numbers_over_how_many_days_and_by_how_much(self, team, analyst, browse, asked):
        assert begin(browse(analyst), team, "finding", **asked).status_code == 302

        found = Item.objects.get().finding
        assert (found.about_id, found.compared_days, str(found.at_least)) == (asked["about"], 14, "2.50")

    def test_correcting_it_keeps_them(self, team, analyst, browse, asked):
        begin(browse(analyst), team, "finding", **asked)
        item = Item.objects.get()
        address = reverse("campaigns:items-edit", args=["brook", item.pk])
        form = browse(analyst).get(address).context["particulars"]
        said = {f"of-{name}": form[name].value() for name in form.fields if form[name].value() is not None}

        again = browse(analyst).post(address, said | {"title": "为什么", "owner": analyst.pk, "of-compared_days": 10})

        assert again.status_code == 302
        found = Item.objects.get().finding
        assert (found.about_id, found.compared_days) == (asked["about"], 10)

    def test_a_mean_needs_one_subject(self, team, analyst, browse, asked):
        level = Metric.objects.filter(team=None, fold=Metric.Fold.LEVEL).first()

        refused = begin(browse(analyst), team, "finding", **asked | {"metric": level.pk, "about": ""})

        assert refused.status_code == 422
        assert "about" in refused.context["particulars"].errors
        assert not Item.objects.exists()


def test_a_ruling_typed_on_the_form_is_counted_as_a_violation(team, planner, minder, other_planner, browse):
    cast = {"other_planner": other_planner, "minder": minder}
    Paper(cast).review("V1", "03T10:00", "02T10:00", "minder")
    content = Item.objects.get()
    content.content.published_at = moment("20:00", "2026-11-05")
    content.content.save()
    report = start(minder, code="incident", title="被判违规", at=moment("09:00", "2026-11-08"))
    typed = {
        "title": report.title, "owner": minder.pk, "of-kind": "content", "of-content_item": content.pk,
        "of-is_ruled": "on", "of-take_down_hours": 1, "of-recover_hours": 2,
    }  # fmt: skip

    answer = browse(minder).post(reverse("campaigns:items-edit", args=["brook", report.pk]), typed)

    assert answer.status_code == 302, answer.context["particulars"].errors
    collect(team, Span(date(2026, 11, 1), date(2026, 11, 30)), at=moment("06:10", "2026-12-01"))
    counted = Point.objects.filter(metric__code="process.violations", subject__member=minder)
    assert list(counted.values_list("value", flat=True)) == [1]


def test_it_is_published_at_the_stage_that_says_so_whatever_it_is_called(approved, planner, browse):
    own = Workflow.objects.get(pk=approved.workflow_id)
    assert [stage.code for stage in own.stages.all() if stage.is_for_publishing] == ["publish"]
    here = approved.now.stage
    address = reverse("campaigns:items-item", args=["brook", approved.pk])
    out = reverse("campaigns:items-publish", args=["brook", approved.pk])
    assert out not in browse(planner).get(address).text

    type(here).objects.filter(pk=here.pk).update(is_for_publishing=True, code="go_out")

    assert out in browse(planner).get(address).text


def test_what_a_finding_started_from_is_typed_and_shown_in_the_unit_of_its_metric(lead, team, browse):
    metric = Metric.objects.get(team=None, code="shop.repurchase_rate")
    typed = {"title": "复购掉了", "owner": lead.pk, "of-metric": metric.pk, "of-before": "3.21", "of-at_least": "5",
             "of-compared_days": "7"}  # fmt: skip
    client = browse(lead)
    assert client.post(reverse("campaigns:items-new", args=["brook"]) + "?kind=finding", typed).status_code == 302

    item = Item.objects.get()
    assert item.finding.before == Decimal("0.0321")
    assert dict(particulars_shown.of_item(item))["调整前的值"] == "3.2%"
    form = client.get(reverse("campaigns:items-edit", args=["brook", item.pk])).context["particulars"]
    assert form["before"].value() == "3.21"


def test_the_choice_of_nothing_is_said_in_words(lead, browse):
    page = browse(lead).get(reverse("campaigns:items-new", args=["brook"]) + "?kind=content").text
    assert "---------" not in page
    assert '<option value="" selected>不选</option>' in page
