"""The metric dictionary: one meaning a number, for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from metrics.dictionary_forms import DictionaryFilter, KeeperForm, PairForm
from metrics.drawing import Drawn, drawn
from metrics.latest import Course, Reported, latest
from metrics.models import Keeper, Metric, Pair, Term
from metrics.services import dictionary as services
from metrics.uses import uses
from metrics.views.files import as_file
from metrics.web import Web
from metrics.wording import folding, formula
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.asked import read_day


@dataclass(frozen=True)
class Line:
    """A metric, its formula in words if it is derived, and who keeps its definition."""

    metric: Metric
    formula: str
    keeper: Keeper | None


@require_GET
@requires(Permission.SEE_TEAM)
def dictionary(request: MemberRequest) -> HttpResponse:
    form = DictionaryFilter(request.GET)
    found = lines(request, form)
    context = {
        "groups": [
            (Metric.Group(name).label, list(rows)) for name, rows in groupby(found, lambda line: line.metric.group)
        ],
        "count": len(found),
        "filter": form,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "shows_own": request.GET.get("show") == "own",
        "may_edit": request.member.may(Permission.EDIT_DICTIONARY),
        "may_import": request.member.may(Permission.IMPORT_METRICS),
    }
    return render(request, "metrics/dictionary.html", context)


def lines(request: MemberRequest, form: DictionaryFilter) -> list[Line]:
    """What is asked for, in the order of the page. Four queries."""
    team = request.member.team
    asked = form.cleaned_data if form.is_valid() else {"q": "", "group": "", "show": ""}
    metrics = Metric.objects.visible_to(request.member).with_terms()
    metrics = metrics.matching(asked["q"].strip(), group=asked["group"]).shown_as(asked["show"])
    keepers = {one.metric_id: one for one in Keeper.objects.filter(team=team).select_related("member__person")}
    return [
        Line(metric, formula(metric), keepers.get(metric.pk))
        for metric in metrics.order_by("group", "position", "code")
    ]


@require_GET
@requires(Permission.SEE_TEAM)
def export(request: MemberRequest) -> HttpResponse:
    """What the list shows, as a workbook."""
    header = [
        _("Name"), _("Code"), _("Group"), _("Unit"), _("Days to months"), _("Formula"), _("Definition"),
        _("Comes from"), _("Keeper"),
    ]  # fmt: skip
    found = lines(request, DictionaryFilter(request.GET))
    return as_file({_("Metric dictionary"): [header, *map(cells, found)]}, _("metric dictionary.xlsx"))


def cells(line: Line) -> list[str]:
    """A metric as a row of the workbook."""
    metric = line.metric
    return [
        metric.label,
        metric.code,
        str(metric.get_group_display()),
        str(metric.get_unit_display()),
        str(metric.get_fold_display()),
        line.formula,
        metric.meaning,
        metric.origin,
        line.keeper.member.person.name if line.keeper else "",
    ]


@require_GET
@requires(Permission.SEE_TEAM)
def detail(request: MemberRequest, code: str) -> HttpResponse:
    """One metric: what it means, its newest numbers or with ``?day=`` those up to it, what stands on it, where they
    came from."""
    return show(request, the_metric(request, code))


@dataclass(frozen=True)
class Drawing:
    """A subject's numbers and their course."""

    course: Course
    drawn: Drawn | None


@dataclass(frozen=True)
class DayRow:
    """A day, and what each subject said of it."""

    day: date
    values: list[Reported]


def by_day(courses: Sequence[Course]) -> list[DayRow]:
    """The courses side by side, the newest day first."""
    rows = zip(*(course.days for course in courses), strict=True)
    return [DayRow(row[0].day, list(row)) for row in rows][::-1]


def show(request: MemberRequest, metric: Metric) -> HttpResponse:
    team, member = request.member.team, request.member
    keeper = Keeper.objects.filter(team=team, metric=metric).select_related("member__person").first()
    until = read_day(request.GET["day"]) if request.GET.get("day") else None
    newest = latest(metric, team, until=until)
    may_edit = member.may(Permission.EDIT_DICTIONARY)
    above = Web.of(team).above.get(metric.pk, ())
    chosen = Pair.objects.in_force(team).get(metric.pk)
    context = {
        "metric": metric,
        "formula": formula(metric),
        "parts": sorted(metric.terms.all(), key=lambda term: (Term.Part.values.index(term.part), term.position)),
        "folding": folding(metric),
        "keeper": keeper,
        "latest": newest,
        "until": until,
        "drawings": [Drawing(one, drawn([day.value for day in one.days])) for one in newest.courses],
        "by_day": by_day(newest.courses),
        "made_of_it": [
            (one, formula(one)) for one in Metric.objects.visible_to(member).with_terms().filter(pk__in=above)
        ],
        "uses": uses(team, {metric.pk}),
        "may_edit": may_edit,
        "is_editable": may_edit and metric.is_own and not metric.is_retired,
        "frozen": services.why_frozen(metric) if may_edit and metric.is_own and not metric.is_retired else "",
        "pair": chosen,
        "pair_form": PairForm(metric=metric, team=team, initial=chosen and said_of(chosen)) if may_edit else None,
        "keeper_form": KeeperForm(
            by=member, on=timezone.localdate(), initial={"keeper": keeper.member_id if keeper else None}
        ),
    }
    return render(request, "metrics/metric.html", context)


def said_of(pair: Pair) -> dict[str, object]:
    """A pair as its form says it."""
    return {"partner": pair.partner_id, "warns": pair.warns, "subject_kind": pair.subject_kind}


def the_metric(request: MemberRequest, code: str) -> Metric:
    """Raise ``Http404`` for another team's, as for one that isn't there."""
    metrics = Metric.objects.visible_to(request.member).with_terms().select_related("team", "weighted_by")
    return get_object_or_404(metrics, code=code)
