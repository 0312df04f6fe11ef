"""Buyers without their names: a phone number becomes a keyed hash, and only that is kept.

Phone numbers are few enough to try them all, so the hash has a key: without FIELD_KEY nobody can tell whose it is.
"""

import hmac
import unicodedata
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"teamops buyers"
MASK = "*"
KEY_SIGNS = 32
COUNTRY, MOBILE_SIGNS = "86", 11


def pseudonym(phone: str) -> str | None:
    """32 signs, the same for a number however it is written; ``None`` where no number is."""
    known = digits(phone)
    return hmac.digest(_key(settings.FIELD_KEY), known.encode(), "sha256").hex()[:KEY_SIGNS] if known else None


def is_masked(phone: str) -> bool:
    return MASK in digits(phone)


def digits(phone: str) -> str:
    """A number's digits and masked signs, without the country."""
    found = "".join(sign for sign in unicodedata.normalize("NFKC", phone) if sign.isdigit() or sign == MASK)
    return found[len(COUNTRY) :] if len(found) > MOBILE_SIGNS and found.startswith(COUNTRY) else found


@lru_cache(maxsize=4)
def _key(keys: str) -> bytes:
    """From the oldest of the keys (the last one): buyers stay the same when a new one is put before it."""
    oldest = [key.strip() for key in keys.split(",") if key.strip()][-1]
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(oldest.encode())
