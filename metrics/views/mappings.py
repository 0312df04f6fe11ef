"""Sheets that no layout knows: say once what each column is, and see what is remembered."""

import re
from pathlib import PurePath

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from metrics.imports import heads, values
from metrics.imports.as_of import beijing_day
from metrics.imports.heads import Head
from metrics.imports.intake import Dictionary
from metrics.imports.mapped import PREFIX
from metrics.imports.recognition import ROWS_LOOKED_AT
from metrics.mapping_forms import MappingForm
from metrics.models import ColumnMapping, ImportBatch, MappingDraft
from metrics.services import mapped_layouts, mapping_drafts, mapping_trial
from metrics.services import mappings as services
from metrics.services.mapping_trial import Trial
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

UNPROCESSABLE = 422
DAYS_AT_END = re.compile(r"[\s_\-(（]*\d[\d\s_\-.~至()（）]*$")


class Asked:
    """A draft with the sheet and the header row that the page is about, and the form for its columns."""

    def __init__(self, request: MemberRequest, draft: MappingDraft) -> None:
        asked = request.POST or request.GET
        self.draft = draft
        self.heads = heads.load(draft.heads)
        found, self.row = heads.header_place(self.heads)
        self.place = chosen(asked.get("sheet"), range(len(self.heads)), found)
        rows = [number for number, _cells in self.head.rows[:ROWS_LOOKED_AT]]
        if self.place != found:
            self.row = heads.header_place([self.head])[1]
        self.row = chosen(asked.get("header"), rows, self.row)
        self.dictionary = Dictionary.of(request.member.team)
        initial = {"name": name_of(draft.file_name), "channel": draft.channel_id}
        rows_below = [[values.text(cell) for cell in cells] for _number, cells in self.head.below(self.row)]
        self.form = MappingForm(
            request.POST or None,
            headers=self.head.header(self.row),
            rows=rows_below,
            meant=services.proposed(draft, self.head, self.row, self.dictionary),
            dictionary=self.dictionary,
            by=request.member,
            initial=initial,
        )

    @property
    def head(self) -> Head:
        return self.heads[self.place]

    def trial(self) -> Trial:
        """What the rows give by what is typed; nothing yet if nothing was."""
        if not self.form.is_bound:
            return Trial()
        self.form.is_valid()
        channel = self.form.cleaned_data.get("channel")
        return mapping_trial.try_out(
            self.head,
            self.row,
            self.form.explained,
            self.dictionary,
            channel=channel.name if channel else "",
            as_of=self.draft.as_of,
            today=beijing_day(timezone.now()),
        )


def name_of(file_name: str) -> str:
    """A file's name without its ending and its days: the next one will have others."""
    stem = PurePath(file_name).stem
    return (DAYS_AT_END.sub("", stem) or stem)[:60]


def chosen(typed: str | None, offered: range | list[int], otherwise: int) -> int:
    return int(typed) if typed and typed.isdecimal() and int(typed) in offered else otherwise


@require_http_methods(["GET", "POST"])
@requires(Permission.IMPORT_METRICS)
def draft(request: MemberRequest, pk: int) -> HttpResponse:
    """What each column of an unknown sheet is; sent off, it is remembered and the file is previewed by it."""
    asked = Asked(request, the_draft(request, pk))
    form = asked.form
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            batch = services.map_draft(
                asked.draft,
                form.explained,
                name=typed["name"],
                channel=typed["channel"],
                by=request.member,
                at=timezone.now(),
            )
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("“%(name)s” is remembered.") % {"name": typed["name"]})
            return redirect("metrics:imports-preview", request.member.team.slug, batch.pk)
    context = {
        "draft": asked.draft,
        "form": form,
        "heads": asked.heads,
        "place": asked.place,
        "row": asked.row,
        "rows": [
            (number, "、".join(filter(None, map(values.text, cells)))[:60])
            for number, cells in asked.head.rows[:ROWS_LOOKED_AT]
        ],
        "trial": asked.trial(),
    }
    return render(request, "metrics/mapping.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@requires(Permission.IMPORT_METRICS)
def try_out(request: MemberRequest, pk: int) -> HttpResponse:
    """The first rows as they would be read, while the columns are being chosen."""
    return render(request, "metrics/_tried.html", {"trial": Asked(request, the_draft(request, pk)).trial()})


@require_POST
@requires(Permission.IMPORT_METRICS)
def drop(request: MemberRequest, pk: int) -> HttpResponse:
    mapping_drafts.drop(the_draft(request, pk))
    messages.success(request, _("Dropped. Nothing was written."))
    return redirect("metrics:imports", request.member.team.slug)


@require_GET
@requires(Permission.SEE_TEAM)
def mappings(request: MemberRequest) -> HttpResponse:
    """The sheets that the team has explained, and the files that still wait for that."""
    found = list(ColumnMapping.objects.visible_to(request.member).in_use().for_list())
    read = ImportBatch.objects.visible_to(request.member).imported().filter(layout__startswith=PREFIX)
    counted = dict(read.order_by().values_list("layout").annotate(Count("pk")))
    rows = [(one, sum(counted.get(f"{PREFIX}{each.pk}", 0) for each in one.newest_first)) for one in found]
    drafts = MappingDraft.objects.visible_to(request.member).select_related("uploaded_by__person").defer("heads")
    context = {
        "rows": rows,
        "drafts": drafts,
        "may_import": request.member.may(Permission.IMPORT_METRICS),
    }
    return render(request, "metrics/mappings.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.IMPORT_METRICS)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Another name, or another meaning for a column, which makes a new version."""
    mapping = the_mapping(request, pk)
    newest = mapped_layouts.explained_by(mapping, mapping.newest)
    meant = {column.header: column for column in newest.columns}
    form = MappingForm(
        request.POST or None,
        headers=mapping.headers,
        meant=[meant.get(header) for header in mapping.headers],
        dictionary=Dictionary.of(request.member.team),
        by=request.member,
        mapping=mapping,
        initial={"name": mapping.name, "is_of_one_day": newest.is_of_one_day},
    )
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            services.change(mapping, form.explained, name=name, by=request.member, at=timezone.now())
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Saved. It counts for files uploaded from now on."))
            return redirect("metrics:imports-mappings", request.member.team.slug)
    context = {"mapping": mapping, "form": form}
    return render(request, "metrics/mapping.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@requires(Permission.IMPORT_METRICS)
def forget(request: MemberRequest, pk: int) -> HttpResponse:
    mapping = the_mapping(request, pk)
    services.forget(mapping, at=timezone.now())
    messages.success(request, _("“%(name)s” is forgotten. What it imported stays.") % {"name": mapping})
    return redirect("metrics:imports-mappings", request.member.team.slug)


def the_draft(request: MemberRequest, pk: int) -> MappingDraft:
    found = MappingDraft.objects.visible_to(request.member).select_related("team", "channel__subject")
    return get_object_or_404(found, pk=pk)


def the_mapping(request: MemberRequest, pk: int) -> ColumnMapping:
    return get_object_or_404(ColumnMapping.objects.visible_to(request.member).in_use().for_list(), pk=pk)
