"""Whether signed cards still say what was signed: each one's hash, made again from its rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis import freeze
from kpis.models import Scorecard
from kpis.services.telling import tell_some
from notices.models import Notice
from roles.models import Member, Team
from roles.permissions import Permission

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Finding:
    """A card that isn't what was signed, and what is wrong with it."""

    card: Scorecard
    words: str


def findings(team: Team | None = None, *, progress: Progress | None = None) -> Iterator[Finding]:
    """Look at every revision that was ever signed, of one team or of all. About ten queries a card."""
    cards = Scorecard.objects.filter(Q(state=Scorecard.State.SIGNED) | ~Q(content_hash=""))
    if team is not None:
        cards = cards.filter(team=team)
    total = cards.count()
    for done, card in enumerate(cards.order_by("pk").select_related("team", "member__person").iterator(200), start=1):
        if words := what_is_wrong(card):
            yield Finding(card, words)
        if progress is not None:
            progress(done, total)
    yield from missing(team)


def what_is_wrong(card: Scorecard) -> str:
    """In words; empty for a card that stands."""
    if not card.is_signed:
        return _("It has a signature's hash and isn't signed.")
    return "" if freeze.verify(card) else _("Its content gives another hash than the signed one.")


def missing(team: Team | None) -> Iterator[Finding]:
    """A revision whose signed one before it is gone."""
    later = Scorecard.objects.filter(revision__gt=1).select_related("team", "member__person")
    if team is not None:
        later = later.filter(team=team)
    signed = set(Scorecard.objects.signed().values_list("member", "month", "revision"))
    for card in later:
        if (card.member_id, card.month, card.revision - 1) not in signed:
            yield Finding(card, _("The signed revision before it is gone."))


def look_after(team: Team, *, progress: Progress | None = None) -> int:
    """Look at a team's cards and tell those who sign of each that differs, once. Say how many differ."""
    found = list(findings(team, progress=progress))
    if found:
        signers = list(Member.objects.filter(team=team).who_may(Permission.SIGN_CARDS, on=timezone.localdate()))
        for one in found:
            name = str(one.card.member)
            tell_some(signers, one.card, Notice.Kind.CARD_TAMPERED, about=f"card {one.card.pk}", name=name)
    return len(found)
