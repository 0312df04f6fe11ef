"""Words on a card that a reader acts on: what may be done once, which dates hold, where a refusal stands."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from kpis.models import Appeal, Line, Scorecard
from kpis.services import appeals, disputes, finishing
from kpis.services import review as services
from teamops.lib.exceptions import NotAllowedNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(card) -> Line:
    lines = Line.objects.filter(part__scorecard=card).select_related("part__scorecard__team", "part__assignment")
    return lines.get(kpi__metric__code="shop.repurchase_rate")


def address(card, *more, name="card") -> str:
    return reverse(f"kpis:month-{name}", args=["brook", card.pk, *more])


def text(response) -> str:
    return unescape(response.content.decode())


def sign(card, by) -> Scorecard:
    return finishing.finish(card, by=by, comment="照计划做完", at=timezone.now())


def focused(response) -> str:
    """The tag of the field that the page leads to."""
    tags = [part.split(">")[0] for part in text(response).split("<") if " autofocus" in part.split(">")[0]]
    (tag,) = tags
    return tag


def test_each_revision_is_appealed_against_once_and_the_form_says_so(card, member, manager, other_manager, browse):
    first = sign(card, manager)
    assert "每一版评分卡可以申诉一次" in text(browse(member).get(address(first)))
    one = appeals.appeal(first, by=member, text="少算了", at=timezone.now())
    appeals.decide(one, by=other_manager, is_upheld=True, decision="重算", at=timezone.now())
    second = sign(Scorecard.objects.current().get(member=member), manager)

    appeals.appeal(second, by=member, text="还是少算", at=timezone.now())

    assert Appeal.objects.count() == 2
    with pytest.raises(NotAllowedNow, match="每一版只能申诉一次"):
        appeals.appeal(second, by=member, text="再来", at=timezone.now())


def test_a_reopened_card_says_that_the_months_dates_are_not_its_own(card, manager, browse):
    assert "没有另外的期限" not in text(browse(manager).get(address(card)))
    revision = services.reopen(sign(card, manager), by=manager, at=timezone.now(), reason="漏了一天")
    opened = timezone.now() - timedelta(days=1)
    Scorecard.objects.filter(pk=revision.pk).update(made_at=opened)

    page = text(browse(manager).get(address(revision)))

    assert f"第 2 版 {timezone.localdate(opened):%m-%d} 打开，没有另外的期限" in page


def test_a_line_whose_dispute_is_answered_says_why_there_is_no_form(card, line, member, manager, browse):
    client, here = browse(member), address(card) + f"?line={line.pk}"
    one = disputes.dispute(line, by=member, text="少算了", at=timezone.now())
    assert "每一项只能提一次异议" not in text(client.get(here))
    disputes.answer(one, by=manager, outcome="rejected", text="没有少算", at=timezone.now())

    assert "每一项只能提一次异议" in text(client.get(here))
    assert "每一项只能提一次异议" not in text(browse(manager).get(here))


@pytest.mark.parametrize("query", ["", "?sitting=1"])
def test_the_reason_for_signing_without_data_isnt_called_optional(query, card, manager, browse):
    services.review(card, by=manager, comment="好", at=timezone.now())
    Scorecard.objects.filter(pk=card.pk).update(days_present=50)

    page = text(browse(manager).get(address(card) + query))

    label = page.split("数据不全为什么可以签")[1].split("</label>")[0]
    assert "选填" not in label


def test_a_blank_self_review_leads_to_its_field(card, member, browse):
    response = browse(member).post(address(card, name="self-review"), {"text": " "})

    assert response.status_code == 422
    assert "id_text" in focused(response)


def test_a_blank_dispute_leads_to_its_field(card, line, member, browse):
    response = browse(member).post(address(card, line.pk, name="dispute") + f"?line={line.pk}", {"text": ""})

    assert 'id="dispute-text"' in focused(response)
    assert text(response).index("<details open") < text(response).index(" autofocus")


def test_a_refusal_of_the_whole_form_leads_to_its_first_field(card, line, member, manager, browse):
    one = disputes.dispute(line, by=member, text="少算了", at=timezone.now())
    typed = {"outcome": "adjusted", "text": "对", "points": ""}

    response = browse(manager).post(address(card, one.pk, name="answer") + f"?line={line.pk}", typed)

    assert response.status_code == 409
    assert 'name="outcome"' in focused(response)


def test_a_page_without_a_refusal_leads_nowhere(card, member, browse):
    assert " autofocus" not in text(browse(member).get(address(card))).split('id="main"')[1]


@pytest.mark.parametrize("who", ["member", "manager"])
def test_no_two_fields_of_a_card_share_an_id(who, card, line, member, browse, request):
    if who == "manager":
        disputes.dispute(line, by=member, text="少算了", at=timezone.now())
    page = text(browse(request.getfixturevalue(who)).get(address(card) + f"?line={line.pk}"))

    ids = re.findall(r'<(?:textarea|input|select)[^>]* id="([^"]+)"', page.split('id="main"')[1])

    assert len(ids) > 1
    assert len(ids) == len(set(ids))
