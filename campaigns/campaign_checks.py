"""What a campaign must have before anybody approves it: a plan for what happens if it goes wrong."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from campaigns.models import Gate, Item
from campaigns.services.checks import before_gate


@before_gate(Gate.Kind.APPROVAL)
def contingency(item: Item, *, on: date) -> Iterator[str]:
    """A campaign without a contingency plan can't be approved."""
    if item.kind == Item.Kind.CAMPAIGN and not item.campaign.contingency.strip():
        yield _("There is no contingency plan. A campaign isn't approved without one: write it first.")
