"""One sitting with a month's cards: all of them in the order of the month's page, and the next one to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kpis.models import Scorecard
from kpis.month import Month, Row, month_of
from roles.models import Member
from roles.permissions import Permission


@dataclass(frozen=True)
class Place:
    """A card in the queue; ``why_not`` says in a few words why it isn't for the reader to sign now."""

    row: Row
    is_here: bool
    why_not: str

    @property
    def card(self) -> Scorecard:
        return self.row.card


@dataclass(frozen=True)
class Sitting:
    month: Month
    places: Sequence[Place]

    @property
    def here(self) -> int:
        return next((place for place, one in enumerate(self.places) if one.is_here), 0)

    @property
    def needs(self) -> Sequence[object]:
        return self.places[self.here].row.needs

    @property
    def before(self) -> Scorecard | None:
        return self.places[self.here - 1].card if self.here else None

    @property
    def after(self) -> Scorecard | None:
        following = self.places[self.here + 1 :]
        return following[0].card if following else None

    @property
    def signed(self) -> int:
        return sum(one.card.is_signed for one in self.places)

    @property
    def waiting(self) -> int:
        return sum(not one.why_not for one in self.places)


def sitting_of(shown: Scorecard, *, reader: Member, today: date) -> Sitting:
    month = month_of(shown.month, reader=reader, today=today)
    places = [Place(row, row.card.pk == shown.pk, why_not(row, reader=reader, today=today)) for row in month.rows]
    return Sitting(month, places)


def why_not(row: Row, *, reader: Member, today: date) -> str:
    card = row.card
    if card.is_signed:
        return row.state
    if card.member_id == reader.pk:
        return _("Your own")
    if not reader.may(Permission.SIGN_CARDS):
        return _("For managers")
    return row.state if card.is_running_on(today) or card.total is None else ""


def first_to_sign(month: date, *, reader: Member, today: date) -> Scorecard | None:
    """The first card that waits for the reader, or the first one at all."""
    rows = month_of(month, reader=reader, today=today).rows
    waiting = [row for row in rows if not why_not(row, reader=reader, today=today)]
    return (waiting or list(rows))[0].card if rows else None


def next_to_sign(shown: Scorecard, *, reader: Member, today: date) -> Scorecard | None:
    """The card after this one that waits for the reader, else the first that still does."""
    places = sitting_of(shown, reader=reader, today=today).places
    here = next((place for place, one in enumerate(places) if one.is_here), 0)
    waiting = [one.card for one in [*places[here + 1 :], *places[:here]] if not one.why_not]
    return waiting[0] if waiting else None
