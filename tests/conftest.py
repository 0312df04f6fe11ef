"""The cast: people named by what they may do, and a team for them to do it in."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from roles.models import LevelGrant, Member, Person, Team
from roles.permissions import Level

JOINED = date(2026, 1, 1)
TODAY = date(2026, 11, 23)


def make_member(team: Team, username: str, level: str = Level.MEMBER, *, joined_on: date = JOINED, **fields) -> Member:
    """A person in ``team`` with ``level`` from the day they joined; loaded as the access middleware loads it."""
    person = Person.objects.create_user(username=username, password="a-long-secret", name=username.title())
    member = Member.objects.create(team=team, person=person, joined_on=joined_on, **fields)
    LevelGrant.objects.create(member=member, level=level, from_on=joined_on)
    return Member.objects.with_level(on=timezone.localdate()).select_related("team", "person").get(pk=member.pk)


@pytest.fixture
def team(db) -> Team:
    return Team.objects.create(slug="brook", name="溪屿护肤")


@pytest.fixture
def other_team(db) -> Team:
    return Team.objects.create(slug="hill", name="山野咖啡")


@pytest.fixture
def owner(team) -> Member:
    return make_member(team, "owner", Level.OWNER)


@pytest.fixture
def manager(team) -> Member:
    return make_member(team, "manager", Level.MANAGER)


@pytest.fixture
def other_manager(team) -> Member:
    return make_member(team, "other_manager", Level.MANAGER)


@pytest.fixture
def lead(team) -> Member:
    return make_member(team, "lead", Level.LEAD)


@pytest.fixture
def analyst(team) -> Member:
    return make_member(team, "analyst", Level.ANALYST)


@pytest.fixture
def member(team) -> Member:
    return make_member(team, "member", Level.MEMBER)


@pytest.fixture
def other_member(team) -> Member:
    return make_member(team, "other_member", Level.MEMBER)


@pytest.fixture
def auditor(team) -> Member:
    return make_member(team, "auditor", Level.AUDITOR)


@pytest.fixture
def outsider(other_team) -> Member:
    """A member, and even the owner, of another team."""
    return make_member(other_team, "outsider", Level.OWNER)


@pytest.fixture
def browse():
    """``browse(member)`` is a test client signed in as that member's person."""

    def sign_in(member: Member) -> Client:
        client = Client()
        client.force_login(member.person)
        return client

    return sign_in
