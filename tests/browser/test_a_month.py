"""A month from confirmed targets to an award: the member on a phone, the manager and a second one on wide screens."""

from datetime import date, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from teamops.lib.months import first_of, month_after, month_before
from tests.browser.conftest import PHONE, WIDE, Visitor
from tests.metrics.wechat_server import BEIJING

pytestmark = pytest.mark.browser

MEMBER, MANAGER, SECOND = "liuhaoran", "chensiqi", "zhoumingyuan"
NAME, LINE = "刘浩然", "复购率"
MONTH, TARGETS, OWN, SITTING, AWARDS = (
    f"/t/demo/performance/{path}" for path in ("", "targets/", "targets/mine/", "review/", "awards/")
)


@pytest.fixture(scope="module")
def screen() -> dict[str, int]:
    """One site: each person comes on a screen of their own."""
    return WIDE


@pytest.fixture
def today() -> date:
    return datetime.now(BEIJING).date()


def test_a_month_from_confirmed_targets_to_an_award(visit, today):
    coming, closed = f"{month_after(today):%Y-%m}", f"{month_before(first_of(today)):%Y-%m}"
    member, manager, second = visit(MEMBER, on=PHONE), visit(MANAGER), visit(SECOND)

    a_target_is_set(manager, coming, "39")
    it_is_confirmed_on_the_phone(member, coming, "39")
    speak_about_the_month(member, closed)
    answer_with_an_adjustment(manager, closed)
    sign_in_one_sitting(manager, closed)
    appeal(member, closed)
    decide_and_adjust_otherwise(second, closed)
    see_what_is_different(member, closed)
    give_an_award(manager, closed)
    see_the_award(member, closed)


def a_target_is_set(manager: Visitor, month: str, percent: str) -> None:
    page = manager.go(f"{TARGETS}?month={month}&role=user_operator")
    page.locator("tr", has_text=LINE).locator("input:enabled").first.fill(percent)
    page.locator("form[action*='/save/'] button.btn-primary").click()
    expect(page.locator("tr", has_text=LINE).locator("input:enabled").first).to_have_value(percent)
    assert not manager.scrolls_sideways()


def it_is_confirmed_on_the_phone(member: Visitor, month: str, percent: str) -> None:
    page = member.go(f"{OWN}?month={month}")
    expect(page.locator("li.wish", has_text=LINE)).to_contain_text(percent)
    page.locator("form[action*='/confirm/'] button").click()
    expect(page.locator("form[action*='/confirm/']")).to_have_count(0)
    assert not member.scrolls_sideways()


def speak_about_the_month(member: Visitor, month: str) -> None:
    """The self-review, and a dispute about a line."""
    page = open_card(member, month)
    send(page, "self-review", text="复购靠老客活动做起来了，月底的几单没算进来。")
    expect(page.get_by_text("月底的几单没算进来").first).to_be_visible()
    open_line(page)
    page.locator("#acts summary").filter(has_text="异议").click()
    send(page, "dispute", text="10 单企业微信渠道的复购没算进来。")
    expect(page.locator(".chip-orange").filter(visible=True).first).to_be_visible()
    assert not member.scrolls_sideways()


def answer_with_an_adjustment(manager: Visitor, month: str) -> None:
    """An open dispute stands in the way of the signature; the answer moves the line."""
    page = open_card(manager, month)
    assert form(page, "sign").count() == 0
    open_line(page)
    form(page, "answer").locator("select[name=outcome]").select_option("adjusted")
    form(page, "answer").locator("input[name=points]").fill("3")
    send(page, "answer", text="查了订单，这几单算复购，这行加 3 分。")
    expect(form(page, "answer")).to_have_count(0)
    assert not manager.scrolls_sideways()


