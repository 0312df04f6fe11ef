"""The panels that every item's page has."""

from collections import Counter
from collections.abc import Sequence

from django.utils import timezone

from campaigns import item_words, particulars_shown, trail
from campaigns.checking import Checked, check_by
from campaigns.item_forms import CommentForm
from campaigns.marked import Piece, pieces
from campaigns.models import Asset, Comment, Item, Version
from campaigns.once import once
from campaigns.panels import Panel, Part, Place, Reading, panel
from campaigns.services import access, texts
from roles.permissions import Permission


def may_work(reading: Reading) -> bool:
    return reading.by.may(Permission.WORK_ON_ITEMS)


@panel(place=Place.WIDE, order=10)
def text(reading: Reading) -> Panel:
    may_write = reading.item.is_open and may_work(reading)
    words = {"version": reading.version, "may_write": may_write}
    return Panel("campaigns/_text.html", words | (marked_text(reading) if reading.version else {}))


def marked_text(reading: Reading) -> dict[str, list[Piece]]:
    """Each part of the text, cut where a word of the lists stands in it."""
    found = item_words.of_item(reading.item, reading.version, on=timezone.localdate(reading.at))
    checked = found.checked
    return {
        field: list(pieces(text, [mark for mark in checked.marks if mark.field == field], checked.spared[field]))
        for field, text in found.texts.items()
    }


@panel(*(kind for kind in Item.Kind.values if kind != Item.Kind.CAMPAIGN), place=Place.WIDE, order=20)
@panel(Item.Kind.CAMPAIGN, place=Place.WIDE, order=20, part=Part.WORK)
def particulars(reading: Reading) -> Panel | None:
    item = reading.item
    may_change = item.is_open and access.is_owner_or_lead(item, by=reading.by)
    rows = particulars_shown.of_item(item)
    if not rows and not may_change:
        return None
    return Panel("campaigns/_particulars.html", {"rows": rows, "may_change": may_change})


@panel(place=Place.WIDE, order=80, part=Part.TRAIL)
def versions(reading: Reading) -> Panel | None:
    found = once(reading.item, "versions", Version.objects.filter(item=reading.item).for_item_page)
    return Panel("campaigns/_versions.html", {"versions": found}) if found else None


@panel(place=Place.WIDE, order=85, part=Part.TRAIL)
def comments(reading: Reading) -> Panel:
    said = trail.comments_on(reading.item)
    form = CommentForm(auto_id="id_comment_%s") if may_work(reading) else None
    words = {"comments": said, "form": form, "forbidden": forbidden_in(reading.item, said)}
    return Panel("campaigns/_comments.html", words)


def forbidden_in(item: Item, remarks: Sequence[Comment]) -> list[tuple[str, int]]:
    """The forbidden words in remarks, and how often. Remarks aren't published: they hold nothing up."""
    texts = {str(number): one.text for number, one in enumerate(remarks)}
    checked: Checked | None = check_by(item_words.matcher_for(item), texts) if texts else None
    return Counter(mark.written for mark in checked.blocking).most_common() if checked else []


@panel(place=Place.WIDE, order=90, part=Part.TRAIL)
def facts(reading: Reading) -> Panel:
    return Panel("campaigns/_trail.html", {"lines": trail.of_item(reading.item)})


@panel(place=Place.SIDE, order=80, part=Part.TRAIL)
def credits_(reading: Reading) -> Panel | None:
    """Who made it; asked for where there is a text to have been made."""
    given = once(reading.item, "credits", lambda: list(reading.item.credits.select_related("member__person")))
    may_credit = may_work(reading) and texts.may_credit(reading.item, by=reading.by)
    if not given and (not may_credit or reading.item.kind != Item.Kind.CONTENT):
        return None
    return Panel("campaigns/_credits.html", {"credits": given, "may_credit": may_credit})


@panel(place=Place.SIDE, order=85, part=Part.TRAIL)
def assets(reading: Reading) -> Panel | None:
    today = timezone.localdate(reading.at)
    found = list(Asset.objects.filter(item=reading.item).select_related("by__person"))
    if not found and not may_work(reading):
        return None
    rows = [(one, one.is_expired(on=today)) for one in found]
    return Panel("campaigns/_assets.html", {"rows": rows, "may_work": may_work(reading)})
