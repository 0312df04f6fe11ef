"""The language of each reader, and the one gate in front of every page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import check_for_language

from roles.access import OPEN, PERSONAL
from roles.models import Member, Person

Handler = Callable[[HttpRequest], HttpResponse]


class PersonLanguageMiddleware:
    """Speak the person's language; before the sign-in the one switched to, else Chinese."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            spoken = translation.get_language() or language  # a program's token says its person's
        response.headers.setdefault("Content-Language", spoken)
        return response

    @staticmethod
    def language_of(request: HttpRequest) -> str:
        if request.user.is_authenticated:
            return request.user.language
        switched_to = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return switched_to if check_for_language(switched_to) else settings.LANGUAGE_CODE


class AccessMiddleware:
    """Find the member for a team's page and ask the permission table. 404 hides, 403 forbids."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if is_unused(name):
            raise Http404
        if name in OPEN or getattr(view, "is_open", False) or is_api(view):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(page_of(request))
        if "team" in kwargs:
            self.admit(request, view, slug=kwargs.pop("team"))
        elif name not in PERSONAL and not getattr(view, "is_personal", False):
            msg = f"{name or view} names nobody who may open it: use requires(), personal or open_to_all."
            raise ImproperlyConfigured(msg)
        return None

    @staticmethod
    def admit(request: HttpRequest, view: Any, *, slug: str) -> None:
        """Set ``request.member``. Raise ``Http404`` for who isn't in the team, ``PermissionDenied`` for who may not."""
        permission = getattr(view, "permission", None)
        if permission is None:
            msg = f"{view} names no permission."
            raise ImproperlyConfigured(msg)
        member = member_of(request.user, slug=slug)  # type: ignore[arg-type]
        if member is None:
            raise Http404
        request.member = member  # type: ignore[attr-defined]
        if member.person.last_team_id != member.team_id:
            Person.objects.filter(pk=member.person_id).update(last_team=member.team_id)
        if not member.may(permission):
            raise PermissionDenied(permission)


def member_of(person: Person, *, slug: str) -> Member | None:
    """The person as a member of that team today, with their level; ``None`` if they aren't in it."""
    today = timezone.localdate()
    members = Member.objects.present(on=today).with_level(on=today).select_related("team__staffing", "person")
    return members.filter(person=person, team__slug=slug).first()


def page_of(request: HttpRequest) -> str:
    """Where to go on after the sign-in. An address that only takes forms can't be opened: the page of the form can."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    here = urlunsplit(came_from._replace(scheme="", netloc="", fragment=""))
    return here if came_from.netloc == request.get_host() else "/"


def is_unused(name: str) -> bool:
    """Pages that allauth brings and we don't offer: signing up, several addresses. Its code needs their names."""
    return name.startswith("account_") and name not in OPEN and name not in PERSONAL


def is_api(view: Any) -> bool:
    """REST actions are asked by ``roles.rest.access.ActionPermission``, which is closed by default too."""
    return hasattr(view, "cls")
