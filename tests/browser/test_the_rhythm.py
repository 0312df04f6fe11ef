"""A day and a week on a phone: a stand-up that moves two items, the wall, a meeting from agenda to action and back."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visitor
from tests.metrics.wechat_server import BEIJING

pytestmark = pytest.mark.browser

WRITER, NAME, LEAD, MANAGER = "wangzihan", "王子涵", "sunjianing", "chensiqi"
SERIES, ACTION = "小组周会", "把拼团页的客服话术补齐"


@pytest.fixture(scope="module")
def screen() -> dict[str, int]:
    return PHONE


@pytest.fixture
def today():
    return datetime.now(BEIJING).date()


def test_a_stand_up_that_moves_two_items_takes_at_most_six_interactions(visit):
    """The page is open; what lies with the writer is proposed as plan already."""
    writer = visit(WRITER)
    page = writer.go("/t/demo/")
    ticks = page.locator("input[name^=move-]")
    titles = [ticks.nth(n).locator("xpath=../span").inner_text().split("\n")[0] for n in range(2)]
    interactions = [
        ticks.nth(0).check,
        ticks.nth(1).check,
        lambda: page.locator("textarea[name=blockers]").fill("缺成分检测报告编号"),
        page.locator("form:has(textarea[name=plan]) button[type=submit]").click,
    ]
    for touch in interactions:
        touch()
    page.wait_for_url("**/stand-ups/")

    assert len(interactions) <= 6
    page = writer.go("/t/demo/meetings/stand-ups/?by=item")
    for title in titles:
        expect(page.locator("article", has_text=title.split(" ")[0]).first).to_contain_text(NAME)
    assert not writer.scrolls_sideways()


def test_a_meeting_goes_from_its_agenda_to_an_action_that_comes_back(visit, today):
    have_it_worked(visit(MANAGER), today)
    lead = visit(LEAD)
    set_up_a_series(lead)
    page = open_meeting(lead, 0)
    expect(page.locator("#numbers")).to_be_visible()
    page.locator("form[action*='/start/'] button").click()
    section = page.locator("#blockers form[action*='/minutes/']")
    section.locator("textarea").fill("奖品预算今天批。")
    section.locator("button").click()
    expect(page.locator("#blockers textarea")).to_have_value("奖品预算今天批。")
    page.locator("#late textarea").fill("下周一起看。")
    give(page, (today + timedelta(days=5)).isoformat())
    expect(page.locator("#late textarea")).to_have_value("下周一起看。")
    page.locator("form[action*='/close/'] button").click()
    expect(page.locator("main").get_by_text(ACTION)).to_be_visible()
    expect(page.locator("#late")).to_contain_text("下周一起看。")
    assert not lead.scrolls_sideways()

    home = visit(WRITER).go("/t/demo/")
    expect(home.locator("section[aria-labelledby=waiting]", has_text=ACTION)).to_be_visible()

    page = open_meeting(lead, 0)
    expect(page.locator("#actions", has_text=ACTION)).to_be_visible()


def have_it_worked(manager: Visitor, today) -> None:
    """Whatever day this runs on, the team meets on it."""
    page = manager.go(f"/t/demo/team/working-days/{today.isoformat()}/")
    page.locator("input[name=is_working][value=yes]").check()
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/working-days/?year=*")


def set_up_a_series(lead: Visitor) -> None:
    page = lead.go("/t/demo/meetings/series/add/")
    page.fill("input[name=name]", SERIES)
    page.select_option("select[name=kind]", "weekly")
    page.select_option("select[name=frequency]", "daily")
    page.fill("input[name=starts_at]", "16:00")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/meetings/")


def open_meeting(lead: Visitor, place: int) -> Page:
    """The next one of the series, or one after it."""
    page = lead.go("/t/demo/meetings/")
    page.locator("section[aria-labelledby=coming] a", has_text=SERIES).nth(place).click()
    page.wait_for_load_state()
    return page


def give(page: Page, due_on: str) -> None:
    form = page.locator("form[action*='/actions/add/']")
    form.locator("input[name=text]").fill(ACTION)
    form.locator("select[name=owner]").select_option(label=NAME)
    form.locator("input[name=due_on]").fill(due_on)
    form.locator("button").click()
    expect(page.locator("section[aria-labelledby=new-actions] li", has_text=ACTION)).to_be_visible()
