"""Who is away when."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from roles.access import MemberRequest, requires
from roles.forms import LeaveForm
from roles.models import Leave
from roles.permissions import Permission
from roles.services import leave as services
from teamops.lib.exceptions import NotAllowedNow

A_PAGE = 50


@require_GET
@requires(Permission.SEE_TEAM)
def leave(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    rows = Leave.objects.visible_to(request.member).for_leave()
    over = request.GET.get("show") == "past"
    shown = rows.filter(until_on__lt=today) if over else rows.filter(until_on__gte=today).order_by("from_on", "pk")
    context = {
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "over": over,
        "today": today,
        "may_edit_all": request.member.may(Permission.EDIT_LEAVE),
        "may_enter": request.member.may(Permission.ASK_FOR_LEAVE),
    }
    return render(request, "roles/leave.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASK_FOR_LEAVE)
def add(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    form = LeaveForm(request.POST or None, by=request.member, on=today, initial={"from_on": today, "until_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            entered = services.enter(**form.cleaned_data, by=request.member)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            words = {"name": entered.member, "first": entered.from_on, "last": entered.until_on}
            messages.success(request, _("%(name)s is away from %(first)s until %(last)s.") % words)
            return redirect("roles:leave", request.member.team.slug)
    return render(request, "roles/leave_add.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@requires(Permission.ASK_FOR_LEAVE)
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Leave.objects.visible_to(request.member).select_related("member__person"), pk=pk)
    try:
        services.take_back(row, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Leave of %(name)s taken back.") % {"name": row.member})
    return redirect("roles:leave", request.member.team.slug)
