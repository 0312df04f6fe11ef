"""The inbox."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from notices import services
from notices.models import Notice
from roles.access import MemberRequest, requires
from roles.permissions import Permission

A_PAGE = 50


@require_GET
@requires(Permission.SEE_TEAM)
def inbox(request: MemberRequest) -> HttpResponse:
    """The unread ones under their headings, then those that were read."""
    notices = Notice.objects.visible_to(request.member).for_inbox()
    unread = notices.unread().count()
    only_unread = "unread" in request.GET
    page = Paginator(notices.unread() if only_unread else notices, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/inbox.html", {"page": page, "unread": unread, "only_unread": only_unread})


@require_POST
@requires(Permission.SEE_TEAM)
def read_all(request: MemberRequest) -> HttpResponse:
    services.mark_read(request.member, at=timezone.now())
    return redirect("notices:inbox", request.member.team.slug)


@require_POST
@requires(Permission.SEE_TEAM)
def follow(request: MemberRequest, pk: int) -> HttpResponse:
    """Mark one notice as read and go where it leads."""
    notice = get_object_or_404(Notice.objects.visible_to(request.member), pk=pk)
    services.mark_read(request.member, at=timezone.now(), pks=[notice.pk])
    return redirect(notice.url or reverse("notices:inbox", args=[request.member.team.slug]))
