"""Who hears what about a card."""

from collections.abc import Iterable

from django.urls import reverse

from kpis.models import Scorecard
from notices.services import tell
from roles.models import Member


def address_of(card: Scorecard) -> str:
    return reverse("kpis:month-card", args=[card.team.slug, card.pk])


def tell_member(card: Scorecard, kind: str, *, by: Member, **words: str) -> None:
    """Tell the member, with the way to their card."""
    tell_some([card.member], card, kind, by=str(by), **words)


def tell_some(members: Iterable[Member], card: Scorecard, kind: str, *, about: str = "", **words: str) -> None:
    """Tell some people about a card, once if ``about`` says what it is about."""
    arguments = {"month": f"{card.month:%Y-%m}", **words}
    for member in members:
        tell(member, kind, arguments, address_of(card), about=about)
