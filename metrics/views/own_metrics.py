"""A team's own metrics: added, edited, retired; and who keeps the definition of any."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from metrics.dictionary_forms import KeeperForm, OwnMetricForm
from metrics.models import Metric
from metrics.services import dictionary as services
from metrics.views.dictionary import the_metric
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

UNPROCESSABLE = 422
Fold = Metric.Fold


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_DICTIONARY)
def add(request: MemberRequest) -> HttpResponse:
    """A metric of the team's own. ``?fold=`` says how its days fold, which decides what else is asked."""
    asked = request.GET.get("fold", "")
    fold = asked if asked in Fold.values else Fold.FLOW.value
    form = OwnMetricForm(request.POST or None, fold=fold, by=request.member, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            metric = services.add(
                request.member.team,
                code=typed["code"],
                fold=fold,
                says=form.says,
                keeper=typed["keeper"],
                by=request.member,
            )
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("“%(name)s” is in the dictionary.") % {"name": metric.label})
            return to(metric, request)
    return page(request, form, metric=None, fold=fold)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_DICTIONARY)
def edit(request: MemberRequest, code: str) -> HttpResponse:
    metric = the_metric(request, code)
    if why := services.why_frozen(metric):
        messages.error(request, why)
        return to(metric, request)
    form = OwnMetricForm(
        request.POST or None, fold=metric.fold, by=request.member, on=timezone.localdate(), metric=metric
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.edit(metric, says=form.says, by=request.member)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Saved."))
            return to(metric, request)
    return page(request, form, metric=metric, fold=metric.fold)


def page(request: MemberRequest, form: OwnMetricForm, *, metric: Metric | None, fold: str) -> HttpResponse:
    context = {"form": form, "metric": metric, "fold": fold, "folds": Fold.choices}
    return render(request, "metrics/metric_form.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@requires(Permission.EDIT_DICTIONARY)
def retire(request: MemberRequest, code: str) -> HttpResponse:
    metric = the_metric(request, code)
    try:
        services.retire(metric, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("“%(name)s” is retired. Its numbers stay.") % {"name": metric.label})
    return to(metric, request)


@require_POST
@requires(Permission.EDIT_DICTIONARY)
def bring_back(request: MemberRequest, code: str) -> HttpResponse:
    metric = the_metric(request, code)
    try:
        services.bring_back(metric, by=request.member)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("“%(name)s” can be chosen again.") % {"name": metric.label})
    return to(metric, request)


@require_POST
@requires(Permission.EDIT_DICTIONARY)
def keep(request: MemberRequest, code: str) -> HttpResponse:
    """Say who answers for the definition."""
    metric = the_metric(request, code)
    form = KeeperForm(request.POST, by=request.member, on=timezone.localdate())
    if not form.is_valid():
        messages.error(request, _("Choose a member of the team."))
        return to(metric, request)
    keeper = form.cleaned_data["keeper"]
    services.keep(metric, team=request.member.team, keeper=keeper, by=request.member)
    if keeper is None:
        messages.success(request, _("Nobody keeps this definition now."))
    else:
        messages.success(request, _("%(name)s keeps this definition.") % {"name": keeper})
    return to(metric, request)


def to(metric: Metric, request: MemberRequest) -> HttpResponseRedirect:
    return redirect("metrics:dictionary-metric", request.member.team.slug, metric.code)
