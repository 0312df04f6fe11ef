"""Icons, widths and the partials that draw with them."""

import json
import re
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template.loader import get_template
from django.test import RequestFactory

from teamops.lib.tags import look
from teamops.lib.tags.browsers import browser_name

ROOT = Path(__file__).resolve().parents[2]
SPRITE = (ROOT / "static/icons.svg").read_text()


def drawn(partial: str, **needs: Any) -> str:
    return get_template(f"{partial}.html").render(needs)


@pytest.mark.parametrize(
    ("score", "width"),
    [
        (Decimal("74"), "61.67%"),
        (0, "0.00%"),
        (120, "100.00%"),
        (130, "100.00%"),
        (Decimal(-3), "0.00%"),
        (None, "0.00%"),
    ],
)
def test_a_score_ends_on_its_ruler(score: Decimal | int | None, width: str) -> None:
    assert look.on_ruler(score) == width


@pytest.mark.parametrize(
    ("load", "bar", "rest"),
    [(90, "69.23%", "0.00%"), (100, "76.92%", "0.00%"), (125, "76.92%", "19.23%"), (200, "76.92%", "23.08%")],
)
def test_a_load_past_100_overflows(load: int, bar: str, rest: str) -> None:
    assert (look.on_load_bar(load), look.overload_width(load)) == (bar, rest)


def test_a_part_of_nothing_is_nothing() -> None:
    assert look.part_of(3, 0) == "0%"
    assert look.part_of(73, 100) == "73.00%"


def test_a_query_keeps_what_was_asked() -> None:
    asked = QueryDict("q=%E5%88%98&page=3&state=a&state=b")
    assert look.query(asked, page=2) == "?q=%E5%88%98&page=2&state=a&state=b"
    assert look.query(asked, page=None, q="") == "?state=a&state=b"


@pytest.mark.usefixtures("english")
def test_pages_keep_the_query_and_vanish_when_one_is_all() -> None:
    request = RequestFactory().get("/", {"q": "a&b"})
    text = drawn("_pages", page=Paginator(range(120), 50).page(2), request=request)
    assert 'href="?q=a%26b&amp;page=1"' in text
    assert "51–100 of 120" in text
    assert drawn("_pages", page=Paginator(range(50), 50).page(1), request=request).strip() == ""


@pytest.mark.usefixtures("english")
def test_no_data_is_never_drawn_as_zero() -> None:
    assert 'class="no"' in drawn("_ruler", score=None, name="Open rate")
    assert 'class="fi"' in drawn("_ruler", score=Decimal(0), name="Open rate")
    assert "—" in drawn("_delta", change=None)
    assert "0.00" in drawn("_delta", change=Decimal(0))


@pytest.mark.usefixtures("english")
def test_partials_escape_what_people_typed() -> None:
    assert "<b>" not in drawn("_person", name="<b>x", role="<b>y")
    assert "<i>" not in drawn("_note", text="<i>x", fact="<i>y")
    assert "<i>" not in drawn("_empty", heading="<i>x", text="<i>y")


@pytest.mark.usefixtures("english")
def test_a_completeness_of_nothing_is_told() -> None:
    assert "complete 0.0%" in drawn("_source", through=None, completeness=Decimal(0))
    assert "complete" not in drawn("_source", through=None)


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', SPRITE))
    named = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text())
    }
    assert named
    assert named <= known


def test_vendored_files_are_what_their_lock_says() -> None:
    lock = json.loads((ROOT / "static/vendor/vendor.json").read_text())
    for entry in lock["files"]:
        content = (ROOT / "static/vendor" / entry["file"]).read_bytes()
        assert sha256(content).hexdigest() == entry["sha256"], entry["name"]
    assert "://" not in json.dumps(lock)
    assert re.findall(r'<symbol id="([^"]+)"', SPRITE) == lock["icons"]


def test_no_template_carries_style_or_script() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = re.sub(r"{%.*?%}", "", path.read_text(), flags=re.DOTALL)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), path
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), path


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0", "WeChat on iPhone"),
        ("curl/8.5", "curl/8.5"),
        ("", "Unknown browser"),
    ],
)
@pytest.mark.usefixtures("english")
def test_a_browser_is_named_as_people_do(line: str, name: str) -> None:
    assert browser_name(line) == name
