"""The work in a browser: an article by five people from its topic to its data review, and a campaign that costs more
than it may and falls behind."""

import re
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from teamops.demo.content import Piece, articles
from teamops.demo.on_the_way import works_since
from teamops.demo.timeline import Timeline
from tests.browser.conftest import PHONE, WIDE, Visitor
from tests.metrics.wechat_server import BEIJING

pytestmark = pytest.mark.browser

PLANNER, WRITER, REVIEWER, COMPLIANCE, ANALYST = "chensiqi", "wangzihan", "zhoumingyuan", "xuanran", "linxiaotong"
LEAD, OWNER = "sunjianing", "zhoumingyuan"
TEXT = "先说结论：步骤越少越好。\n\n62 位试用者里，它是评分最佳的一支。"
CAMPAIGN, PARTICIPANTS = "双十二老客专场", "biz.participants"
A_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def screen() -> dict[str, int]:
    """One site: each person comes on a screen of their own."""
    return WIDE


@pytest.fixture
def today() -> date:
    return datetime.now(BEIJING).date()


@pytest.fixture
def piece() -> Piece:
    """An article whose numbers came in, from before the team worked here: no item has them."""
    timeline = Timeline(datetime.now(BEIJING))
    return next(one for one in reversed(articles(timeline)) if one.day < works_since(timeline))


def test_an_article_from_topic_to_data_review_by_five_people(visit, piece):
    planner, writer, reviewer = visit(PLANNER), visit(WRITER, on=PHONE), visit(REVIEWER)
    compliance, analyst = visit(COMPLIANCE, on=PHONE), visit(ANALYST)

    item = begin(planner, piece)
    credit(planner, item)
    write(writer, item, TEXT)
    hand_over(writer, item)
    nobody_approves_what_they_are_credited_for(planner, item)
    send_back(reviewer, item, to="创作", why="缺浓度和频次，读者照着做会出事。")
    write(writer, item, f"{TEXT}\n\n从 0.1% 起，一周两次。")
    hand_over(writer, item)
    approve(reviewer, item)
    hand_over(writer, item)
    a_word_holds_it_up(compliance, item)
    send_back(compliance, item, to="修改定稿", why="“最佳”要有证据，没有就改写。")
    write(writer, item, f"{TEXT}\n\n从 0.1% 起，一周两次。试用报告在素材里。")
    hand_over(writer, item)
    waive(compliance, item)
    approve(compliance, item)
    the_approval_is_gone_with_an_edit(writer, planner, item)
    approve(compliance, item)
    hand_over(planner, item)
    publish(planner, item, piece)
    its_numbers_stand_on_it(analyst, item)
    its_trail_tells_all_of_it(analyst, item)


def begin(planner: Visitor, piece: Piece) -> str:
    """The topic; the writer gets it. Returns the item's address."""
    page = planner.go("/t/demo/items/new/?kind=content")
    page.locator("input[name=title]").fill(piece.title)
    page.locator("select[name=of-channel]").select_option(label=piece.channel)
    press(page, page.get_by_role("button", name="开始", exact=False).last)
    item = page.url.removeprefix(planner.site)
    expect(page.locator("h1")).to_have_text(piece.title)
    hand_over(planner, item)
    page.locator("[data-opens=reassign]").click()
    page.locator("#reassign select[name=to]").select_option(label="王子涵")
    press(page, page.locator("#reassign button[type=submit]"))
    expect(page.locator("section[aria-labelledby=next]")).to_contain_text("王子涵")
    return item


def credit(planner: Visitor, item: str) -> None:
    page = planner.go(f"{item}credits/")
    for row, (name, part, share) in enumerate([("王子涵", "text", "60"), ("陈思琪", "topic", "40")]):
        page.locator(f"select[name=form-{row}-member]").select_option(label=name)
        page.locator(f"select[name=form-{row}-part]").select_option(part)
        page.locator(f"input[name=form-{row}-share]").fill(share)
    press(page, page.locator("main form button.btn-primary"))
    expect(page.locator("section[aria-labelledby=credits]")).to_contain_text("60")


def write(writer: Visitor, item: str, text: str) -> None:
    page = writer.go(f"{item}write/")
    page.locator("textarea[name=body]").fill(text)
    press(page, page.locator("main form button.btn-primary"))
    expect(page).to_have_url(f"{writer.site}{item}")
    assert not writer.scrolls_sideways()


