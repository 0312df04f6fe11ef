"""A team's own metrics: what can be one, who may add them, how long they may change, where they are seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils.translation import override

from kpis.models import Line, Template
from kpis.scorecards import recompute
from kpis.services import templates as template_services
from metrics.models import Keeper, Metric, Point, Term
from metrics.models.dictionary import OWN
from metrics.services import dictionary as services
from metrics.services.dictionary import Definition
from metrics.services.fitting import Part
from metrics.web import Web
from roles.models import Role
from teamops.lib.exceptions import NotAllowedNow
from tests.building import attribute, hold, make_channel, make_template, put
from tests.metrics.conftest import NOW, own_sheet

pytestmark = pytest.mark.django_db

FIRST, SECOND, LAST = date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 31)
KIND = Term.Part


@contextmanager
def refused(words: str) -> Iterator[None]:
    """Expect a sentence with these words, in English."""
    with override("en"), pytest.raises(NotAllowedNow, match=words):
        yield


def known(code: str) -> Metric:
    return Metric.objects.get(code=code, team=None)


def says(name="样品", *, unit="pieces", parts=(), **fields) -> Definition:
    return Definition(name=name, group="biz", unit=unit, definition="寄出的样品数。", parts=parts, **fields)


@pytest.fixture
def add(team, analyst):
    """``add(code, fold, says)`` is a metric of the team's own."""

    def added(code="samples", fold="flow", definition=None) -> Metric:
        return services.add(team, code=code, fold=fold, says=definition or says(), keeper=analyst, by=analyst)

    return added


def samples_rate(add) -> Metric:
    """Samples sent ÷ leads."""
    samples = add()
    parts = [Part(KIND.NUMERATOR, samples), Part(KIND.DENOMINATOR, known("biz.leads"))]
    return add("samples_a_lead", "ratio", says("寄样率", unit="percent", parts=parts))


def test_an_analyst_adds_a_metric_in_the_browser_and_imports_it_by_the_own_sheet(
    team, analyst, groups, browse, bring_in
):
    client = browse(analyst)
    typed = {
        "code": "samples",
        "name": "样品",
        "name_en": "Samples",
        "group": "biz",
        "unit": "pieces",
        "definition": "寄出的样品数。",
        "source": "仓库",
        "keeper": analyst.pk,
    }
    response = client.post(reverse("metrics:dictionary-add", args=[team.slug]) + "?fold=flow", typed)

    assert response.status_code == 302, response.content.decode()
    metric = Metric.objects.get(team=team)
    assert (metric.code, metric.fold, metric.unit, metric.keepers.get().member) == (
        "own.samples", "flow", "pieces", analyst,
    )  # fmt: skip
    batch = bring_in(own_sheet(("2026-10-01", "会员群", "own.samples", 7), ("2026-10-02", "会员群", "样品", 5)))
    assert (batch.rows_new, batch.rows_rejected) == (2, 0)
    assert [point.value for point in Point.objects.filter(metric=metric).order_by("day")] == [7, 5]
    sheet = client.get(reverse("metrics:imports-sheet", args=[team.slug]))
    assert sheet.status_code == 200
    page = client.get(reverse("metrics:dictionary-metric", args=[team.slug, metric.code])).content.decode()
    assert "会员群" in page
    assert ">12<" in page, "the sum of the month"
    assert reverse("metrics:imports-row", args=[team.slug, batch.pk, 2]) in page


def test_a_ratio_is_typed_row_by_row(team, analyst, browse, add):
    samples = add()
    typed = {
        "code": "samples_a_lead",
        "name": "寄样率",
        "group": "biz",
        "unit": "percent",
        "definition": "每条线索寄出的样品。",
        "keeper": analyst.pk,
        "numerator_0": samples.pk,
        "denominator_0": known("biz.leads").pk,
    }

    address = reverse("metrics:dictionary-add", args=[team.slug]) + "?fold=ratio"
    assert browse(analyst).get(address).context["form"]["unit"].value() == "percent"

    response = browse(analyst).post(address, typed)

    assert response.status_code == 302, response.content.decode()
    terms = Term.objects.filter(metric__code="own.samples_a_lead")
    assert {(term.part, term.source.code) for term in terms} == {
        ("numerator", "own.samples"),
        ("denominator", "biz.leads"),
    }


