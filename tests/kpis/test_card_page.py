"""A card's page: down to the row of the file in two clicks, reviewed and signed in one sitting, hidden from peers."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jobs import services as jobs
from jobs.models import JobRun
from kpis.models import Line, Part, Scorecard
from kpis.services import review as services
from metrics.models import Channel, ImportBatch, Metric, Point, Restatement
from teamops.lib.months import month_before
from tests.building import attribute, each_day, make_channel, put
from tests.conftest import make_member


def address(card, name="card", **query) -> str:
    url = reverse(f"kpis:month-{name}", args=[card.team.slug, card.pk])
    return url + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


@pytest.fixture
def line(card) -> Line:
    return Line.objects.get(part__scorecard=card, kpi__metric__code="shop.repurchase_rate")


@pytest.fixture
def batch(team, member, analyst, card) -> ImportBatch:
    """The two numbers behind the card's repurchase rate, with the file that they came from."""
    shop = make_channel(team, "小程序商城", Channel.Kind.SHOP)
    attribute(shop.subject, member, share=60)
    put(shop.subject, "shop.repeat_payers", {card.month: 41})
    put(shop.subject, "shop.payers", {card.month: 142})
    batch = ImportBatch.objects.create(
        team=team, channel=shop, file_name="交易概况.xlsx", sha256="0" * 64, size=1, as_of=card.month,
        uploaded_by=analyst, confirmed_at=timezone.now(), state=ImportBatch.State.IMPORTED,
    )  # fmt: skip
    Point.objects.update(batch=batch, row=23)
    Restatement.objects.create(
        subject=shop.subject, metric=Metric.objects.get(code="shop.repeat_payers"), day=card.month, team=team,
        value=39, as_of=card.month,
    )  # fmt: skip
    return batch


@pytest.mark.parametrize("level", ["owner", "manager", "auditor", "member"])
def test_the_member_managers_and_auditors_see_the_card(level, card, browse, request):
    assert browse(request.getfixturevalue(level)).get(address(card)).status_code == 200


@pytest.mark.parametrize("level", ["lead", "analyst", "other_member", "outsider"])
@pytest.mark.parametrize("name", ["card", "print"])
def test_peers_and_strangers_get_404(level, name, card, browse, request):
    assert browse(request.getfixturevalue(level)).get(address(card, name)).status_code == 404


ACTIONS = {"review": {"comment": "好"}, "sign": {}, "reopen": {"reason": "补数据"}}


@pytest.mark.parametrize("level", ["lead", "analyst", "member", "other_member", "auditor"])
@pytest.mark.parametrize("name", ACTIONS)
def test_who_is_no_manager_gets_403_for_what_only_managers_do(name, level, card, browse, request):
    response = browse(request.getfixturevalue(level)).post(address(card, name), ACTIONS[name])

    assert response.status_code == 403
    assert Scorecard.objects.get().state == Scorecard.State.OPEN


@pytest.mark.parametrize("name", ACTIONS)
def test_another_teams_owner_gets_404_for_it(name, card, browse, outsider):
    assert browse(outsider).post(address(card, name), ACTIONS[name]).status_code == 404


@pytest.mark.parametrize("name", ACTIONS)
def test_it_is_done_by_post_alone(name, card, browse, manager):
    assert browse(manager).get(address(card, name)).status_code == 405


def test_from_the_month_to_the_row_of_the_file_in_three_clicks(card, line, batch, browse, manager, last_month):
    client = browse(manager)
    month = client.get(reverse("kpis:month", args=["brook"]), {"month": f"{last_month:%Y-%m}"}).content.decode()
    assert f'href="{address(card)}"' in month  # the first click
    page = client.get(address(card)).content.decode()
    assert f'href="{address(card, line=line.pk)}"' in page  # the second
    opened = client.get(address(card, line=line.pk)).content.decode()
    row = reverse("metrics:imports-row", args=["brook", batch.pk, 23])
    assert f'href="{row}"' in opened  # the third
    assert client.get(row).status_code != 404


