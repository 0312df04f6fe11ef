"""Numbers in, on a phone and on a wide screen: problems by row, undo, the grid, a connection, a long file."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from metrics.services.long_imports import BYTES_AT_ONCE
from tests.browser.conftest import PHONE
from tests.metrics.wechat_server import APP_ID, NOT_ALLOWED_FROM_HERE, SECRET

pytestmark = pytest.mark.browser

ANALYST, MANAGER, OWNER = "linxiaotong", "chensiqi", "zhoumingyuan"
IMPORTS, GRID, CONNECTIONS = "/t/demo/data/imports/", "/t/demo/data/", "/t/demo/data/connections/"
HEADER = "时间,新关注人数,取消关注人数,净增关注人数,累积关注人数"
PATIENCE = 60_000  # milliseconds


def covered(page: Page, selector: str) -> list[str]:
    """What of it lies under something else between the top bar and the tabs."""
    found: list[str] = page.eval_on_selector_all(
        selector,
        """all => all.filter(one => {
            const at = one.getBoundingClientRect(), x = at.left + at.width / 2
            const [top, tabs] = ['.top', '.tabs'].map(name => document.querySelector(name).offsetHeight)
            return [at.top + 2, at.top + at.height / 2, at.bottom - 2].some(y =>
                y > top && y < innerHeight - tabs && !one.contains(document.elementFromPoint(x, y)))
        }).map(one => one.innerText)""",
    )
    return found


def drop(page: Page, name: str, text: str) -> None:
    """Choose a file: the page sends it off."""
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": text.encode()})


def test_on_a_phone_nothing_lies_over_the_warnings_and_one_button_is_the_first(visit):
    analyst = visit(ANALYST, on=PHONE)
    page = analyst.go(IMPORTS)
    rows = [f"2026-10-{day:02},9000,2,8998,{30000 + day}" for day in range(1, 29)]
    drop(page, "用户分析.csv", "\n".join([HEADER, *rows]))
    page.wait_for_url("**/preview/")
    expect(page.locator(".note").first).to_be_visible()

    assert page.locator(".btn-primary:visible").count() == 1
    for top in range(0, 1500, 300):
        page.evaluate(f"scrollTo(0, {top})")
        assert covered(page, ".note, .counts > div") == []
    notes, confirm = page.locator(".note").last, page.locator(".btn-primary:visible")
    assert confirm.bounding_box()["y"] > notes.bounding_box()["y"]


def test_problems_by_row_then_what_is_right_goes_in_then_out_again(visit):
    analyst = visit(ANALYST)
    page = analyst.go(IMPORTS)

    drop(page, "用户分析.csv", f"{HEADER}\n2026-01-05,12,2,10,26000\n2026-13-01,1,1,0,1\n2026-01-06,1O,2,8,26008\n")
    page.wait_for_url("**/preview/")
    expect(page.get_by_text("没有这一天").filter(visible=True).first).to_be_visible()
    expect(page.get_by_text("1O").filter(visible=True).first).to_be_visible()
    assert not analyst.scrolls_sideways()

    page.get_by_role("button", name="确认导入 1 行").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    page.get_by_role("button", name="撤销").first.click()
    dialog = page.locator("dialog[open] button[type=submit]")
    if dialog.count():
        dialog.click()
    expect(page.get_by_text("已撤销").filter(visible=True).first).to_be_visible()


def test_the_grid_shows_a_gap_and_leads_to_what_fills_it(visit):
    analyst = visit(ANALYST)
    page = analyst.go(GRID)

    expect(page.get_by_role("heading", name="数据完整")).to_be_visible()
    assert not analyst.scrolls_sideways()
    cell = page.locator("main a[href*='/days/']").filter(visible=True).last
    cell.click()
    page.wait_for_url("**/days/**")
    assert not analyst.scrolls_sideways()


def test_a_connection_that_fails_then_works(visit, platform):
    """The address isn't allowed at first: the page says which one to allow. Then it goes, a second person confirms."""
    platform.faults["stable_token"].append(NOT_ALLOWED_FROM_HERE)
    manager = visit(MANAGER)
    page = manager.go(CONNECTIONS)
    page.locator("main a[href*='/connections/of/']").filter(visible=True).first.click()
    page.fill("input[name=app_id]", APP_ID)
    page.fill("input[name=secret]", SECRET)
    page.fill("input[name=since_on]", f"{platform.today - timedelta(days=20)}")
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text("203.0.113.7").filter(visible=True).first).to_be_visible()
    assert not manager.scrolls_sideways()

    if not page.input_value("input[name=secret]"):
        page.fill("input[name=secret]", SECRET)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/connections/\d+/$"))
    assert SECRET not in page.content()
    manager.complaints.clear()  # Chromium logs the refused form's 422

    owner = visit(OWNER)
    other = owner.go(page.url.removeprefix(owner.site))
    other.get_by_role("button", name="确认").filter(visible=True).first.click()
    expect(other.locator("#state")).to_contain_text("正常", timeout=PATIENCE)
    assert not owner.scrolls_sideways()


def test_a_long_file_is_watched_and_confirmed(visit):
    """More than is read at once: its progress, its preview, its writing."""
    analyst = visit(ANALYST)
    page = analyst.go(IMPORTS)
    days = [date(2026, 1, 1) - timedelta(days=n) for n in range(4000)]
    rows = [f"{day},{who},oa.reads,{day.day}" for day in days for who in ("公众号", "视频号")]
    drop(page, "历史.csv", "\n".join(["日期,对象,指标,数值", *rows, *["" for _ in range(BYTES_AT_ONCE)]]))

    page.wait_for_url("**/under-way/**")
    page.wait_for_url("**/preview/", timeout=PATIENCE)
    expect(page.get_by_text("新增").filter(visible=True).first).to_be_visible()
    page.locator("form#confirm button").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"), timeout=PATIENCE)
    assert not analyst.scrolls_sideways()


def test_the_ticked_items_are_shared_without_hiding_the_list(visit):
    """What can be done with ticked items waits for a tick, and on a phone nothing stands under the tab bar."""
    analyst = visit(ANALYST)
    page = analyst.go("/t/demo/data/content/")
    is_phone = page.viewport_size["width"] < 992
    bar = page.locator("#chosen")
    expect(bar).to_be_hidden()

    for box in page.locator("input[name=items]").filter(visible=True).all()[:2]:
        box.check()
    expect(bar.locator("[data-count]")).to_have_text("2")
    assert bar.bounding_box()["height"] <= (130 if is_phone else 70)
    assert not analyst.scrolls_sideways()

    page.get_by_role("button", name="多人分摊").click()
    page.wait_for_url("**/split/")
    button = page.get_by_role("button", name="分摊").filter(visible=True).last
    expect(button).to_be_in_viewport(ratio=1)
    middle = button.bounding_box()
    at = [middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] - 2]
    assert page.evaluate("([x, y]) => !!document.elementFromPoint(x, y).closest('button')", at)
    assert not analyst.scrolls_sideways()