def hand_over(visitor: Visitor, item: str) -> None:
    """Tick what the stage asks for, and press the page's one button."""
    page = visitor.go(item)
    unticked = page.locator("form[action$='/tick/'] input[type=checkbox]:not(:checked)")
    for _line in range(unticked.count()):
        with page.expect_navigation():
            unticked.first.click()
    press(page, page.locator("form[action$='/move/'] button"))
    assert not visitor.scrolls_sideways()


def nobody_approves_what_they_are_credited_for(planner: Visitor, item: str) -> None:
    page = planner.go(item)
    expect(page.locator("form[action$='/approve/']")).to_have_count(0)
    expect(page.locator("section[aria-labelledby=next]")).to_contain_text("周明远")


def send_back(visitor: Visitor, item: str, *, to: str, why: str) -> None:
    page = visitor.go(item)
    page.locator("[data-opens=send_back]").click()
    page.locator("#send_back select[name=to]").select_option(label=to)
    page.locator("#send_back textarea[name=reason]").fill(why)
    press(page, page.locator("#send_back button[type=submit]"))
    expect(page.locator("main")).to_contain_text(why)


def approve(visitor: Visitor, item: str) -> None:
    page = visitor.go(item)
    press(page, page.locator("form[action$='/approve/'] button"))
    expect(page.locator("form[action$='/approve/']")).to_have_count(0)
    assert not visitor.scrolls_sideways()


def a_word_holds_it_up(compliance: Visitor, item: str) -> None:
    page = compliance.go(item)
    expect(page.locator("#blk")).to_contain_text("最佳")
    expect(page.locator("form[action$='/approve/'] button")).to_be_disabled()
    expect(page.locator("mark.ban").first).to_contain_text("最佳")
    assert not compliance.scrolls_sideways()


def waive(compliance: Visitor, item: str) -> None:
    page = compliance.go(item)
    press(page, page.locator("#words a[href*='/waive/']").first)
    page.locator("textarea[name=reason]").fill("评分来自试用报告第 4 页")
    page.locator("input[name=evidence]").fill("试用报告-62 人.pdf")
    press(page, page.locator("main form button.btn-primary"))
    expect(page.locator("#blk")).to_have_count(0)
    expect(page.locator("#words")).to_contain_text("试用报告-62 人.pdf")


def the_approval_is_gone_with_an_edit(writer: Visitor, planner: Visitor, item: str) -> None:
    """It stands at the schedule; an edit there withdraws compliance, and it has to go back."""
    write(writer, item, f"{TEXT}\n\n从 0.1% 起，一周两次。报告见文末。")
    page = planner.go(item)
    expect(page.locator(".note-yellow")).to_contain_text("合规审核")
    expect(page.locator("form[action$='/move/']")).to_have_count(0)
    page.locator("[data-opens=send_back]").click()
    page.locator("#send_back textarea[name=reason]").fill("审核后又改了，重新过一遍。")
    press(page, page.locator("#send_back button[type=submit]"))
    expect(page.locator("section[aria-labelledby=next]")).to_contain_text("合规审核")


def publish(planner: Visitor, item: str, piece: Piece) -> None:
    page = planner.go(f"{item}publish/")
    page.locator("input[name=published_at]").fill(f"{piece.day:%Y-%m-%d}T18:00")
    press(page, page.locator("main form button.btn-primary"))
    hand_over(planner, item)


def its_numbers_stand_on_it(analyst: Visitor, item: str) -> None:
    page = analyst.go(item)
    outcome = page.locator("section[aria-labelledby=outcome]")
    expect(outcome.locator("tbody tr").first).to_be_visible()
    expect(outcome).to_contain_text("阅读人数")
    assert len(outcome.locator("tbody tr").all()) >= 8
    press(page, page.locator("form[action$='/move/'] button"))
    expect(page.locator("section[aria-labelledby=next]")).to_contain_text("完成")


def its_trail_tells_all_of_it(analyst: Visitor, item: str) -> None:
    """Over REST as on the page: two ways back, the waiver, the approval that an edit took."""
    page = analyst.go(item)
    key = re.search(r"/items/(\d+)/", page.url).group(1)
    told = page.request.get(f"{analyst.site}/api/v1/items/{key}/").json()
    kinds = [fact["kind"] for fact in told["facts"]]

    assert kinds.count("declined") == 2
    assert kinds.count("withdrawn") == 1
    assert kinds.count("waived") == 1
    assert told["state"] == "done"
    assert len({run["left_by"] for run in told["runs"]} | {version["by"] for version in told["versions"]}) == 5


