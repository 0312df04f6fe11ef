"""On a phone the line of a card that is tapped stays under the finger; a page with an open line begins at its head."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

MEMBER = "wangzihan"
OPENED, NEXT = "选题完成率", "净增关注人数"
NEARLY = 2  # pixels


@pytest.fixture(scope="module")
def screen() -> dict[str, int]:
    return PHONE


def head(page: Page, line: str) -> Locator:
    return page.locator("#lines .only-p a[data-stay]", has_text=line)


def top_of(one: Locator) -> float:
    box = one.bounding_box()
    assert box is not None
    return box["y"]


def test_a_tapped_line_stays_where_it_is_when_another_closes_above_it(visit):
    member = visit(MEMBER)
    page = member.go("/t/demo/performance/")
    page.locator("ul.only-p a[href*='/cards/']").first.click()
    head(page, OPENED).click()
    expect(head(page, OPENED)).to_have_attribute("aria-expanded", "true")
    head(page, NEXT).evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    before = top_of(head(page, NEXT))

    head(page, NEXT).click()
    expect(head(page, NEXT)).to_have_attribute("aria-expanded", "true")

    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    assert abs(top_of(head(page, NEXT)) - before) < NEARLY

    member.go(page.url.removeprefix(member.site))
    assert 0 < top_of(head(page, NEXT)) < PHONE["height"] / 3
