"""Calendar subscriptions: the page with their addresses, and what stands behind an address."""

from allauth.account.adapter import get_adapter as get_account_adapter
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from notices import ical
from notices.models import CalendarFeed
from notices.services import feeds
from roles.access import MemberRequest, open_to_all, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

# Readings of one address, and of addresses that don't exist from one place, within a minute.
MOST_READINGS, MOST_MISSES = 20, 60
A_MINUTE = 60


@never_cache
@require_GET
@requires(Permission.SEE_TEAM)
def calendar(request: MemberRequest) -> HttpResponse:
    known = feeds.feeds_of(request.member)
    rows = [(reach, known.get(reach), address_of(known.get(reach))) for reach in CalendarFeed.Reach]
    return render(request, "notices/calendar.html", {"rows": rows})


@require_POST
@requires(Permission.SEE_TEAM)
def renew(request: MemberRequest, reach: str) -> HttpResponse:
    if reach not in CalendarFeed.Reach:
        raise Http404
    had_one = CalendarFeed.objects.filter(member=request.member, reach=reach).exists()
    feeds.renew(request.member, reach, at=timezone.now())
    renewed = _("The address is another one now. The old one opens nothing any more.")
    messages.success(request, renewed if had_one else _("The address is made."))
    return redirect("notices:calendar", request.member.team.slug)


@require_safe
@never_cache
@open_to_all
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address; 404 for an unknown one, 429 for one that is read too often."""
    at, digest = timezone.now(), CalendarFeed.digest_of(token)
    if is_too_much(f"feed {digest}", MOST_READINGS):
        return HttpResponse(status=429, headers={"Retry-After": A_MINUTE})
    found = feeds.opened(token, at=at)
    if found is None:
        if is_too_much(f"no feed {get_account_adapter().get_client_ip(request)}", MOST_MISSES):
            return HttpResponse(status=429, headers={"Retry-After": A_MINUTE})
        raise Http404
    with translation.override(found.member.person.language):
        content = ical.calendar(found, feeds.entries(found, at=at))
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def is_too_much(key: str, most: int) -> bool:
    """Count one more within this minute."""
    key = key.replace(" ", "-")
    cache.add(key, 0, A_MINUTE)
    try:
        return cache.incr(key) > most
    except ValueError:  # the minute ended in between
        return False


def address_of(found: CalendarFeed | None) -> str:
    """The whole address; empty if there is none, or it can't be read any more."""
    if found is None:
        return ""
    try:
        path = reverse("calendar-feed", args=[found.token.reveal()])
    except NotAllowedNow:
        return ""
    return f"{settings.SITE_URL.rstrip('/')}{path}"
