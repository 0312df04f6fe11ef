"""How people sign in: with what a lead gave them. Nobody signs up by themselves, and who guesses is locked out."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from roles.models import Person

FAILED = {"app": "allauth.account", "action": "login_failed"}


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many failed sign-ins. Try again in 15 minutes, or ask your lead for a new link."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def save_user(self, *_args: Any, **_kwargs: Any) -> Any:
        raise NotImplementedError("People are added by a lead, never by signing up.")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Tell the page how many tries are left; it is the same for names that nobody has."""
        super().authentication_failed(request, **credentials)
        key = self._get_login_attempts_cache_key(request, **credentials)
        for rate in ratelimit.get_rates(**FAILED):
            if rate.per == "key":
                tries = cache.get(ratelimit.get_cache_key(request, **FAILED, rate=rate, key=key), [])
                request.tries_left = rate.amount - len(tries)  # type: ignore[attr-defined]

    def set_password(self, user: Person, password: str) -> None:
        """Who has set a new password by a link isn't locked out any more."""
        super().set_password(user, password)
        for login in filter(None, (user.username, user.email)):
            key = self._get_login_attempts_cache_key(context.request, username=login)
            ratelimit.clear(context.request, **FAILED, key=key)
