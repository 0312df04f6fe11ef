"""Secrets in the database: encrypted under FIELD_KEY, shown as dots with their last four signs, never printed."""

from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from teamops.lib.exceptions import NotAllowedNow

PURPOSE = b"teamops field encryption"
DOTS = "••••"
SHOWN = 4
# Of a shorter secret the last signs would give too much away.
LONG_ENOUGH = 12


@lru_cache(maxsize=4)
def box(keys: str) -> MultiFernet:
    """Locks with the first of the ``keys`` (separated by commas), opens with any: so that a key can be changed."""
    derived = (
        HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.strip().encode())
        for key in keys.split(",")
        if key.strip()
    )
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in derived])


class Secret:
    """A text that is only readable by asking for it. Printed, logged or put into a page it is dots."""

    __slots__ = ("sealed",)

    def __init__(self, sealed: str) -> None:
        self.sealed = sealed

    @classmethod
    def of(cls, plain: str) -> "Secret":
        return cls(box(settings.FIELD_KEY).encrypt(plain.encode()).decode())

    def reveal(self) -> str:
        """Raise ``NotAllowedNow`` if it was locked with a key that is lost."""
        try:
            return box(settings.FIELD_KEY).decrypt(self.sealed.encode()).decode()
        except InvalidToken:
            # Without its cause: that one would say nothing, and stand in the log.
            raise NotAllowedNow(_("The secret can't be read: FIELD_KEY has changed. Enter it again.")) from None

    @property
    def masked(self) -> str:
        """Its last four signs behind dots; dots alone if it is short, or can't be read any more."""
        try:
            plain = self.reveal()
        except NotAllowedNow:
            return DOTS
        return DOTS + plain[-SHOWN:] if len(plain) >= LONG_ENOUGH else DOTS

    def __str__(self) -> str:
        return DOTS

    def __repr__(self) -> str:
        return f"<Secret {DOTS}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.sealed == other.sealed

    def __hash__(self) -> int:
        return hash(self.sealed)


if TYPE_CHECKING:
    Text = models.TextField["Secret", "Secret"]
else:
    Text = models.TextField


class SecretField(Text):
    """Holds a ``Secret``. A bare text is refused: it must never stand in a model by mistake."""

    def from_db_value(self, value: str | None, *_told: Any) -> Secret | None:
        return None if value is None else Secret(value)

    def to_python(self, value: Any) -> Secret | None:
        if value is None or isinstance(value, Secret):
            return value
        raise TypeError("A secret is made with Secret.of().")

    def get_prep_value(self, value: Any) -> str | None:
        secret = self.to_python(value)
        return None if secret is None else secret.sealed
