"""Bringing people into a team, and letting them go."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.models import ApiToken, Assignment, LevelGrant, Member, Person, Team
from roles.permissions import Level, Permission, grantable_by
from roles.services.levels import is_owner_some_day, need_an_owner
from roles.services.rights import need, need_reach
from teamops.lib.exceptions import NotAllowedNow


@dataclass(frozen=True)
class Added:
    """A new member, and whether the person is new too and needs a link to set their password."""

    member: Member
    is_new_person: bool


@transaction.atomic
def make_owner(
    team: Team, *, username: str, name: str, at: datetime, password: str | None = None, email: str = ""
) -> Member:
    """Make a person and the owner of a team that has nobody yet. Raise ``NotAllowedNow`` if there is somebody."""
    if team.members.exists():
        raise NotAllowedNow(_("The team %(team)s has people already; its owner can add more.") % {"team": team})
    person = _new_person(username=username, name=name, email=email, password=password)
    today = timezone.localdate(at)
    member = Member.objects.create(team=team, person=person, joined_on=today)
    LevelGrant.objects.create(member=member, level=Level.OWNER, from_on=today, granted_at=at)
    return member


@transaction.atomic
def add_person(
    team: Team,
    *,
    username: str,
    name: str,
    level: str,
    by: Member,
    at: datetime,
    employment: str = Member.Employment.STAFF,
    email: str = "",
) -> Added:
    """Bring somebody into the team with a level from today.

    A username of somebody in another of ``by``'s own teams brings that very person. Raise ``NotAllowedNow`` if the
    username or the e-mail is taken, if the person is in the team, or if the level is above ``by``'s own.
    """
    need(by, Permission.ADD_MEMBERS, team=team)
    if level not in grantable_by(by.level):
        raise NotAllowedNow(
            _("You can't give the level %(level)s: it takes somebody who may hand it out.")
            % {"level": Level(level).label}
        )
    today = timezone.localdate(at)
    person = _colleague(username, of=by, on=today)
    is_new = person is None
    if person is None:
        person = _new_person(username=username, name=name, email=email)
    elif Member.objects.filter(team=team, person=person).exists():
        raise NotAllowedNow(
            _("%(name)s is in the team already, or was: look among those who have left.") % {"name": person}
        )
    member = Member.objects.create(team=team, person=person, employment=employment, joined_on=today)
    LevelGrant.objects.create(member=member, level=level, from_on=today, granted_by=by, granted_at=at)
    return Added(member, is_new)


@transaction.atomic
def deactivate(member: Member, *, by: Member, at: datetime) -> None:
    """Take a member out of the team at once; a person left without any team can't sign in any more.

    What they hold ends today, what was planned is taken back. Raise ``NotAllowedNow`` for oneself, for somebody
    above ``by``, and for the team's only owner.
    """
    team = Team.objects.select_for_update().get(pk=member.team_id)
    today = timezone.localdate(at)
    need(by, Permission.ADD_MEMBERS, team=team)
    member = Member.objects.select_for_update(of=("self",)).select_related("person").get(pk=member.pk)
    if member.pk == by.pk:
        raise NotAllowedNow(_("Nobody deactivates themselves. Ask somebody else who may."))
    if member.left_on is not None:
        raise NotAllowedNow(_("%(name)s is deactivated already.") % {"name": member})
    need_reach(by, member, on=today)
    member.left_on = max(today, member.joined_on)
    member.save(update_fields=["left_on"])
    if is_owner_some_day(member):
        need_an_owner(team, from_on=today)
    for assignment in Assignment.objects.filter(member=member).overlapping(first=today, last=date.max):
        if assignment.from_on > today:
            assignment.delete()
        else:
            assignment.until_on = today
            assignment.save(update_fields=["until_on"])
    if not Member.objects.filter(person=member.person).present(on=today).exists():
        _shut_out(member.person, at=at)


@transaction.atomic
def reactivate(member: Member, *, by: Member, at: datetime) -> None:
    """Bring somebody back into the team, at the level they had. Raise ``NotAllowedNow`` if that is above ``by``."""
    today = timezone.localdate(at)
    need(by, Permission.ADD_MEMBERS, team=member.team_id)
    member = Member.objects.select_for_update(of=("self",)).select_related("person").get(pk=member.pk)
    if member.left_on is None:
        raise NotAllowedNow(_("%(name)s is in the team.") % {"name": member})
    need_reach(by, member, on=today)
    member.left_on = None
    member.save(update_fields=["left_on"])
    if not member.person.is_active:
        member.person.is_active = True
        member.person.save(update_fields=["is_active"])


@transaction.atomic
def edit(member: Member, *, name: str, employment: str, email: str, by: Member, at: datetime) -> Member:
    """Correct a member's name, employment or e-mail.

    The e-mail resets the password: changing it takes somebody who stands above the person in their only team.
    """
    today = timezone.localdate(at)
    need(by, Permission.ADD_MEMBERS, team=member.team_id)
    member = Member.objects.select_for_update(of=("self",)).select_related("person").get(pk=member.pk)
    if member.pk != by.pk:
        need_reach(by, member, on=today)
    person, email = member.person, email.strip().lower()
    if email != person.email:
        _need_free_email(email, besides=person)
        if Member.objects.filter(person=person).exclude(pk=member.pk).present(on=today).exists():
            raise NotAllowedNow(
                _("%(name)s is in another team too: they change their e-mail themselves, in their profile.")
                % {"name": person}
            )
        person.email = email
    person.name = name
    person.save(update_fields=["name", "email"])
    member.employment = employment
    member.save(update_fields=["employment"])
    return member


@transaction.atomic
def edit_profile(person: Person, *, name: str, email: str, language: str) -> Person:
    """What people change about themselves. Raise ``NotAllowedNow`` if the e-mail is somebody else's."""
    email = email.strip().lower()
    _need_free_email(email, besides=person)
    person.name, person.email, person.language = name, email, language
    person.save(update_fields=["name", "email", "language"])
    return person


def _shut_out(person: Person, *, at: datetime) -> None:
    """Out at once: no sign-in, no session, no token that could come back to life."""
    person.is_active = False
    person.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=person):
        session.end()
    for token in ApiToken.objects.filter(person=person, revoked_at__isnull=True):
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])


def _colleague(username: str, *, of: Member, on: date) -> Person | None:
    """Who has that username in one of the teams that ``of``'s person is in, deactivated people left out."""
    teams = Team.objects.of(of.person, on=on)
    people = Person.objects.filter(username__iexact=username.strip(), is_active=True)
    return people.filter(memberships__team__in=teams).distinct().first()


def _new_person(*, username: str, name: str, email: str, password: str | None = None) -> Person:
    username = Person.normalize_username(username.strip())
    if Person.objects.filter(username__iexact=username).exists():
        raise NotAllowedNow(_("The username %(username)s is taken.") % {"username": username})
    email = email.strip().lower()
    _need_free_email(email)
    return Person.objects.create_user(username=username, password=password, name=name.strip(), email=email)


def _need_free_email(email: str, *, besides: Person | None = None) -> None:
    if not email:
        return
    others = Person.objects.filter(email__iexact=email)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise NotAllowedNow(_("Somebody else has this e-mail address."))
