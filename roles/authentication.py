"""Sign-in of programs, by token."""

from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from roles.audit import acts
from roles.models import ApiToken, Person
from roles.models.tokens import digest

KEYWORD = b"token"
# How precisely "used last" is kept: not a write a request.
PRECISION = timedelta(minutes=1)


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Token to_…``"""

    def authenticate(self, request: Request) -> tuple[Person, ApiToken] | None:
        match get_authorization_header(request).split():
            case [keyword, secret] if keyword.lower() == KEYWORD:
                return self.person_with(secret.decode(errors="replace"))
            case [keyword, *_rest] if keyword.lower() == KEYWORD:
                raise AuthenticationFailed(_("Write the header as: Authorization: Token, a space, the token."))
        return None

    def person_with(self, secret: str) -> tuple[Person, ApiToken]:
        now = timezone.now()
        token = ApiToken.objects.usable(at=now).select_related("person").filter(digest=digest(secret)).first()
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked. Make a new one in your profile."))
        if token.used_at is None or now - token.used_at > PRECISION:
            ApiToken.objects.filter(pk=token.pk).update(used_at=now)
        acts(token.person)
        translation.activate(token.person.language)  # until PersonLanguageMiddleware ends the request
        return token.person, token

    def authenticate_header(self, _request: Request) -> str:
        return "Token"
