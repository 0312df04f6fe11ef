"""Panels on an item's page: each kind has its own, in their order, and who has nothing to say shows nothing."""

import pytest
from django.urls import reverse

from campaigns import panels
from campaigns.models import Item
from campaigns.panels import Maker, Panel, Part, Place, Reading, panel
from campaigns.services import texts
from tests.campaigns.conftest import AT, start


@pytest.fixture
def nothing_registered(monkeypatch):
    monkeypatch.setattr(panels, "_registered", {})


def templates(item, by) -> dict[str, list[str]]:
    return {place: [one.template for one in found] for place, found in panels.of_page(Reading(item, by, AT)).items()}


def test_panels_stand_in_their_order_and_place(planner, nothing_registered):
    panel(order=40)(lambda _reading: Panel("late.html"))
    item = start(planner)

    @panel(Item.Kind.CONTENT, order=30)
    def early(reading: Reading) -> Panel:
        return Panel("early.html", {"code": reading.item.code})

    @panel(Item.Kind.CONTENT, place=Place.WIDE)
    def wide(_reading: Reading) -> Panel:
        return Panel("wide.html")

    assert templates(item, planner) == {"wide": ["wide.html"], "side": ["early.html", "late.html"]}


def test_a_panel_of_another_kind_or_without_words_isnt_shown(planner, nothing_registered):
    @panel(Item.Kind.CAMPAIGN)
    def of_campaigns(_reading: Reading) -> Panel:
        return Panel("campaign.html")

    @panel()
    def silent(_reading: Reading) -> None:
        return None

    assert templates(start(planner), planner) == {"wide": [], "side": []}


def saying(template: str) -> Maker:
    """A function of its own name that makes a panel of this template."""

    def make(_reading: Reading) -> Panel:
        return Panel(template)

    make.__qualname__ = template
    return make


def test_a_later_part_is_asked_for_once_and_comes_with_its_own_panels(planner, nothing_registered):
    panel(place=Place.WIDE, order=10)(saying("first.html"))
    panel(place=Place.WIDE, order=20, part=Part.TRAIL)(saying("later.html"))
    panel(place=Place.WIDE, order=30, part=Part.TRAIL)(saying("latest.html"))
    panel(order=5, part=Part.TRAIL)(saying("aside.html"))
    panel(order=5, part=Part.WORK, when=lambda _item: False)(saying("never.html"))
    reading = Reading(start(planner), planner, AT)

    page = panels.of_page(reading)

    assert [one.template for one in page["wide"]] == ["first.html", "campaigns/_slot.html"]
    assert [one.words["asks"] for place in page.values() for one in place if "asks" in one.words] == [True, False]
    later = panels.of_parts(reading, Part.TRAIL)
    assert [one.template for one in later["wide"]] == ["later.html", "latest.html"]
    assert [one.template for one in later["side"]] == ["aside.html"]


def test_without_a_script_the_whole_page_is_a_link_away(planner, browse):
    item = start(planner)
    texts.comment(item, by=planner, at=AT, text="开头再短些")
    address = reverse("campaigns:items-item", args=["brook", item.pk])
    client = browse(planner)

    page = client.get(address).text
    assert "开头再短些" not in page
    assert f'href="{address}?all=1"' in page

    assert "开头再短些" in client.get(address, {"all": "1"}).text
    assert "开头再短些" in client.get(f"{address}beside/trail/").text
    assert client.get(f"{address}beside/page/").status_code == 404
    assert client.get(f"{address}beside/gossip/").status_code == 404