def test_a_campaign_over_its_budget_and_behind_its_plan(visit, today):
    lead, owner = visit(LEAD), visit(OWNER, on=PHONE)

    item = plan(lead, today)
    for _stage in range(3):
        hand_over(lead, item)
    approve(owner, item)
    hand_over(lead, item)
    spend_beyond_its_budget(lead, item)
    approve_the_spending(owner)
    expect(lead.go(item).locator("section[aria-labelledby=money]")).to_contain_text("超 2,000.00 元")
    it_falls_behind_and_comes_back(lead, item, today)


def plan(lead: Visitor, today: date) -> str:
    """Of twenty days nine are over: by yesterday 45 of 100 should be reached."""
    page = lead.go("/t/demo/items/new/?kind=campaign")
    page.locator("input[name=title]").fill(CAMPAIGN)
    page.locator("input[name=of-starts_on]").fill(f"{today - 9 * A_DAY}")
    page.locator("input[name=of-ends_on]").fill(f"{today + 10 * A_DAY}")
    page.locator("input[name=of-budget]").fill("10000")
    page.locator("textarea[name=of-contingency]").fill("参与不足一半时停投放，转社群专场。")
    page.locator("select[name=of-target_0]").select_option(PARTICIPANTS)
    page.locator("input[name=of-target_value_0]").fill("1000")
    press(page, page.locator("main form button.btn-primary"))
    expect(page.locator("h1")).to_have_text(CAMPAIGN)
    return page.url.removeprefix(lead.site)


def spend_beyond_its_budget(lead: Visitor, item: str) -> None:
    """It waits and doesn't count; who asked can't approve it."""
    page = lead.go("/t/demo/work/budget/entries/add/")
    page.locator("select[name=line]").select_option(label="活动执行")
    page.locator("input[name=amount]").fill("12000")
    page.locator("input[name=what_for]").fill("短信加量")
    page.locator("select[name=item]").select_option(label=CAMPAIGN)
    press(page, page.locator("main form button.btn-primary"))
    expect(lead.go(item).locator("section[aria-labelledby=money] .chip-orange").first).to_be_visible()
    waiting = lead.go("/t/demo/work/budget/").locator("li", has_text="短信加量")
    expect(waiting.first).to_be_visible()
    expect(waiting.locator("form[action*='/approve/']")).to_have_count(0)


def approve_the_spending(owner: Visitor) -> None:
    page = owner.go("/t/demo/work/budget/")
    waiting = page.locator("li", has_text="短信加量")
    press(page, waiting.locator("form[action*='/approve/'] button").first)
    expect(page.locator("form[action*='/approve/']").locator("xpath=ancestor::li", has_text="短信加量")).to_have_count(
        0
    )


def it_falls_behind_and_comes_back(lead: Visitor, item: str, today: date) -> None:
    """The count of a day is corrected downwards; red asks for a note on how it catches up; two better days end it."""
    page = lead.go(item)
    for count, colour in ((400, "quiet-ok"), (340, "chip-yellow"), (240, "chip-orange"), (140, "chip-red")):
        note(page, today - 3 * A_DAY, count)
        expect(course(page).locator(f".panel-h .{colour}")).to_be_visible()
    catch_up = course(page).locator("form[action$='/catch-up/']")
    catch_up.locator("textarea[name=reason]").fill("短信没发出去，券链接失效。")
    catch_up.locator("textarea[name=plan]").fill("换链接，社群补发两轮，加一场直播。")
    press(page, catch_up.locator("button"))
    note(page, today - 2 * A_DAY, 390)
    expect(course(page).locator(".panel-h .quiet-ok")).to_be_visible()
    assert not lead.scrolls_sideways()


def course(page: Page) -> Locator:
    return page.locator("section[aria-labelledby=run]")


def note(page: Page, day: date, count: int) -> None:
    course(page).locator("summary", has=page.locator("xpath=../form[contains(@action, '/day/')]")).first.click()
    form = course(page).locator("form[action$='/day/']")
    form.locator("input[name=day]").fill(f"{day}")
    form.locator("textarea[name=text]").fill(f"累计参与 {count}。")
    form.locator(f"input[name='so-far-{PARTICIPANTS}']").fill(f"{count}")
    press(page, form.locator("button"))


def press(page: Page, button: Locator) -> None:
    with page.expect_navigation():
        button.click()
