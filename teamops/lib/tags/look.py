"""What templates need to draw the look: icons, and widths as SVG attributes (the CSP forbids style attributes)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from teamops.lib.rounding import round_half_up
from teamops.lib.tags.browsers import browser_name

register = template.Library()
register.filter("browser", browser_name)

HUNDRED = Decimal(100)
RULER_END = Decimal(120)
LOAD_END = Decimal(130)
# How much of a long file name's end always stays: its last day and its ending, 1031.xlsx.
TAIL = 9

Number = Decimal | int


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A symbol of the sprite: ``{% icon "house" %}``. Give a label where the icon stands without words."""
    css = f"i {css}".strip()
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, address)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, address)


def width(value: Number, end: Number) -> str:
    """``value`` as a part of ``end``, held between nothing and all: ``61.67%``."""
    if not end:
        return "0%"
    part = max(Decimal(0), min(Decimal(value) / Decimal(end), Decimal(1)))
    return f"{round_half_up(part * HUNDRED)}%"


@register.filter
def part_of(value: Number | None, end: Number | None) -> str:
    """A bar's width: ``{{ done|part_of:total }}`` gives ``73.00%``."""
    return width(value or 0, end or 0)


@register.filter
def on_ruler(score: Number | None) -> str:
    """Where a score of 0 to 120 ends on its ruler."""
    return width(score or 0, RULER_END)


@register.filter
def on_load_bar(load: Number | None) -> str:
    """Where a sum of shares, in percent, ends on the bar: at most at 100, the rest is ``overload_width``."""
    return width(min(Decimal(load or 0), HUNDRED), LOAD_END)


@register.filter
def overload_width(load: Number | None) -> str:
    """How far a sum of shares goes past 100, as a part of the bar to 130."""
    return width(min(Decimal(load or 0), LOAD_END) - HUNDRED, LOAD_END)


@register.filter
def initial(name: str) -> str:
    """The first character of a name, for the avatar and the team's mark."""
    return name.strip()[:1].upper()


@register.simple_tag
def query(current: QueryDict | None, **changes: object) -> str:
    """The query string with some keys set (or, with an empty value, left out): ``{% query request.GET page=2 %}``."""
    asked = current.copy() if current is not None else QueryDict(mutable=True)
    for key, value in changes.items():
        if value in {None, ""}:
            asked.pop(key, None)
        else:
            asked[key] = str(value)
    return f"?{asked.urlencode()}"


@register.filter
def split_name(name: str) -> SafeString:
    """A file name in two, so that a narrow column drops its middle and not its end."""
    cut = max(len(name) - TAIL, 0)
    return format_html("<span>{}</span><span>{}</span>", name[:cut], name[cut:])


class _Place(Protocol):
    row: int
    url: str


@register.filter
def row_links(places: Iterable[_Place]) -> SafeString:
    """The numbers of several rows of a file, each leading to its page."""
    return format_html_join(gettext(", "), '<a class="quiet" href="{}">{}</a>', ((one.url, one.row) for one in places))
