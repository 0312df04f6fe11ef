"""Actions: what was promised, by when, and what became of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.meeting_forms import MoveForm
from meetings.models import Action
from meetings.services import actions as services
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

A_PAGE = 50


@require_safe
@requires(Permission.SEE_TEAM)
def index(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    q, closed, mine = request.GET.get("q", "").strip(), "closed" in request.GET, "mine" in request.GET
    found = Action.objects.visible_to(request.member).matching(q).for_list()
    found = found.exclude(done_on=None, dropped_on=None).order_by("-due_on", "-pk") if closed else found.open()
    found = found.filter(owner=request.member) if mine else found
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, one.is_late(on=today), one.may_be_settled_by(request.member)) for one in page.object_list]
    context = {"page": page, "rows": rows, "q": q, "closed": closed, "mine": mine, "today": today}
    return render(request, "meetings/actions.html", context)


@require_POST
@requires(Permission.WORK_ON_ACTIONS)
def finish(request: MemberRequest, pk: int) -> HttpResponse:
    action = action_of(request, pk)
    try:
        services.finish(action, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Done: %(text)s") % {"text": action.text})
    return back(request)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK_ON_ACTIONS)
def move(request: MemberRequest, pk: int) -> HttpResponse:
    """Another day, with the reason."""
    action = action_of(request, pk)
    form = MoveForm(request.POST or None, initial={"due_on": action.due_on})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            services.move(action, by=request.member, at=timezone.now(), **form.cleaned_data)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
            status = 409
        else:
            return redirect("meetings:actions", request.member.team.slug)
    steps = action.steps.select_related("by__person")
    return render(request, "meetings/action.html", {"form": form, "action": action, "steps": steps}, status=status)


def action_of(request: MemberRequest, pk: int) -> Action:
    return get_object_or_404(Action.objects.visible_to(request.member).for_list(), pk=pk)


def back(request: MemberRequest) -> HttpResponse:
    """To the page that asked, on this site alone."""
    named = request.POST.get("next", "")
    if named.startswith("/") and url_has_allowed_host_and_scheme(named, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(named)
    return redirect("meetings:actions", request.member.team.slug)
