"""The panel of an item's page that lists the words found in it, what stands in their way, and who waived them."""

from collections import Counter

from django.utils import timezone

from campaigns import item_words
from campaigns.checking import Checked, check_by
from campaigns.models import Item
from campaigns.panels import Panel, Reading, panel
from campaigns.services import waivers
from campaigns.trail import comments_on


@panel(order=7)
def words(reading: Reading) -> Panel:
    """Shown of items whose words are judged, and of others if a word is found in them."""
    item, today = reading.item, timezone.localdate(reading.at)
    found = item_words.of_item(item, reading.version, on=today)
    gate = item_words.compliance_gate(item)
    may_waive = item.is_open and any(seat.is_for(reading.by) for seat in waivers.sitting_at_compliance(item, on=today))
    return Panel(
        "campaigns/_item_words.html",
        {
            "words": found,
            "gate": gate,
            "may_waive": may_waive,
            "remarks": in_comments(item),
        },
    )


def in_comments(item: Item) -> list[tuple[str, int]]:
    """The forbidden words in remarks, and how often. Remarks aren't published: they hold nothing up."""
    texts = {str(number): text for number, text in enumerate(one.text for one in comments_on(item))}
    checked: Checked | None = check_by(item_words.matcher_for(item), texts) if texts else None
    return Counter(mark.written for mark in checked.blocking).most_common() if checked else []
