"""Who reviews, answers, signs and decides. Nobody does for themselves: no deputy, no owner, not even alone.

Who publishes a template: not who is scored by it, as long as there is somebody else.
"""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from kpis.models import Scorecard, Template
from roles.models import Assignment, Member
from roles.models.positions import AssignmentQuerySet
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


def against_own_template(draft: Template, *, by: Member, since: date, on: date) -> str:
    """Why ``by`` can't publish it to count from ``since``: they hold the role then or later, and others who may don't.
    Empty if they can."""
    scored = scored_by(draft, team=by.team_id, since=since).values("member")
    if not scored.filter(member=by).exists():
        return ""
    able = Member.objects.filter(team=by.team_id).who_may(Permission.EDIT_TEMPLATES, on=on)
    others = able.exclude(pk__in=scored).select_related("person")
    if not others:
        return ""
    names = _(", ").join(str(one) for one in others)
    return _("You hold this role: nobody sets what they are measured by. %(names)s can publish it.") % {"names": names}


def scored_by(draft: Template, *, team: int, since: date) -> AssignmentQuerySet:
    """Who holds its role on a day or later."""
    return Assignment.objects.filter(Q(until_on=None) | Q(until_on__gte=since), role=draft.role_id, member__team=team)


def wrote_own(draft: Template, *, since: date) -> Member | None:
    """Who changed the draft last, if it is what they are scored by."""
    writer = draft.edited_by
    if writer is None or not scored_by(draft, team=writer.team_id, since=since).filter(member=writer).exists():
        return None
    return writer