def test_a_ratio_of_the_teams_own_counts_on_a_card_to_the_cent(team, analyst, member, add):
    rate = samples_rate(add)
    channel = make_channel(team, "门店", watermark=LAST)
    attribute(channel.subject, member, share=60)
    put(channel.subject, "own.samples", {FIRST: 7, SECOND: 6, LAST: 100})
    put(channel.subject, "biz.leads", {FIRST: 20, SECOND: 21})
    kpis = [
        {"metric": "process.stand_up_rate", "half": "process", "weight": 40, "target": 1, "subject_kind": "member"},
        {"metric": rate.code, "half": "result", "weight": 60, "target": D("0.4"), "zero_at": D("0.1")},
    ]
    make_template(team, "user_operator", kpis)
    hold(member, "user_operator")

    recompute(team, through=LAST, at=datetime(2026, 11, 1, tzinfo=UTC))

    line = Line.objects.get(kpi__metric=rate)
    # Only the two days on which both are there: (7 + 6) ÷ (20 + 21) = 0.317073…; the share is on both sides.
    assert (line.numerator, line.denominator) == (D("7.8"), D("24.6"))
    assert line.actual == D("0.317073")
    # 100 × (13/41 − 0.1) ÷ 0.3 = 72.357724, × 60 ÷ 100 = 43.414634
    assert (line.score, line.earned) == (D("72.357724"), D("43.414634"))


def test_sums_keep_their_signs_and_growths_name_one_metric(add):
    orders = [Part(KIND.SUMMAND, known("shop.gmv")), Part(KIND.SUMMAND, known("shop.refunds"), -1)]
    net = add("net_sales", "sum", says("净销售额", unit="yuan", parts=orders))
    growth = add("net_growth", "growth", says("净销售额提升", unit="percent", parts=[Part(KIND.BASE, net)]))

    assert [(term.source.code, term.sign) for term in net.terms.all()] == [("shop.gmv", 1), ("shop.refunds", -1)]
    assert growth.terms.get().source == net


