"""Lessons: searching them, writing one, and those that speak of something that starts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from campaigns import lessons as found_by
from campaigns.control_forms import LessonFilter, LessonForm
from campaigns.models import Lesson
from campaigns.services import reviews as services
from campaigns.views.entries import CONFLICT, UNPROCESSABLE
from metrics.models import Channel
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

A_PAGE = 50


@require_GET
@requires(Permission.SEE_TEAM)
def lessons(request: MemberRequest) -> HttpResponse:
    form = LessonFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = Lesson.objects.visible_to(request.member)
    found = found.matching(q=asked.get("q", "").strip(), kind=asked.get("kind", "")).for_list()
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "filter": form,
        "is_filtered": any(asked.values()),
        "may_add": request.member.may(Permission.WORK_ON_ITEMS),
    }
    return render(request, "campaigns/lessons.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.WORK_ON_ITEMS)
def add(request: MemberRequest) -> HttpResponse:
    form, status = LessonForm(request.POST or None), 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                services.teach(by=request.member, at=timezone.now(), **form.cleaned_data)
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
                status = CONFLICT
            else:
                messages.success(request, _("The lesson is written down."))
                return redirect("campaigns:lessons", request.member.team.slug)
    return render(request, "campaigns/lesson_add.html", {"form": form}, status=status)


@require_GET
@requires(Permission.SEE_TEAM)
def similar(request: MemberRequest) -> HttpResponse:
    """What speaks of a piece of work that is about to start: ``?kind=&title=&variety=&channel=``; a part of a page."""
    asked = request.GET
    channels = Channel.objects.visible_to(request.member)
    key = asked.get("channel", "")
    channel = channels.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    found = found_by.similar(
        request.member.team, asked.get("kind", ""), asked.get("title", ""), variety=asked.get("variety", ""),
        channel=channel,
    )  # fmt: skip
    return render(request, "campaigns/_lessons.html", {"lessons": found, "slug": request.member.team.slug})
