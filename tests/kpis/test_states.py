"""A card's state has one name, wherever it is said."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from kpis.models import Scorecard
from kpis.services import review
from kpis.states import state_of
from meetings.agenda.words import WORDS
from tests.conftest import make_member

NAMES = {"open": "待主管评", "reviewed": "待签", "signed": "已签", "empty": "待数据"}


@pytest.fixture
def cards(team, make_card, manager):
    found = {name: make_card(make_member(team, name)) for name in ("open", "reviewed", "signed")}
    found["empty"] = make_card(make_member(team, "empty"), result=None)
    for name in ("reviewed", "signed"):
        review.review(found[name], by=manager, comment="好", at=timezone.now())
    review.sign(found["signed"], by=manager, at=timezone.now())
    return {name: Scorecard.objects.get(pk=card.pk) for name, card in found.items()}


@pytest.fixture
def chinese(browse, manager):
    """A manager's browser, in Chinese."""
    client = browse(manager)
    client.cookies["django_language"] = "zh-hans"
    return client


def test_the_month_the_card_the_home_page_and_the_export_use_the_same_name(cards, chinese, last_month):
    month = {"month": f"{last_month:%Y-%m}"}
    rows = chinese.get(reverse("kpis:month", args=["brook"]), month).context["page"].object_list
    exported = chinese.get(reverse("kpis:month-export", args=["brook"]), month).content
    heads, *totals = openpyxl.load_workbook(BytesIO(exported)).worksheets[0].iter_rows(values_only=True)
    home = chinese.get(reverse("reports:today", args=["brook"])).content.decode()

    assert {row.member.person.username: row.state for row in rows} == NAMES
    assert sorted(row[heads.index("状态")] for row in totals) == sorted(NAMES.values())
    for name in ("open", "reviewed", "empty"):
        assert f"</svg>{NAMES[name]}</span>" in home
    for name, card in cards.items():
        page = chinese.get(reverse("kpis:month-card", args=["brook", card.pk]))
        assert page.context["state"] == NAMES[name]


def test_while_the_month_runs_nothing_waits_for_anybody(cards):
    during = cards["open"].last_day
    with override("zh-hans"):
        assert {state_of(cards[name], today=during) for name in ("open", "reviewed", "empty")} == {"进行中"}
        assert state_of(cards["open"], today=during + timedelta(days=1)) == "待主管评"


@pytest.mark.parametrize(
    ("code", "name"), [("cards_review", "open"), ("cards_sign", "reviewed"), ("cards_signed", "signed")]
)
def test_agendas_count_the_cards_of_a_state_by_its_name(code, name):
    with override("zh-hans"):
        assert str(WORDS[code]) == f"%(count)s 张{NAMES[name]}"
