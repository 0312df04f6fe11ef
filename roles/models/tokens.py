"""Tokens for the API: shown once, kept as a hash, named, and gone on a day."""

import hashlib
import secrets
from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roles.models.people import Person


def digest(secret: str) -> str:
    """The tokens are random and long, so a plain hash is enough: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, *, at: datetime) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=at, person__is_active=True)


class ApiToken(models.Model):
    """A person's key for programs. It may do what the person may, until it expires or is revoked."""

    class Meta:
        verbose_name = _("API token")
        ordering = ["-made_at"]

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used last"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def issue(cls, person: Person, *, name: str, expires_at: datetime) -> tuple[Self, str]:
        """Make a token. Return it with its secret, which is not kept."""
        secret = f"to_{secrets.token_urlsafe(32)}"
        return cls.objects.create(person=person, name=name, expires_at=expires_at, digest=digest(secret)), secret
