"""Work put elsewhere in a browser: a card on the board, a piece of content on the calendar, a stage of a workflow.
Dragged on a wide screen; on a phone by the dialog, the form or the arrow that does the same."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Visitor
from tests.metrics.wechat_server import BEIJING

pytestmark = pytest.mark.browser

PLANNER, LEAD = "chensiqi", "sunjianing"
ACCOUNT = "公众号"
A_DAY = timedelta(days=1)
BAD_REQUEST = 400
AHEAD = 5 * 7 * A_DAY  # beyond what the demo has planned


@pytest.fixture
def is_phone(screen) -> bool:
    return screen == PHONE


def test_a_card_goes_to_the_next_stage_and_is_refused_what_a_rule_forbids(visit, is_phone):
    planner = visit(PLANNER)
    item = begin(planner, "换季维稳三问")

    with refusal(planner):
        said = put(planner, "换季维稳三问", "初审", is_phone=is_phone)
    expect(said).to_contain_text("创作")
    with refusal(planner):
        said = put(planner, "换季维稳三问", "创作", is_phone=is_phone)
    expect(said).to_contain_text("还没交付")

    hand_over(planner, item)
    put(planner, "换季维稳三问", "创作", is_phone=is_phone)
    expect(column(planner.page, "创作").locator("[data-item]")).to_contain_text("换季维稳三问")
    expect(column(planner.page, "选题").locator("[data-item]")).to_have_count(0)
    assert not planner.scrolls_sideways()

    dialog = put(planner, "换季维稳三问", "选题", is_phone=is_phone, why="方向变了，重定选题。")
    expect(dialog).not_to_be_visible()
    expect(column(planner.page, "选题").locator("[data-item]")).to_contain_text("方向变了")


def test_content_goes_to_another_day_and_a_full_quota_offers_the_next_free_one(visit, is_phone):
    """The account sends once a day."""
    planner = visit(PLANNER)
    tuesday = free_week() + A_DAY
    begin(planner, "冬日面霜怎么选", when=f"{tuesday}T20:00")
    other = begin(planner, "颈霜有没有用", when=f"{tuesday + A_DAY}T20:00")

    replan(planner, "冬日面霜怎么选", tuesday + 2 * A_DAY, is_phone=is_phone)
    expect(day(planner, tuesday + 2 * A_DAY, is_phone=is_phone)).to_contain_text("20:00 冬日面霜怎么选")

    with refusal(planner):
        replan(planner, "颈霜有没有用", tuesday + 2 * A_DAY, "18:00", is_phone=is_phone, other=other)
    offer = planner.page.locator("form.note-yellow")
    expect(offer).to_contain_text("排满了")
    free = offer.get_by_role("button")
    expect(free).to_contain_text(f"{tuesday + 3 * A_DAY:%m-%d}")
    with planner.page.expect_navigation():
        free.click()
    expect(day(planner, tuesday + 3 * A_DAY, is_phone=is_phone)).to_contain_text("颈霜有没有用")
    assert not planner.scrolls_sideways()


def test_a_stage_moved_and_published_counts_for_what_begins_then(visit, is_phone):
    lead = visit(LEAD)
    before = begin(lead, "旧流程里的一篇")
    was = version_of(lead, before)
    page = lead.go("/t/demo/work/workflows/content/edit/")
    stages = page.locator("[data-flow-stage]")
    names = page.locator("[data-flow-name]").all_inner_texts()
    third, fourth = names[2], names[3]

    if is_phone:
        stages.nth(3).locator("[data-flow-move=up]").click()
    else:
        drag(page, stages.nth(3).locator(".flow-grip"), stages.nth(2).locator(".flow-grip"))
    expect(page.locator("[data-flow-name]").nth(2)).to_have_text(fourth)
    expect(page.locator("[data-flow-said]")).to_contain_text(fourth)
    press(page, page.locator("button[name=compare]"))
    expect(page.locator("section[aria-labelledby=changes]")).to_contain_text(fourth)
    page.locator("input[name=note]").fill("先定稿再初审")
    press(page, page.locator("section[aria-labelledby=publish] button"))

    after = begin(lead, "新流程里的一篇")
    assert version_of(lead, after) == was + 1
    assert way_of(lead, after, is_phone=is_phone)[2:4] == [fourth, third]
    assert version_of(lead, before) == was
    assert way_of(lead, before, is_phone=is_phone)[2:4] == [third, fourth]
    assert not lead.scrolls_sideways()


def begin(visitor: Visitor, title: str, *, when: str = "") -> str:
    """A piece of content; returns its address."""
    page = visitor.go("/t/demo/items/new/?kind=content")
    page.locator("input[name=title]").fill(title)
    if when:
        page.locator("select[name=of-channel]").select_option(label=ACCOUNT)
        page.locator("input[name=of-planned_at]").fill(when)
    press(page, page.get_by_role("button", name="开始", exact=False).last)
    expect(page.locator("h1")).to_have_text(title)
    return page.url.removeprefix(visitor.site)


def hand_over(visitor: Visitor, item: str) -> None:
    page = visitor.go(item)
    unticked = page.locator("form[action$='/tick/'] input[type=checkbox]:not(:checked)")
    for _line in range(unticked.count()):
        with page.expect_navigation():
            unticked.first.click()


def put(visitor: Visitor, title: str, stage: str, *, is_phone: bool, why: str = "") -> Locator:
    """Put the item's card into a column, backwards with a reason. Returns where a refusal would stand."""
    page = visitor.go(f"/t/demo/work/board/?workflow=content&q={title}")
    card = page.locator("[data-item]", has_text=title)
    dialog = page.locator("#placing")
    if not is_phone:
        let_go = partial(drag, page, card, column(page, stage).locator("ul"))
        if not why:
            answered(page, let_go, renews="#board")
            return page.locator("#notes")
        let_go()
    else:
        card.locator("[data-place]").click()
        dialog.locator("label", has_text=stage).first.click()
    if why:
        dialog.locator("textarea").fill(why)
    answered(page, dialog.locator("button[type=submit]").click, renews="#board")
    return dialog


