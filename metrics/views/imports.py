"""Files on their way in: upload, look, confirm, and back out again."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jobs import tasks
from metrics import changes
from metrics.forms import ChangeForm, ImportFilter, UploadForm
from metrics.imports.as_of import beijing_day
from metrics.imports.intake import Refused
from metrics.imports.layouts import LAYOUTS
from metrics.models import ImportBatch, LongImport
from metrics.services import imports as services
from metrics.services import long_imports, mapping_drafts
from metrics.views import shown, told
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

A_PAGE = 50


@require_GET
@requires(Permission.SEE_TEAM)
def imports(request: MemberRequest) -> HttpResponse:
    """The drop zone, and what came in so far, in all states; the previews that wait are counted above."""
    form = ImportFilter(request.GET, by=request.member)
    everything = ImportBatch.objects.visible_to(request.member)
    batches = everything.for_list()
    if form.is_valid():
        batches = batches.matching(**form.cleaned_data)
    context = {
        "page": Paginator(batches, A_PAGE).get_page(request.GET.get("page")),
        "filter": form,
        "waiting": 0 if request.GET.get("state") else everything.previews().count(),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "upload": UploadForm(by=request.member, initial={"channel": request.GET.get("for")}),
        "may_import": request.member.may(Permission.IMPORT_METRICS),
        "layouts": LAYOUTS.values(),
    }
    return render(request, "metrics/imports.html", context)


@require_POST
@requires(Permission.IMPORT_METRICS)
def upload(request: MemberRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES, by=request.member)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return redirect("metrics:imports", request.member.team.slug)
    file, at = form.cleaned_data["file"], timezone.now()
    given = {
        "name": file.name,
        "channel": form.cleaned_data["channel"],
        "modified": form.cleaned_data["modified"],
        "by": request.member,
        "at": at,
    }
    content = file.read()
    try:
        if long_imports.is_long(size=len(content)):
            task = long_imports.ask_to_look(content, **given)
            return at_work(request, task)
        batch = services.preview(request.member.team, content, as_of=None, may_ask=True, **given)
    except Refused as reason:
        refused, draft = mapping_drafts.offer(request.member.team, content, reason, **given)
        context = {"refused": refused, "draft": draft, "file": file, "channel": given["channel"], "at": at}
        return render(request, "metrics/import_refused.html", context, status=422)
    return redirect("metrics:imports-preview", request.member.team.slug, batch.pk)


def at_work(request: MemberRequest, task: LongImport) -> HttpResponse:
    """Have it begin, and watch how far it is."""
    tasks.wake(request.member.team.slug)
    return redirect("metrics:imports-waiting", request.member.team.slug, task.pk)


@require_GET
@requires(Permission.IMPORT_METRICS)
def preview(request: MemberRequest, pk: int) -> HttpResponse:
    batch = the_batch(request, pk)
    if not batch.is_preview:
        return redirect("metrics:imports-result", request.member.team.slug, batch.pk)
    return show_preview(request, batch, ChangeForm(by=request.member, batch=batch, on=beijing_day(timezone.now())))


def show_preview(request: MemberRequest, batch: ImportBatch, form: ChangeForm) -> HttpResponse:
    known = ImportBatch.objects.known(batch).select_related("uploaded_by__person").first()
    context = shown.batch(batch, page=request.GET.get("page")) | {"form": form, "known": known}
    context["signed"] = told.signed_cards(batch)
    if batch.asks_channel:
        return render(request, "metrics/import_channel.html", context | fitting(batch))
    return render(request, "metrics/import_preview.html", context, status=422 if form.errors else 200)


def fitting(batch: ImportBatch) -> dict[str, Any]:
    """The channels that a file may be of, which still waits for its own: those of the same kind as the first.

    Proposed is the one that such a file came for last.
    """
    last = ImportBatch.objects.last_of_layout(batch)
    proposed = max(last, key=lambda channel: last[channel], default=None)
    return {"fitting": [(channel, last.get(channel.pk)) for channel in batch.fitting], "proposed": proposed}


@require_POST
@requires(Permission.IMPORT_METRICS)
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Look at the same file again for another channel or another as-of day."""
    batch = the_batch(request, pk)
    at = timezone.now()
    form = ChangeForm(request.POST, by=request.member, batch=batch, on=beijing_day(at))
    if form.is_valid():
        try:
            services.change(batch, **form.cleaned_data, at=at)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
    if form.errors:
        return show_preview(request, batch, form)
    return redirect("metrics:imports-preview", request.member.team.slug, batch.pk)


@require_POST
@requires(Permission.IMPORT_METRICS)
def confirm(request: MemberRequest, pk: int) -> HttpResponse:
    batch = the_batch(request, pk)
    accept_falls = bool(request.POST.get("accept_falls"))
    if batch.is_preview and long_imports.is_long_to_write(batch):
        return at_work(
            request, long_imports.ask_to_write(batch, by=request.member, at=timezone.now(), accept_falls=accept_falls)
        )
    try:
        batch = services.confirm(batch, by=request.member, at=timezone.now(), accept_falls=accept_falls)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, told.imported(batch))
        told.tell_signed(request, told.signed_months(batch))
    return redirect("metrics:imports-result", request.member.team.slug, batch.pk)


@require_POST
@requires(Permission.IMPORT_METRICS)
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    try:
        services.discard(the_batch(request, pk))
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Dropped. Nothing was written."))
    return redirect("metrics:imports", request.member.team.slug)


@require_GET
@requires(Permission.SEE_TEAM)
def result(request: MemberRequest, pk: int) -> HttpResponse:
    batch = the_batch(request, pk)
    if batch.is_preview and request.member.may(Permission.IMPORT_METRICS):
        return redirect("metrics:imports-preview", request.member.team.slug, batch.pk)
    context = shown.batch(batch, page=request.GET.get("page"))
    context["may_import"] = request.member.may(Permission.IMPORT_METRICS)
    context["undoing"] = LongImport.objects.undoing(batch).first()
    context["is_computing"] = changes.is_computing(batch.team)
    return render(request, "metrics/import_result.html", context)


@require_POST
@requires(Permission.IMPORT_METRICS)
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    batch = the_batch(request, pk)
    try:
        if batch.is_imported and long_imports.is_long_to_undo(batch):
            return at_work(request, long_imports.ask_to_undo(batch, by=request.member, at=timezone.now()))
        services.undo(batch, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Undone. What stood before stands again."))
        told.tell_signed(request, told.signed_months(batch))
    return redirect("metrics:imports-result", request.member.team.slug, batch.pk)


def the_batch(request: MemberRequest, pk: int) -> ImportBatch:
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.member).for_list(), pk=pk)
    batch.team = request.member.team  # the same one, and loaded already
    return batch
