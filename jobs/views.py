"""What ran for the team, what runs now, and starting it by hand."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobs import services, tasks
from jobs.forms import RequestForm, RunFilter
from jobs.models import TICK, JobRun
from roles.access import MemberRequest, requires
from roles.permissions import Permission

RUNS_A_PAGE = 50


@require_safe
@requires(Permission.SEE_JOBS)
def runs(request: MemberRequest) -> HttpResponse:
    """The list; to htmx, which asks every two seconds while something runs, its table alone."""
    filters = RunFilter(request.GET)
    visible = JobRun.objects.visible_to(request.member)
    context = {
        "page": Paginator(filters.cut_down(visible), RUNS_A_PAGE).get_page(request.GET.get("page")),
        "is_at_work": visible.unfinished().exists(),
        "may_run": request.member.may(Permission.RUN_JOBS),
        "is_filtered": any(request.GET.get(field) for field in filters.fields),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "jobs/_runs.html", context)
    yesterday = timezone.localdate() - timedelta(days=1)
    return render(request, "jobs/runs.html", context | {"filters": filters, "yesterday": yesterday, "tick": tick_at()})


@require_POST
@requires(Permission.RUN_JOBS)
def request_run(request: MemberRequest) -> HttpResponse:
    form = RequestForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("jobs:runs", request.member.team.slug)
    asked = form.cleaned_data
    run = services.request(asked["name"], scope=request.member.team.slug, day=asked["day"], at=timezone.now())
    tasks.wake(run.scope)
    messages.success(request, _("%(job)s of %(day)s is queued.") % {"job": run.label, "day": f"{run.day:%m-%d}"})
    return redirect("jobs:runs", request.member.team.slug)


def tick_at() -> datetime | None:
    """When something ran by itself last."""
    return JobRun.objects.filter(name=TICK).order_by("-day").values_list("heartbeat_at", flat=True).first()
