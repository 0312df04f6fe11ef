"""The pages for what goes wrong: what happened, what was kept, what to do, and a number to quote."""

import logging
import secrets
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils import timezone
from django.utils.translation import gettext

from roles.models import Member
from roles.permissions import Permission

logger = logging.getLogger(__name__)

# More names than these don't help to find somebody.
NAMES = 5

PLAIN = "<!doctype html><meta charset=utf-8><title>TeamOps</title><h1>TeamOps</h1><p>{sentence}</p><p>{number}</p>"


def error_number() -> str:
    """Short enough to be read out over the phone, long enough to be found in the log."""
    return f"E-{secrets.token_hex(3).upper()}"


def _is_for_machines(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _answer(request: HttpRequest, status: HTTPStatus, template: str, detail: str, **context: object) -> HttpResponse:
    number = error_number()
    logger.warning("%s %s %s %s", number, status.value, request.method, request.path)
    if _is_for_machines(request):
        return JsonResponse({"detail": detail, "number": number}, status=status)
    # Whoever isn't signed in sees the page as they see the sign-in: without the frame.
    user = getattr(request, "user", None)
    shell = "base.html" if user is not None and user.is_authenticated else "gate.html"
    page = loader.get_template(f"errors/{template}.html")
    return HttpResponse(page.render({"number": number, "shell": shell, **context}, request), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be read."""
    return _answer(request, HTTPStatus.BAD_REQUEST, "400", gettext("This request can't be read."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: may see it, may not do it. An exception with a sentence says why, one with a permission says who may."""
    cause = exception.args[0] if exception.args else ""
    member = getattr(request, "member", None)
    names = ""
    if isinstance(cause, Permission):
        may = Member.objects.who_may(cause, on=timezone.localdate()).select_related("person")
        if member is not None:
            names = gettext(", ").join(other.person.name for other in may.visible_to(member)[:NAMES])
        cause = ""
    detail = str(cause) or gettext("You may not do this.")
    return _answer(request, HTTPStatus.FORBIDDEN, "403", detail, who_can=names, reason=str(cause))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: isn't there, or isn't this person's to see."""
    return _answer(request, HTTPStatus.NOT_FOUND, "404", gettext("There is nothing at this address."))


def in_words(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whoever opens an address that only takes forms, from the history say, reads so on a page (405)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_opened = request.method == "GET" and not _is_for_machines(request)
        if not is_opened or response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        page = _answer(request, HTTPStatus.METHOD_NOT_ALLOWED, "405", gettext("This address only takes forms."))
        page.headers["Allow"] = response.headers.get("Allow", "POST")
        return page

    return middleware


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 before anything ran: the form's token is missing or belongs to another sign-in."""
    logger.warning("CSRF: %s", reason)
    return _answer(request, HTTPStatus.FORBIDDEN, "csrf", gettext("The form has expired. Load the page again."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without a request: no context processor, no database."""
    number = error_number()
    logger.error("%s 500 %s %s", number, request.method, request.path)
    sentence = gettext("Something failed on our side.")
    if _is_for_machines(request):
        return JsonResponse({"detail": sentence, "number": number}, status=500)
    try:
        page = loader.get_template("errors/500.html").render({"number": number})
    except Exception:
        logger.exception("%s the error page failed too", number)
        page = PLAIN.format(sentence=sentence, number=number)
    return HttpResponse(page, status=500)