def test_an_open_line_shows_path_formula_points_and_what_was_corrected(card, line, batch, browse, member):
    text = browse(member).get(address(card, line=line.pk)).content.decode()

    for expected in ("83.40", "47.50", "23.75", "交易概况.xlsx", "× 60%", '<s class="ink3">39</s>', "Analyst"):
        assert expected in text
    assert "复购人数 1,083 ÷ 支付人数 3,800 = 28.5%" in text
    assert "100 × (28.5 − 10) ÷ (35 − 10) = " in text


def test_the_path_of_a_line_leads_through_its_part_where_there_are_several(card, line, browse, member):
    client = browse(member)
    assert "× 80.0%" not in client.get(address(card, line=line.pk)).content.decode()

    Part.objects.filter(pk=line.part_id).update(weight=Decimal("0.8"), total=Decimal("79.28"))

    path = client.get(address(card, line=line.pk)).content.decode().partition('class="path"')[2].partition("</ol>")[0]
    words = re.sub(r"<[^>]+>", " ", path)
    assert re.search(rf"83\.40\s.*{line.part.assignment.role} 79\.28 × 80\.0%\s.*47\.50\s.*23\.75", words, re.S)


def test_htmx_gets_the_same_partial_alone(card, line, batch, browse, member):
    client = browse(member)
    whole = client.get(address(card, line=line.pk)).content.decode()
    part = client.get(address(card, line=line.pk), headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<section class="panel clip" id="lines"')
    assert "<html" not in part
    assert without_tokens(part).strip() in without_tokens(whole)


def without_tokens(text: str) -> str:
    """Without what differs each time a page is made."""
    return re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", text)


def test_another_cards_line_does_not_open(card, make_card, other_member, browse, manager):
    other = Line.objects.filter(part__scorecard=make_card(other_member)).first()

    assert browse(manager).get(address(card, line=other.pk)).context["explanation"] is None


def test_many_points_are_listed_when_asked_for(card, line, batch, browse, member):
    shop = Channel.objects.get().subject
    put(shop, "shop.orders", {})
    put(shop, "shop.payers", each_day(card.month + timedelta(days=1), card.last_day, 100))
    client = browse(member)

    short = client.get(address(card, line=line.pk)).context["explanation"]
    everything = client.get(address(card, line=line.pk, points="all")).context["explanation"]

    assert (len(short.rows), short.has_more) == (12, True)
    assert (len(everything.rows), everything.has_more) == (card.last_day.day, False)


def test_a_line_without_data_is_no_zero_and_says_where_its_weight_went(make_card, member, browse):
    card = make_card(member, result=None)
    line = Line.objects.filter(part__scorecard=card, kpi__half="result").first()

    response = browse(member).get(address(card, line=line.pk))

    explanation = response.context["explanation"]
    assert explanation.earned == ""
    assert len(explanation.notes) == 1
    assert "0.00" not in str(explanation.formula)


def test_each_line_is_set_beside_the_month_before(make_card, member, browse, last_month, card):
    make_card(member, month_before(last_month), process="30.00")

    sheet = browse(member).get(address(card)).context["sheet"]

    changes = {line.metric.code: line.change for line in sheet.lines}
    assert changes["process.stand_up_rate"] == Decimal("5.90")
    assert changes["oa.followers_new"] == 0
    assert sheet.change == Decimal("5.90")
    assert [total for _month, total in sheet.months] == [Decimal("77.50"), Decimal("83.40")]


def test_a_months_gap_in_the_trend_stays_a_gap(make_card, member, browse, last_month, card):
    before = month_before(last_month)
    make_card(member, before, result=None)
    make_card(member, month_before(before))

    trend = browse(member).get(address(card)).context["sheet"].trend

    assert trend.paths == []


def test_review_and_signature_in_one_sitting_lead_to_the_next_card(team, make_card, manager, browse, last_month):
    cards = [make_card(make_member(team, name), process=process) for name, process in [("one", "30"), ("two", "31")]]
    client = browse(manager)

    begun = client.get(reverse("kpis:month-sitting", args=["brook"]), {"month": f"{last_month:%Y-%m}"})
    assert begun.url == address(cards[0], sitting=1)
    assert f'action="{address(cards[0], "finish", sitting=1)}"' in client.get(begun.url).content.decode()
    signed = client.post(address(cards[0], "finish", sitting=1), {"comment": "好"})
    assert signed.url == address(cards[1], sitting=1)
    last = client.post(address(cards[1], "finish", sitting=1), {"comment": "好"})

    assert last.url == f"{reverse('kpis:month', args=['brook'])}?month={last_month:%Y-%m}"


def test_on_ones_own_card_there_is_only_the_self_review_to_fill_in(make_card, manager, browse):
    card = make_card(manager)
    text = browse(manager).get(address(card)).content.decode()

    assert 'name="comment"' not in text
    assert text.count("btn-primary") == 1
    assert f'action="{address(card, "self-review")}"' in text


def test_what_was_typed_is_still_there_when_a_service_refuses(card, manager, owner, browse):
    services.review(card, by=owner, comment="好", at=timezone.now())
    services.sign(card, by=owner, at=timezone.now())

    response = browse(manager).post(address(card, "review"), {"comment": "我写了很久的评语"})

    assert response.status_code == 409
    assert response.context["review_form"]["comment"].value() == "我写了很久的评语"
    assert "Owner" in response.content.decode()


def test_an_empty_review_is_refused_beside_its_field(card, manager, browse):
    response = browse(manager).post(address(card, "review"), {"comment": ""})

    assert response.status_code == 422
    assert response.context["review_form"].errors


def test_the_reason_is_asked_for_only_where_data_is_missing(team, make_card, manager, browse):
    for name, days, asked in [("whole", 100, False), ("partly", 90, True)]:
        card = make_card(make_member(team, name), days_present=days)
        services.review(card, by=manager, comment="好", at=timezone.now())
        assert ('name="reason"' in browse(manager).get(address(card)).content.decode()) is asked


def test_a_reopened_card_shows_its_revisions_side_by_side(card, manager, browse):
    services.review(card, by=manager, comment="好", at=timezone.now())
    services.sign(card, by=manager, at=timezone.now())
    client = browse(manager)

    response = client.post(address(card, "reopen"), {"reason": "10-30 补了订单"})

    revision = Scorecard.objects.get(revision=2)
    assert response.url == address(revision)
    text = client.get(response.url).content.decode()
    assert "10-30 补了订单" in text
    assert address(card) in text
    assert address(card, "reopen") not in client.get(address(card)).content.decode()


def test_a_reopened_card_says_that_it_is_being_scored(card, manager, browse, team, last_month):
    client = browse(manager)
    services.review(card, by=manager, comment="好", at=timezone.now())
    services.sign(card, by=manager, at=timezone.now())
    services.reopen(card, by=manager, at=timezone.now(), reason="补了订单")
    revision = Scorecard.objects.current().get()
    month = reverse("kpis:month", args=["brook"]) + f"?month={last_month:%Y-%m}"
    for page in (address(revision), month):
        assert "正在" in client.get(page).content.decode()

    run = jobs.claim(JobRun.objects.get(name="rescore").pk, at=timezone.now())
    jobs.finish(run, at=timezone.now(), done=1, total=1)

    for page in (address(revision), month):
        assert "正在" not in client.get(page).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_team(card, team, make_card, browse, manager, line, batch):
    client = browse(manager)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address(card, line=line.pk, sitting=1))
        return len(captured)

    queries()
    few = queries()
    for n in range(20):
        make_card(make_member(team, f"member{n}"))

    assert queries() == few


def test_the_printed_card_names_the_files_it_was_made_from(card, batch, browse, manager):
    response = browse(manager).get(address(card, "print"))

    (origin,) = response.context["origins"]
    assert (origin.name, origin.about, origin.rows) == ("交易概况.xlsx", ["小程序商城"], 1)
    assert "data-print" in response.content.decode()