def sign_in_one_sitting(manager: Visitor, month: str) -> None:
    """Card after card, those with a dispute first answered; the manager's own is never offered."""
    page = manager.go(f"{SITTING}?month={month}")
    for _card in range(20):
        if "sitting=1" not in page.url:
            break
        if form(page, "finish").count() == 0:
            page.locator("a[href*='#acts']").filter(visible=True).first.click()
            form(page, "answer").locator("select[name=outcome]").select_option("rejected")
            send(page, "answer", text="看了记录，那场没有开成。")
            continue
        reason = form(page, "finish").locator("textarea[name=reason]")
        if reason.count():
            reason.fill("平台那几天没有数据。")
        send(page, "finish", comment="数字都看过了，同意。")

    expect(page).to_have_url(f"{manager.site}{MONTH}?month={month}")
    left = page.locator("main tbody tr").filter(visible=True).filter(has_not_text="已签")
    expect(left).to_have_count(1)
    expect(left).to_contain_text("陈思琪")


def appeal(member: Visitor, month: str) -> None:
    page = open_card(member, month)
    expect(page.get_by_text("已签").filter(visible=True).first).to_be_visible()
    page.locator("summary").filter(has_text="申诉").click()
    send(page, "appeal", text="加 3 分不够，一共是 16 单。")
    expect(form(page, "appeal")).to_have_count(0)
    assert not member.scrolls_sideways()


def decide_and_adjust_otherwise(second: Visitor, month: str) -> None:
    """Somebody else than the signer: the appeal is upheld, and the next revision says otherwise."""
    page = open_card(second, month)
    signed = page.url
    form(page, "appeal/decide").locator("select[name=is_upheld]").select_option("upheld")
    send(page, "appeal/decide", decision="16 单都查到了，重开按 5 分调。")
    assert page.url != signed
    open_line(page)
    page.locator("#acts summary").filter(has_text="调").first.click()
    form(page, "adjust").locator("input[name=points]").fill("5")
    send(page, "adjust", reason="16 单都算复购。")
    expect(page.locator("#differences")).to_contain_text("修订 1 → 修订 2")


def see_what_is_different(member: Visitor, month: str) -> None:
    page = open_card(member, month)
    expect(page.locator("#differences")).to_contain_text("修订 1 → 修订 2")
    changed = page.locator("section[aria-labelledby=differences]")
    expect(changed.locator("li s").filter(visible=True).first).to_be_visible()
    changed.locator(".panel-h a").click()
    expect(page.get_by_text("已签").filter(visible=True).first).to_be_visible()
    assert not member.scrolls_sideways()


def give_an_award(manager: Visitor, month: str) -> None:
    """One of the month's awards still waits: a candidate is picked, with a reason, and announced."""
    page = manager.go(f"{AWARDS}?month={month}")
    page.get_by_role("link", name="活动突破奖").filter(visible=True).first.click()
    page.locator("input[name=to]").first.check()
    page.locator("textarea[name=reason]").fill("预算没多花，收入过了目标。")
    page.locator("#pick ~ .panel-b button, section[aria-labelledby=pick] button").first.click()
    page.locator("form[action*='/announce/'] button").click()
    expect(page.locator("form[action*='/announce/']")).to_have_count(0)
    assert not manager.scrolls_sideways()


def see_the_award(member: Visitor, month: str) -> None:
    page = member.go(f"{AWARDS}?month={month}")
    expect(page.get_by_text("预算没多花，收入过了目标。").filter(visible=True).first).to_be_visible()
    assert not member.scrolls_sideways()


def open_card(visitor: Visitor, month: str) -> Page:
    """By the month's page."""
    page = visitor.go(f"{MONTH}?month={month}")
    row = page.locator("main tbody tr, main li").filter(visible=True).filter(has_text=NAME).first
    row.get_by_role("link").last.click()
    page.wait_for_url("**/cards/**")
    return page


def open_line(page: Page) -> None:
    page.locator("#lines a[aria-expanded=false]").filter(visible=True).filter(has_text=LINE).first.click()
    expect(page.locator("#acts")).to_be_visible()


def form(page: Page, name: str) -> Locator:
    """The form that does it to the card, to a line of it, or to a dispute."""
    return page.locator(f"form[action*='/{name}/']").filter(visible=True)


def send(page: Page, name: str, **typed: str) -> None:
    for field, text in typed.items():
        form(page, name).locator(f"textarea[name={field}]").fill(text)
    with page.expect_navigation():
        form(page, name).locator("button[type=submit]").click()