def column(page: Page, stage: str) -> Locator:
    return page.locator("section.kan", has=page.locator(f"ul[data-name='{stage}']"))


def replan(visitor: Visitor, title: str, to: date, clock: str = "20:00", *, is_phone: bool, other: str = "") -> None:
    """Let it go out on another day: dragged it keeps its time, ``clock`` is typed where there is a form."""
    if other and not is_phone:
        page = visitor.go(f"{other}plan/")
        page.locator("input[name=planned_at]").fill(f"{to - A_DAY}T{clock}")
        press(page, page.locator("main form.panel button"))
    page = visitor.go(f"/t/demo/work/calendar/?week={to}")
    if is_phone:
        row = page.locator(".agenda-d .send", has_text=title)
        press(page, row.get_by_role("link", name="改期"))
        page.locator("input[name=planned_at]").fill(f"{to}T{clock}")
        press(page, page.locator("main form.panel button"))
    else:
        onto = page.locator(f"td[data-day='{to}'] ul")
        answered(page, lambda: drag(page, page.locator("td [data-send]", has_text=title), onto), renews="html")


def day(visitor: Visitor, on: date, *, is_phone: bool) -> Locator:
    page = visitor.go(f"/t/demo/work/calendar/?week={on}")
    if is_phone:
        return page.locator(".agenda-d", has=page.locator("h3", has_text=f"{on.month} 月 {on.day} 日"))
    return page.locator(f"td[data-day='{on}']")


def free_week() -> date:
    """The Monday of a week in which nothing is planned, and no day of remembrance lies."""
    today = datetime.now(BEIJING).date()
    monday = today - today.weekday() * A_DAY + AHEAD
    return monday + 7 * A_DAY if date(monday.year, 12, 13) - monday < 7 * A_DAY and monday.month == 12 else monday


def version_of(visitor: Visitor, item: str) -> int:
    """Which version of its workflow the item's page says that it goes by."""
    said = visitor.go(item).locator("[data-workflow-version]").inner_text()
    found = re.search(r"第 (\d+) 版", said)
    assert found, said
    return int(found.group(1))


def way_of(visitor: Visitor, item: str, *, is_phone: bool) -> list[str]:
    """The stages that the item's page shows, in their order."""
    page = visitor.go(item)
    if not is_phone:
        return page.locator(".stages li > b").all_inner_texts()
    page.locator(".stage-p summary").click()
    return [one.strip().splitlines()[0] for one in page.locator(".stage-p ol .t").all_inner_texts()]


@contextmanager
def refusal(visitor: Visitor) -> Iterator[None]:
    """The server refuses something: the browser notes that as an error, and that one is expected."""
    with visitor.page.expect_console_message(lambda said: "409" in said.text):
        yield
    visitor.complaints.remove(next(one for one in visitor.complaints if "409" in one))


def answered(page: Page, act: Callable[[], None], *, renews: str) -> None:
    """Act, and wait for the server's answer; unless it refuses, also for what then comes anew."""
    page.locator(renews).evaluate("it => { it.dataset.old = ''; }")
    with page.expect_response(lambda one: one.request.method == "POST") as answer:
        act()
    if answer.value.status < BAD_REQUEST:
        expect(page.locator(f"{renews}[data-old]")).to_have_count(0)
        page.wait_for_load_state()


def drag(page: Page, what: Locator, onto: Locator) -> None:
    what.scroll_into_view_if_needed()
    what.hover()
    page.mouse.down()
    onto.hover(force=True)
    onto.hover(force=True)
    page.mouse.up()


def press(page: Page, button: Locator) -> None:
    with page.expect_navigation():
        button.click()
