"""Panels on an item's page: each kind has its own, in their order, and who has nothing to say shows nothing."""

import pytest

from campaigns import panels
from campaigns.models import Item
from campaigns.panels import Panel, Place, Reading, panel
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
