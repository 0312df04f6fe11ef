"""Who may call an action."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class ActionPermission(BasePermission):
    """Closed by default: an action that names no permission is refused.

    A view says ``permissions = {"list": Permission.SEE_TEAM, …}``. Whose level counts: the member's in the team that
    the request is about (``?team=`` or the row's own team). Here it is enough that one of their teams allows it;
    ``TeamScoped`` leaves out the rows of the others.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        if view.action in (None, "metadata"):  # a verb that the resource doesn't know: let it answer 405
            return True
        if view.action not in view.permissions:
            return False
        return bool(view.entitled)
