"""Whom a month's awards go to: picked by a manager, announced to the team, withdrawn with a reason."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis.awards.candidates import people_of, shortlist
from kpis.models import Award, Grant, GrantShare
from metrics.collect import subjects_of
from metrics.models import Subject
from notices.models import Notice
from notices.services import tell_all
from roles.models import Member, Team
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span, first_of, last_of


@transaction.atomic
def pick(
    award: Award, *, month: date, to: Subject | Member, by: Member, reason: str, at: datetime, instead: str = ""
) -> Grant:
    """Say who gets an award of a month that is over, and why. With ``instead``, why the earlier pick was wrong, that
    one is withdrawn and this one stands in its place.

    Raise ``NotAllowedNow`` if the award isn't given in that month or is picked already, if ``to`` is no candidate or
    nobody answers for it, if it is ``by``'s own work, for a part of it even, and if no reason is given.
    """
    need(by, Permission.GIVE_AWARDS, team=by.team)
    Team.objects.select_for_update().get(pk=by.team_id)
    award = given(award, month, by=by)
    if first_of(timezone.localdate(at)) <= month:
        raise NotAllowedNow(
            _("The month isn't over, so its numbers still change. Pick from the first day of the next.")
        )
    reason = said(reason, _("Say in a sentence why."))
    subject = subject_of(to, by=by)
    numbers = numbers_of(award, subject, month, by=by)
    people = people_of([subject], Span.month(month))[subject.pk]
    if not people:
        raise NotAllowedNow(_("Nobody answers for it. Enter who made it first: an award goes to people."))
    if any(one.member.pk == by.pk for one in people):
        raise NotAllowedNow(_("Nobody picks themselves, and this is your work too. Another manager picks it."))
    before = Grant.objects.standing().filter(team=by.team_id, award=award, month=month).first()
    if before is not None:
        make_room(before, subject, by=by, at=at, instead=instead)
    grant = Grant.objects.create(
        team=by.team, award=award, month=month, subject=subject, reason=reason, replaces=before, picked_by=by,
        picked_at=at, **numbers,
    )  # fmt: skip
    GrantShare.objects.bulk_create(GrantShare(grant=grant, member=one.member, share=one.share) for one in people)
    return grant


def given(award: Award, month: date, *, by: Member) -> Award:
    """The award, if the team gives it in that month."""
    found = Award.objects.given_in(month, team=by.team).for_candidates().filter(pk=award.pk).first()
    if found is None:
        raise NotAllowedNow(_("The team doesn't give this award in that month."))
    return found


def subject_of(to: Subject | Member, *, by: Member) -> Subject:
    """What is picked, in ``by``'s own team; a member's own subject is made where there is none yet."""
    if to.team_id != by.team_id:
        raise NotAllowedNow(_("You act in your own team only."))
    key = subjects_of(by.team, {to.pk})[to.pk] if isinstance(to, Member) else to.pk
    return Subject.objects.select_related("member__person", "member__team", "team").get(pk=key)


def numbers_of(award: Award, subject: Subject, month: date, *, by: Member) -> dict[str, Any]:
    """What speaks for it, to be kept with the pick. Raise ``NotAllowedNow`` if it is no candidate."""
    if award.is_judged:
        person = subject.member
        if person is None or not Member.objects.present(on=last_of(month)).filter(pk=person.pk).exists():
            raise NotAllowedNow(_("This award goes to a member who was in the team in that month."))
        return {}
    candidates = shortlist(award, team=by.team, month=month)
    found = candidates.of(subject)
    if found is None:
        raise NotAllowedNow(_("It isn't among the candidates: its numbers of the month don't put it there."))
    value, also, target, counted = found.numbers
    return {
        "place": found.place,
        "among": candidates.total,
        "value": value,
        "also_value": also,
        "target_value": target,
        "counted": counted,
    }


def make_room(before: Grant, subject: Subject, *, by: Member, at: datetime, instead: str) -> None:
    if before.subject_id == subject.pk:
        raise NotAllowedNow(_("It is picked already."))
    if not instead.strip():
        raise NotAllowedNow(_("Somebody is picked already. Say why that pick is taken back."))
    withdraw(before, by=by, reason=instead, at=at)


@transaction.atomic
def announce(grant: Grant, *, by: Member, at: datetime) -> Grant:
    """Tell the whole team. Raise ``NotAllowedNow`` if it was announced or withdrawn before, or is ``by``'s own work."""
    need(by, Permission.GIVE_AWARDS, team=grant.team_id)
    grant = locked(grant)
    if grant.announced_at is not None:
        raise NotAllowedNow(_("It is announced already."))
    winners = [share.member for share in grant.shares.all()]
    if by in winners:
        raise NotAllowedNow(_("Nobody announces an award of their own. Another manager does."))
    grant.announced_by, grant.announced_at = by, at
    grant.save(update_fields=["announced_by", "announced_at"])
    others = Member.objects.filter(team=grant.team_id).present(on=timezone.localdate(at))
    words = {**words_of(grant), "reason": grant.reason}
    tell_all(winners, Notice.Kind.AWARD_WON, words, address_of(grant), about=f"grant {grant.pk}")
    told = others.exclude(pk__in=[one.pk for one in winners])
    tell_all(told, Notice.Kind.AWARD_ANNOUNCED, words, address_of(grant), about=f"grant {grant.pk}")
    return grant


@transaction.atomic
def withdraw(grant: Grant, *, by: Member, reason: str, at: datetime) -> Grant:
    """Take a pick back; it stays on record with the reason, and the team hears of it if it heard of the pick.

    Raise ``NotAllowedNow`` if it was withdrawn before or no reason is given.
    """
    need(by, Permission.GIVE_AWARDS, team=grant.team_id)
    grant = locked(grant)
    reason = said(reason, _("Say why it is withdrawn: it stays on record."))
    grant.withdrawn_by, grant.withdrawn_at, grant.withdrawal = by, at, reason
    grant.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawal"])
    if grant.announced_at is not None:
        told = Member.objects.filter(team=grant.team_id).present(on=timezone.localdate(at))
        words = {**words_of(grant), "by": str(by), "reason": reason}
        url = reverse("kpis:awards-history", args=[grant.team.slug])
        tell_all(told, Notice.Kind.AWARD_WITHDRAWN, words, url, about=f"grant {grant.pk}")
    return grant


def locked(grant: Grant) -> Grant:
    """The grant as it is now. Raise ``NotAllowedNow`` if it doesn't stand any more."""
    Grant.objects.select_for_update().get(pk=grant.pk)
    found = Grant.objects.for_list().get(pk=grant.pk)
    if not found.is_standing:
        raise NotAllowedNow(_("This pick was withdrawn. Load the page anew."))
    return found


def said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise NotAllowedNow(otherwise)
    return text.strip()


def words_of(grant: Grant) -> dict[str, Any]:
    """Whom it goes to: the people, and the work where it is for a piece of it."""
    people = "、".join(str(share.member) for share in grant.shares.all())
    return {
        "award": {"zh": grant.award.name, "en": grant.award.name_en},
        "month": f"{grant.month:%Y-%m}",
        "winner": people if grant.is_of_a_member else f"「{grant.subject}」（{people}）",
    }


def address_of(grant: Grant) -> str:
    return reverse("kpis:awards-detail", args=[grant.team.slug, grant.award_id, f"{grant.month:%Y-%m}"])
