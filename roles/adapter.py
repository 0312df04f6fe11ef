"""How people sign in: with what a lead gave them. Nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def save_user(self, *_args: Any, **_kwargs: Any) -> Any:
        raise NotImplementedError("People are added by a lead, never by signing up.")
