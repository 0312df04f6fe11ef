"""Secrets in the database: locked, masked, never printed, and readable with an older key."""

import pytest

from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.secrets import Secret, SecretField

PLAIN = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"


def test_what_is_stored_is_not_what_was_typed():
    secret = Secret.of(PLAIN)

    assert PLAIN not in secret.sealed
    assert secret.reveal() == PLAIN
    assert Secret.of(PLAIN).sealed != secret.sealed  # the same one twice looks different


def test_it_never_prints_itself():
    secret = Secret.of(PLAIN)

    assert not any(PLAIN[-4:] in text for text in (str(secret), repr(secret), f"{secret}", f"{[secret]}"))


@pytest.mark.parametrize(("plain", "masked"), [(PLAIN, "••••e8f9"), ("short", "••••"), ("", "••••")])
def test_masked_it_shows_its_end_alone(plain, masked):
    assert Secret.of(plain).masked == masked


def test_a_bare_text_is_refused():
    with pytest.raises(TypeError):
        SecretField().get_prep_value(PLAIN)


def test_a_new_key_in_front_of_the_old_one_reads_what_the_old_one_locked(settings):
    old = settings.FIELD_KEY
    secret = Secret.of(PLAIN)

    settings.FIELD_KEY = f"new-key-{'n' * 40},{old}"
    assert secret.reveal() == PLAIN
    newly = Secret.of(PLAIN)
    settings.FIELD_KEY = f"new-key-{'n' * 40}"
    assert newly.reveal() == PLAIN


def test_a_lost_key_is_said_and_breaks_no_page(settings):
    secret = Secret.of(PLAIN)
    settings.FIELD_KEY = "another-" + "z" * 40

    assert secret.masked == "••••"
    with pytest.raises(NotAllowedNow):
        secret.reveal()


def test_a_broken_one_is_said():
    with pytest.raises(NotAllowedNow):
        Secret("not what Fernet writes").reveal()
