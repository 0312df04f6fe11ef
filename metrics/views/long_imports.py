"""How far a long file is, asked again and again by the page itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from metrics.models import LongImport
from metrics.services import long_imports
from metrics.views import told
from roles.access import MemberRequest, requires
from roles.permissions import Permission


@require_GET
@requires(Permission.IMPORT_METRICS)
def waiting(request: MemberRequest, pk: int) -> HttpResponse:
    """The progress of a long import; once it is through, the way to what came of it."""
    task = get_object_or_404(LongImport.objects.visible_to(request.member).for_page(), pk=pk)
    if task.is_waiting:
        context: dict[str, Any] = {"task": task, "run": long_imports.run_of(task)}
        template = "metrics/_at_work.html" if request.htmx else "metrics/import_at_work.html"  # type: ignore[attr-defined]
        return render(request, template, context)
    if task.batch is None:
        return leave_for(request, request.path) if request.htmx else refused(request, task)  # type: ignore[attr-defined]
    if task.is_refused:
        messages.error(request, task.refused_what)
    elif not task.is_look:
        imported = told.imported(task.batch)
        messages.success(request, _("Undone. What stood before stands again.") if task.is_undo else imported)
        told.tell_signed(request, told.signed_months(task.batch))
    name = "metrics:imports-preview" if task.is_look else "metrics:imports-result"
    return leave_for(request, reverse(name, args=[request.member.team.slug, task.batch.pk]))


def leave_for(request: MemberRequest, address: str) -> HttpResponse:
    """Go there, also from the part of a page that htmx keeps asking for."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def refused(request: MemberRequest, task: LongImport) -> HttpResponse:
    reason = {"reason": {"what": task.refused_what, "advice": task.refused_advice}, "code": ""}
    file = {"name": task.file_name, "size": task.size}
    context: dict[str, Any] = {"refused": reason, "file": file, "channel": task.channel, "at": task.asked_at}
    context["draft"] = long_imports.draft_of(task)
    return render(request, "metrics/import_refused.html", context, status=422)
