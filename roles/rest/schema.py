"""What the schema says beyond what can be read off the views: how one signs in, and ``?team=``."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from roles.rest.scoped import TeamScoped


class Schema(AutoSchema):
    """Each resource of teams can be narrowed to one of them."""

    def get_override_parameters(self) -> list[Any]:
        if not isinstance(self.view, TeamScoped):
            return []
        return [
            OpenApiParameter(
                "team",
                str,
                required=getattr(self.view, "needs_team", False),
                description=str(_("Only this team, by its address.")),
            )
        ]


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "roles.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": str(_("Token, a space, and a token made on your profile.")),
        }
