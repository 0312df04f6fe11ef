"""Who reviews, answers, signs and decides. Nobody does for themselves: no deputy, no owner, not even alone."""

from datetime import date

from kpis.models import Scorecard
from roles.models import Member
from roles.permissions import Level, Permission


def reviewers_of(card: Scorecard, *, on: date) -> list[Member]:
    """Who may review the card, adjust it, answer its disputes and sign it."""
    found = Member.objects.filter(team=card.team_id).who_may(Permission.SIGN_CARDS, on=on)
    return list(found.exclude(pk=card.member_id).select_related("person"))


def deciders_of(card: Scorecard, *, on: date) -> list[Member]:
    """Who may decide an appeal against the card: neither its member nor its signer. Managers first, then owners."""
    found = Member.objects.filter(team=card.team_id).who_may(Permission.REOPEN_CARDS, on=on)
    others = found.exclude(pk__in=[card.member_id, card.signed_by_id]).select_related("person")
    return sorted(others, key=lambda member: member.level == Level.OWNER)


def asked_to_decide(card: Scorecard, *, on: date) -> list[Member]:
    """Who is asked to decide it: the other managers; the owners where there is none."""
    deciders = deciders_of(card, on=on)
    return [one for one in deciders if one.level != Level.OWNER] or deciders
