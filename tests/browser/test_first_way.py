"""The first way in a browser, on a phone and on a wide screen: roles, stand-up, import, night, month."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LEAD, MEMBER, ANALYST, MANAGER = "sunjianing", "wangzihan", "linxiaotong", "chensiqi"
EXPORT = Path(__file__).parent.parent / "metrics" / "files" / "user_analysis.xls"


def test_a_lead_assigns_a_role_and_the_vacancy_goes(visit, screen):
    lead = visit(LEAD)
    page = lead.go("/t/demo/team/")
    gap = page.locator("main").get_by_text("空缺").filter(visible=True)
    expect(gap.first).to_be_visible()
    assert not lead.scrolls_sideways()

    if screen["width"] > 1000:
        page.locator("tr", has_text="视觉设计").locator("a.plus").nth(6).click()
        page.locator(".pop input[name=share]").fill("40")
        page.locator(".pop button[type=submit]").click()
    else:
        page.get_by_role("link", name="找人任岗").click()
        page.locator("select[name=member]").select_option(label="林晓彤")
        page.locator("input[name=share]").fill("40")
        page.locator("main button[type=submit]").click()

    expect(page.locator("main").get_by_text("空缺 14 天")).to_have_count(0)
    page.reload()
    expect(page.locator(".chip-red").filter(visible=True)).to_have_count(0)


def test_a_member_logs_a_stand_up_in_under_ten_interactions_and_it_stands_on_the_wall(visit):
    member = visit(MEMBER)
    page = member.go("/t/demo/")
    interactions = 0

    def touch(action):
        nonlocal interactions
        interactions += 1
        action()

    touch(lambda: page.locator("textarea[name=plan]").fill("写敏感肌换季长文\n改两条短视频标题"))
    touch(lambda: page.locator("textarea[name=blockers]").fill("缺成分检测报告编号"))
    touch(lambda: page.locator("form:has(textarea) button[type=submit]").click())
    page.wait_for_load_state()

    assert interactions < 10
    page = member.go("/t/demo/meetings/stand-ups/")
    wall = page.locator("main")
    expect(wall.get_by_text("写敏感肌换季长文").filter(visible=True)).to_be_visible()
    expect(wall.get_by_text("缺成分检测报告编号").filter(visible=True).first).to_be_visible()
    assert not member.scrolls_sideways()


def test_an_analyst_sees_what_an_import_would_change_and_confirms_it_and_again_changes_nothing(visit):
    analyst = visit(ANALYST)
    for expected in (re.compile(r"\d+"), "0"):
        page = analyst.go("/t/demo/data/imports/")
        page.locator("form:has(input[type=file]) select[name=channel]").select_option(label="公众号")
        page.locator("input[type=file]").set_input_files(str(EXPORT))  # the preview comes by itself
        page.wait_for_url("**/preview/")
        changed = page.locator(".counts dd").nth(1)
        expect(changed).to_contain_text(expected)
        assert not analyst.scrolls_sideways()
        if expected != "0":
            page.locator(".bar-act button.btn-primary").click()
            page.wait_for_url(re.compile(r"/imports/\d+/$"))


def test_the_night_runs_by_hand_and_says_when_it_is_done(visit):
    manager = visit(MANAGER)
    page = manager.go("/t/demo/night/")
    again = page.locator("form:has(input[name=name][value=night]) button").filter(visible=True)
    if again.count():
        again.first.click()
    else:
        page.locator("main form button[type=submit]").filter(visible=True).first.click()

    expect(page.locator("main").get_by_text("完成").filter(visible=True).first).to_be_visible(timeout=30_000)


def test_a_manager_follows_a_score_to_its_row_in_three_clicks_and_signs_the_card(visit, screen):
    manager = visit(MANAGER)
    page = manager.go("/t/demo/performance/")
    name = "刘浩然" if screen["width"] > 1000 else "孙佳宁"

    clicks = follow_to_the_row(page, name)

    assert clicks <= 3
    expect(page.locator("main")).to_contain_text(re.compile(r"第 \d+ 行"))

    page = manager.go("/t/demo/performance/")
    row_of(page, name).get_by_role("link").last.click()
    page.locator("textarea").fill("数据齐，按规则算，同意。")
    page.get_by_role("button", name="存评语").or_(page.locator("form[action$='/review/'] button")).first.click()
    page.wait_for_load_state()
    page.locator("form[action*='/sign/'] button").click()
    page.wait_for_load_state()

    expect(page.locator("main").get_by_text("已签").filter(visible=True).first).to_be_visible()
    assert page.locator("form[action*='/sign/'] button").count() == 0


def row_of(page: Page, name: str):
    return page.locator("main tr, main li").filter(visible=True).filter(has_text=name).first


def follow_to_the_row(page: Page, name: str) -> int:
    """From the month to the file: the card, the line, the row."""
    row_of(page, name).get_by_role("link").last.click()
    page.wait_for_url("**/cards/**")
    line = page.locator("#lines a[aria-expanded=false]").filter(visible=True).last
    line.click()
    page.locator("#lines a[href*='/rows/']").filter(visible=True).first.click()
    page.wait_for_url("**/rows/**")
    return 3
