"""Scorecard templates: which counts for which role, drafts, publishing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpis.drafted import of_template
from kpis.forms import KpiFormSet, PublishForm, SplitForm
from kpis.models import Kpi, Template
from kpis.models.templates import Half
from kpis.seen import Unseen, seen_of_template
from kpis.services import publishing
from kpis.services import templates as services
from kpis.whatif_forms import KnowingPublishForm
from kpis.who import against_own_template, wrote_own
from metrics.models import Metric
from roles.access import MemberRequest, requires
from roles.models import Assignment, Role, Team
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import first_of, month_after

CONFLICT, UNPROCESSABLE = 409, 422


@dataclass
class RoleRow:
    """A role with its templates: the version in force, the one to come, the draft, the shipped start."""

    role: Role
    is_held: bool = False
    in_force: Template | None = None
    to_come: Template | None = None
    draft: Template | None = None
    shipped: Template | None = None

    @property
    def shown(self) -> Template | None:
        return self.in_force or self.to_come or self.draft or self.shipped

    @property
    def tried(self) -> Template | None:
        """What is tried out first: what isn't published yet, else what counts."""
        return self.draft or self.to_come or self.in_force


@require_GET
@requires(Permission.SEE_TEAM)
def templates(request: MemberRequest) -> HttpResponse:
    """Roles that somebody holds stand first. Three queries."""
    today = timezone.localdate()
    rows = role_rows(request.member, on=today)
    search = request.GET.get("q", "").strip()
    shown = [row for row in rows if search.lower() in f"{row.role.name} {row.role.name_en}".lower()]
    return render(
        request,
        "kpis/templates.html",
        {
            "rows": sorted(shown, key=lambda row: not row.is_held),
            "search": search,
            "held_without": [row.role for row in rows if row.is_held and row.in_force is None],
            "may_try": may_try(request),
        },
    )


def may_try(request: MemberRequest) -> bool:
    """A replay is made of everybody's cards."""
    return request.member.may(Permission.SEE_TEAM_CARDS)


def role_rows(reader: Any, *, on: date) -> list[RoleRow]:
    held = set(
        Assignment.objects.visible_to(reader)
        .in_force(on=on)
        .filter(member__person__is_active=True)
        .values_list("role", flat=True)
    )
    rows = {role.pk: RoleRow(role, is_held=role.pk in held) for role in Role.objects.all()}
    for template in Template.objects.visible_to(reader).for_list().order_by("valid_from", "version"):
        row = rows[template.role_id]
        if template.is_shipped:
            row.shipped = template
        elif not template.is_published:
            row.draft = template
        elif template.valid_from is not None and template.valid_from <= on:
            row.in_force = template
        else:
            row.to_come = row.to_come or template
    return list(rows.values())


@require_GET
@requires(Permission.SEE_TEAM)
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    return detail_page(request, template_of(request, pk))


@require_POST
@requires(Permission.EDIT_TEMPLATES)
def copy(request: MemberRequest, pk: int) -> HttpResponse:
    """Make the next version from this one and go on to write it."""
    template = template_of(request, pk)
    try:
        draft = services.copy(template, team=request.member.team, by=request.member)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        return redirect("kpis:templates-detail", request.member.team.slug, template.pk)
    return redirect("kpis:templates-edit", request.member.team.slug, draft.pk)


@require_POST
@requires(Permission.EDIT_TEMPLATES)
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    try:
        services.discard(template_of(request, pk), by=request.member)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The draft is discarded."))
    return redirect("kpis:templates", request.member.team.slug)


