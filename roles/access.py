"""Who gets to a page. Closed by default: each page names what it takes, and one that names nothing is refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from roles.models import Member
from roles.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])

# Pages of other packages, by the name of their address.
OPEN = frozenset(
    {
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_inactive",
    }
)
PERSONAL = frozenset({"account_logout", "account_change_password", "account_reauthenticate", "usersessions_list"})


class MemberRequest(HttpRequest):
    """A request to a team's page: ``AccessMiddleware`` has found the member and their level of today."""

    member: Member


def requires(permission: Permission) -> Callable[[View], View]:
    """Name the permission that a team's page takes. Its address has a ``<slug:team>``, which the view doesn't get."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def personal(view: View) -> View:
    """For whoever is signed in, in a team or not: their profile, say."""
    view.is_personal = True  # type: ignore[attr-defined]
    return view


def open_to_all(view: View) -> View:
    """Reachable without a sign-in. Keep these few: shared rule, docs/architecture.md names them."""
    view.is_open = True  # type: ignore[attr-defined]
    return view
