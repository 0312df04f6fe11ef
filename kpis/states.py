"""Where a card stands on its way to the signature: the one name of each state, for pages, exports and reports."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kpis.models import Scorecard


def state_of(card: Scorecard, *, today: date, is_scoring: bool = False) -> str:
    """What is stored, unless the month still runs or the numbers are still to come.

    ``is_scoring``: reopened cards are just being scored.
    """
    if is_scoring and card.is_unscored:
        return _("Being scored")
    if card.is_signed:
        return str(card.get_state_display())
    if not card.is_over(on=today):
        return pgettext("scorecard", "Running")
    return _("Waits for data") if card.total is None else str(card.get_state_display())