@require_POST
@requires(Permission.EDIT_TEMPLATES)
def publish(request: MemberRequest, pk: int) -> HttpResponse:
    template = template_of(request, pk)
    form = KnowingPublishForm(request.POST)
    if not form.is_valid():
        return detail_page(request, template, status=UNPROCESSABLE, publish_form=form)
    try:
        publishing.publish(template, by=request.member, at=timezone.now(), **form.cleaned_data)
    except publishing.PastDay as reason:
        form.ask_past(reason)
        return detail_page(request, template, status=CONFLICT, publish_form=form)
    except publishing.LookFirst as reason:
        return detail_page(request, template, status=CONFLICT, publish_form=form.after(reason), unfair=reason.unfair)
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return detail_page(request, template_of(request, pk), status=CONFLICT, publish_form=form)
    messages.success(
        request,
        _("Published. From %(day)s on, the role is scored by it.")
        % {"day": f"{form.cleaned_data['valid_from']:%Y-%m-%d}"},
    )
    return redirect("kpis:templates-detail", request.member.team.slug, template.pk)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_TEMPLATES)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """A draft's rows in one form; saved as a whole, and only if every row can stand."""
    template = template_of(request, pk)
    if template.is_published or template.is_shipped:
        messages.error(request, _("Only a draft can be changed. Make a new version from this one."))
        return redirect("kpis:templates-detail", request.member.team.slug, template.pk)
    metrics = metrics_to_choose(request.member.team, template)
    typed = request.POST if request.method == "POST" else None
    split = SplitForm(typed, template=template)
    rows = KpiFormSet(typed, template=template, metrics=metrics)
    seen, now, status = request.POST.get("seen", seen_of_template(template)), [], 200
    if typed is not None:
        if split.is_valid() & rows.is_valid():
            try:
                words = {"seen": request.POST.get("seen", ""), **split.cleaned_data}
                services.edit(template, by=request.member, rows=rows.rows, **words)
            except Unseen as reason:
                split.add_error(None, str(reason))
                seen, now = seen_of_template(template), of_template(template, rows.rows, **split.cleaned_data)
                status = CONFLICT
            except NotAllowedNow as reason:
                split.add_error(None, str(reason))
                status = CONFLICT
            else:
                messages.success(request, _("Saved."))
                target = "kpis:templates-edit" if "more" in request.POST else "kpis:templates-detail"
                return redirect(target, request.member.team.slug, template.pk)
        else:
            status = UNPROCESSABLE
    context = {"template": template, "split": split, "rows": rows, "halves": halves_of(template)}
    return render(request, "kpis/template_edit.html", context | {"seen": seen, "now": now}, status=status)


def metrics_to_choose(team: Team, template: Template) -> list[Metric]:
    """Those of the dictionary, without the retired ones that the draft doesn't have already."""
    there = [kpi.metric_id for kpi in template.kpis.all()]
    known = Metric.objects.known_to(team)
    return list((known.in_use() | known.filter(pk__in=there)).order_by("group", "position", "code"))


def template_of(request: MemberRequest, pk: int) -> Template:
    """The team's own or a shipped one. Raise ``Http404`` for another team's."""
    return get_object_or_404(Template.objects.visible_to(request.member).for_detail(), pk=pk)


@dataclass(frozen=True)
class HalfSum:
    """What a half's weights add up to, of what they should."""

    half: str
    kpis: Sequence[Kpi]
    weight: Any
    wanted: Any

    @property
    def label(self) -> str:
        return str(Half(self.half).label)

    @property
    def is_exact(self) -> bool:
        return bool(self.weight == self.wanted)


def halves_of(template: Template) -> list[HalfSum]:
    kpis = list(template.kpis.all())
    sums = services.sums(kpis)
    return [
        HalfSum(half, [kpi for kpi in kpis if kpi.half == half], sums[half], template.weight_of(half))
        for half in Half.values
    ]


def proposed_day(draft: Template, today: date) -> date:
    """The first of this month for a role that isn't scored yet, else of the next: who is scored knows it beforehand.
    Of a month later where another version counts from that day already."""
    published = Template.objects.filter(team=draft.team_id, role=draft.role_id).published()
    taken = set(published.values_list("valid_from", flat=True))
    day = month_after(first_of(today)) if any(one <= today for one in taken if one) else first_of(today)
    while day in taken:
        day = month_after(day)
    return day


def detail_page(request: MemberRequest, template: Template, *, status: int = 200, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    may_edit = request.member.may(Permission.EDIT_TEMPLATES)
    is_draft = not template.is_published and not template.is_shipped
    problems = services.problems(template) if not template.is_published else []
    own = against_own_template(template, by=request.member, since=today, on=today) if is_draft and may_edit else ""
    context: dict[str, Any] = {
        "template": template,
        "halves": halves_of(template),
        "problems": problems,
        "own": own,
        "wrote_own": wrote_own(template, since=today) if is_draft and may_edit else None,
        "seen": seen_of_template(template),
        "is_draft": is_draft,
        "may_edit": may_edit,
        "may_copy": may_edit and not is_draft,
        "may_try": may_try(request) and not template.is_shipped,
        "versions": Template.objects.filter(team=request.member.team, role=template.role).order_by("-version"),
        "publish_form": PublishForm(initial={"valid_from": proposed_day(template, today)})
        if is_draft and may_edit
        else None,
    }
    return render(request, "kpis/template_detail.html", context | more, status=status)