# What can't be: the fold, the unit, the parts (part, shipped code, sign), and words of the refusal.
MISFITS = {
    "a sum of one": ("sum", "times", [("summand", "oa.reads", 1)], "two parts"),
    "a sum that only takes away": (
        "sum", "times", [("summand", "oa.reads", -1), ("summand", "vc.plays", -1)], "is added",
    ),
    "people plus yuan": ("sum", "yuan", [("summand", "shop.gmv", 1), ("summand", "oa.readers", 1)], "can't be added"),
    "a sum in another unit": ("sum", "yuan", [("summand", "oa.reads", 1), ("summand", "vc.plays", 1)], "unit of its"),
    "a stock in a sum": (
        "sum", "people", [("summand", "oa.readers", 1), ("summand", "group.members", 1)], "made of flows",
    ),
    "a ratio without a lower side": ("ratio", "percent", [("numerator", "oa.reads", 1)], "below"),
    "both lower sides": (
        "ratio", "percent",
        [("numerator", "group.left", 1), ("denominator", "group.joined", 1), ("opening", "group.members", 1)],
        "not both",
    ),
    "a ratio of a ratio": (
        "ratio", "percent", [("numerator", "oa.open_rate", 1), ("denominator", "oa.reads", 1)], "Above the line",
    ),
    "a flow as opening": ("ratio", "percent", [("numerator", "group.left", 1), ("opening", "group.joined", 1)], "stoc"),
    "yuan of people as a percentage": (
        "ratio", "percent", [("numerator", "shop.gmv", 1), ("denominator", "shop.payers", 1)], "no percentage",
    ),
    "a growth in yuan": ("growth", "yuan", [("base", "shop.gmv", 1)], "percentage"),
    "a growth of a growth": ("growth", "percent", [("base", "shop.order_value_growth", 1)], "growth itself"),
    "the same twice": ("sum", "times", [("summand", "oa.reads", 1), ("summand", "oa.reads", -1)], "once"),
    "a flow of percentages": ("flow", "percent", [], "aren't added up"),
    "a part in a stored metric": ("flow", "times", [("base", "oa.reads", 1)], "doesn't belong"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISFITS)
def test_what_cannot_be_computed_is_refused_with_a_sentence(add, name):
    fold, unit, rows, words = MISFITS[name]
    parts = [Part(part, known(code), sign) for part, code, sign in rows]

    with refused(words):
        add("odd", fold, says("怪", unit=unit, parts=parts))

    assert not Metric.objects.filter(code="own.odd").exists()


def test_a_metric_is_never_computed_from_itself(analyst, add):
    orders = [Part(KIND.SUMMAND, known("oa.reads")), Part(KIND.SUMMAND, known("vc.plays"))]
    total = add("looks", "sum", says("看的次数", unit="times", parts=orders))
    growth = add("looks_growth", "growth", says("看的次数提升", unit="percent", parts=[Part(KIND.BASE, total)]))
    circle = says("看的次数", unit="times", parts=[*orders, Part(KIND.SUMMAND, growth)])

    with refused("circle"):
        services.edit(total, says=circle, by=analyst)
    with refused("circle"):
        services.edit(
            total, says=says("看的次数", unit="times", parts=[*orders, Part(KIND.SUMMAND, total)]), by=analyst
        )

    assert Web.of(analyst.team).all_above(known("oa.reads").pk) >= {total.pk, growth.pk}


@pytest.mark.parametrize("code", ["", "Samples", "1st", "a b", "x" * 41, "own.samples"])
def test_a_code_is_small_letters_digits_and_underscores(add, code):
    with refused("2 to 40"):
        add(code)


def test_one_name_has_one_meaning(add):
    add()
    with refused(r"own\.samples already"):
        add("samples")
    with refused(r"own\.samples"):
        add("more_samples")
    with refused(r"oa\.readers"):
        add("people_who_read", "flow", says("Readers", unit="people"))


def test_teams_may_have_the_same_code_and_never_see_each_others(team, other_team, outsider, analyst, add, browse):
    mine = add()
    theirs = services.add(
        other_team, code="samples", fold="flow", says=says("杯数"), keeper=outsider, by=outsider
    )  # fmt: skip

    assert mine.code == theirs.code
    client = browse(analyst)
    page = client.get(reverse("metrics:dictionary-metric", args=[team.slug, "own.samples"])).content.decode()
    assert "样品" in page
    assert "杯数" not in page
    listed = client.get(reverse("metrics:dictionary", args=[team.slug]), {"show": "own"}).content.decode()
    assert "样品" in listed
    assert "杯数" not in listed
    assert client.get(reverse("metrics:dictionary-metric", args=[other_team.slug, "own.samples"])).status_code == 404
    with refused("another team"):
        services.edit(theirs, says=says(), by=analyst)
    with refused("isn't in this team's dictionary"):
        add("odd", "growth", says("怪", unit="percent", parts=[Part(KIND.BASE, theirs)]))


def test_a_member_reads_and_changes_nothing(team, member, add, browse):
    metric = add()
    client = browse(member)

    page = client.get(reverse("metrics:dictionary-metric", args=[team.slug, metric.code]))

    assert page.status_code == 200
    assert reverse("metrics:dictionary-edit", args=[team.slug, metric.code]) not in page.content.decode()
    for name in ("edit", "retire", "bring-back", "keep"):
        assert client.post(reverse(f"metrics:dictionary-{name}", args=[team.slug, metric.code])).status_code == 403


def test_a_published_template_freezes_the_definition_and_what_it_is_made_of(team, analyst, manager, add, browse):
    rate = samples_rate(add)
    samples = Metric.objects.get(code="own.samples")
    template = Template.objects.create(team=team, role=Role.objects.get(code="user_operator"), version=1)
    row = template_services.Row(rate, "result", D(60), "channel", target=D("0.3"))
    template_services.edit(template, by=manager, rows=[row])
    services.edit(samples, says=says("样品数"), by=analyst)  # a draft binds nobody

    Template.objects.filter(pk=template.pk).update(state="published", valid_from=FIRST)

    for metric in (rate, samples):
        with refused("published and counts"):
            services.edit(metric, says=says("别的"), by=analyst)
    response = browse(analyst).get(reverse("metrics:dictionary-edit", args=[team.slug, samples.code]), follow=True)
    assert response.redirect_chain
    with refused("without it"):
        services.retire(rate, by=analyst, at=NOW)
    with refused("made of"):
        services.retire(samples, by=analyst, at=NOW)
    page = browse(analyst).get(reverse("metrics:dictionary-metric", args=[team.slug, rate.code])).content.decode()
    assert reverse("kpis:templates-detail", args=[team.slug, template.pk]) in page


def test_the_unit_stays_once_there_are_numbers(team, analyst, groups, add, bring_in):
    metric = add()
    bring_in(own_sheet(("2026-10-01", "会员群", "own.samples", 7)))

    services.edit(metric, says=says("样品数"), by=analyst)
    with refused("old unit"):
        services.edit(metric, says=says("样品数", unit="yuan"), by=analyst)


def test_a_retired_metric_is_offered_nowhere_and_its_numbers_stay(
    team, analyst, manager, groups, add, look, bring_in, browse
):
    metric = add()
    bring_in(own_sheet(("2026-10-01", "会员群", "own.samples", 7)))
    client = browse(analyst)

    client.post(reverse("metrics:dictionary-retire", args=[team.slug, metric.code]))

    assert metric.code not in client.get(reverse("metrics:dictionary", args=[team.slug])).content.decode()
    assert (
        metric.code in client.get(reverse("metrics:dictionary", args=[team.slug]), {"show": "retired"}).content.decode()
    )
    draft = Template.objects.create(team=team, role=Role.objects.get(code="user_operator"), version=1)
    chosen = browse(manager).get(reverse("kpis:templates-edit", args=[team.slug, draft.pk])).content.decode()
    assert f'value="{metric.pk}"' not in chosen
    assert Point.objects.filter(metric=metric).count() == 1
    later = own_sheet(("2026-10-02", "会员群", "own.samples", 7))
    assert look(later).rejected_rows.get().reason == "unknown_metric"
    client.post(reverse("metrics:dictionary-bring-back", args=[team.slug, metric.code]))
    assert bring_in(later).rows_new == 1


def test_each_team_names_its_own_keeper_of_a_shipped_metric(team, other_team, analyst, member, outsider, browse):
    readers = known("oa.readers")
    services.keep(readers, team=other_team, keeper=outsider, by=outsider)
    url = reverse("metrics:dictionary-keep", args=[team.slug, readers.code])

    browse(analyst).post(url, {"keeper": member.pk})

    assert {(one.team.slug, one.member) for one in Keeper.objects.filter(metric=readers)} == {
        ("brook", member),
        ("hill", outsider),
    }
    page = browse(member).get(reverse("metrics:dictionary-metric", args=[team.slug, readers.code])).content.decode()
    assert "Member" in page
    assert "Outsider" not in page
    browse(analyst).post(url, {"keeper": outsider.pk})
    assert Keeper.objects.get(team=team, metric=readers).member == member
    browse(analyst).post(url, {"keeper": ""})
    assert not Keeper.objects.filter(team=team).exists()


def test_the_database_keeps_own_and_shipped_codes_apart():
    assert not Metric.objects.filter(team=None, code__startswith=OWN).exists()
