"""The panel of an item's page that lists the words found in it, what stands in their way, and who waived them."""

from django.utils import timezone

from campaigns import item_words
from campaigns.panels import Panel, Reading, panel
from campaigns.services import waivers


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
        },
    )
