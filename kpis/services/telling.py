"""Who hears what about a card."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from kpis.models import Scorecard
from metrics.models import Metric
from notices.services import tell
from roles.models import Member


def address_of(card: Scorecard) -> str:
    return reverse("kpis:month-card", args=[card.team.slug, card.pk])


def tell_member(card: Scorecard, kind: str, *, by: Member, **words: Any) -> None:
    """Tell the member, with the way to their card."""
    tell_some([card.member], card, kind, by=str(by), **words)


def tell_some(members: Iterable[Member], card: Scorecard, kind: str, *, about: str = "", **words: Any) -> None:
    """Tell some people about a card, once if ``about`` says what it is about."""
    arguments = {"month": f"{card.month:%Y-%m}", **words}
    for member in members:
        tell(member, kind, arguments, address_of(card), about=about)


def in_both(words: Any) -> dict[str, str]:
    """Words that wait for a reader's language, in both of them."""
    said = {}
    for key, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            said[key] = str(words)
    return said


def name_of(metric: Metric) -> dict[str, str]:
    return {"zh": metric.name, "en": metric.name_en}
