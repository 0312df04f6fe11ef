"""API tokens: shown once, kept as a hash, gone when they expire or are revoked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from roles.models import ApiToken
from roles.services import tokens
from teamops.lib.exceptions import NotAllowedNow


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(member, browse):
    client = browse(member)
    client.post("/me/tokens/", {"name": "script", "days": 30})
    shown = client.get("/me/").context["shown_once"]

    token = ApiToken.objects.get()
    assert shown["secret"] not in str(vars(token))
    assert token.digest != shown["secret"]
    assert shown["secret"] not in client.get("/me/").content.decode()
    assert client.get("/me/").context["shown_once"] is None


@pytest.mark.parametrize("days", [0, 367])
def test_a_token_lasts_between_a_day_and_a_year(member, days):
    with pytest.raises(NotAllowedNow):
        tokens.issue(member.person, name="script", days=days, at=timezone.now())


def test_a_token_expires_and_is_revoked(member):
    now = timezone.now()
    short, _secret = tokens.issue(member.person, name="short", days=1, at=now)
    revoked, _secret = tokens.issue(member.person, name="revoked", days=9, at=now)
    tokens.revoke(revoked, at=now)

    assert list(ApiToken.objects.usable(at=now)) == [short]
    assert not ApiToken.objects.usable(at=now + timedelta(days=2)).exists()


def test_nobody_revokes_anothers_token(member, other_member, browse):
    token, _secret = tokens.issue(member.person, name="script", days=9, at=timezone.now())
    assert browse(other_member).post(f"/me/tokens/{token.pk}/revoke/").status_code == 404
    assert browse(member).post(f"/me/tokens/{token.pk}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_twenty_tokens_are_enough(member):
    for number in range(20):
        tokens.issue(member.person, name=f"t{number}", days=9, at=timezone.now())
    with pytest.raises(NotAllowedNow):
        tokens.issue(member.person, name="one more", days=9, at=timezone.now())
