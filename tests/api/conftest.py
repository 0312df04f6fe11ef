"""Programs: clients that sign in with a token and speak JSON."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from metrics.models import Channel
from roles.models import ApiToken, Member, Person
from tests.building import make_channel

SAMPLES = Path(__file__).resolve().parent.parent / "metrics" / "files"
Program = Callable[[Member], APIClient]


@pytest.fixture
def program() -> Program:
    """``program(member)`` asks with a token of that member's person, who reads English."""

    def sign_in(member: Member, *, language: str = Person.Language.ENGLISH) -> APIClient:
        Person.objects.filter(pk=member.person_id).update(language=language)
        later = timezone.now() + timedelta(days=9)
        _token, secret = ApiToken.issue(member.person, name="report", expires_at=later)
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
        client.default_format = "json"
        return client

    return sign_in


@pytest.fixture(autouse=True)
def nothing_counted():
    """Each test begins with all its calls left: who calls is counted by key, and keys repeat."""
    cache.clear()


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Each test keeps its files for itself."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    return tmp_path / "files"


@pytest.fixture
def account(team) -> Channel:
    return make_channel(team, "公众号")


@pytest.fixture
def followers() -> bytes:
    """user_analysis.xls of the samples: October 2026, an HTML table."""
    return (SAMPLES / "user_analysis.xls").read_bytes()
