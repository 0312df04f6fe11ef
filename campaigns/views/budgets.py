"""A quarter's budget: how its lines stand, making it, taking it away as a workbook."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campaigns import budget_export
from campaigns.budget_forms import ReasonForm, SplitForm
from campaigns.budget_page import BudgetPage
from campaigns.models import Budget
from campaigns.services import budgets as services
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.attachments import attachment
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.quarters import parse_quarter, quarter_after, quarter_before, quarter_name, quarter_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_YEAR = 2011


def asked_quarter(request: MemberRequest) -> date:
    """``?quarter=2026-Q4``, else the running one. Raise ``Http404`` for what is none."""
    text = request.GET.get("quarter") or request.POST.get("quarter") or ""
    if not text:
        return quarter_of(timezone.localdate())
    try:
        quarter = parse_quarter(text)
    except ValueError as error:
        raise Http404 from error
    if quarter.year < FIRST_YEAR:
        raise Http404
    return quarter


def budget_of(request: MemberRequest) -> Budget:
    """The budget of the quarter that is asked for. Raise ``Http404`` if there is none."""
    budgets = Budget.objects.visible_to(request.member).select_related("team")
    return get_object_or_404(budgets, quarter=asked_quarter(request))


def address_of(budget: Budget, *, slug: str) -> str:
    return reverse("campaigns:budget", args=[slug]) + f"?quarter={budget.name}"


@require_GET
@requires(Permission.SEE_TEAM)
def budget(request: MemberRequest) -> HttpResponse:
    quarter = asked_quarter(request)
    found = Budget.objects.visible_to(request.member).filter(quarter=quarter).select_related("team").first()
    page = BudgetPage(found) if found else None
    may_approve = request.member.may(Permission.APPROVE_SPENDING)
    context = {
        "page": page,
        "quarter": quarter_name(quarter),
        "before": quarter_name(quarter_before(quarter)),
        "after": quarter_name(quarter_after(quarter)),
        "is_running": quarter == quarter_of(timezone.localdate()),
        "waiting": [(one, may_approve and not is_theirs(one, request)) for one in page.waiting] if page else [],
        "reason_form": ReasonForm(),
        "split_form": SplitForm(initial={"trial_percent": found.trial_percent}) if found else None,
        "may_plan": request.member.may(Permission.PLAN_BUDGET),
        "may_enter": request.member.may(Permission.ENTER_SPENDING),
    }
    return render(request, "campaigns/budget.html", context)


def is_theirs(entry: object, request: MemberRequest) -> bool:
    """Whether the reader asked for the money, or answers for the campaign."""
    item = getattr(entry, "item", None)
    return request.member.pk in {getattr(entry, "by_id", None), item.owner_id if item else None}


@require_POST
@requires(Permission.PLAN_BUDGET)
def start(request: MemberRequest) -> HttpResponse:
    quarter = asked_quarter(request)
    try:
        services.start(quarter, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The budget is there. Plan each line."))
    return redirect(reverse("campaigns:budget", args=[request.member.team.slug]) + f"?quarter={quarter_name(quarter)}")


@require_POST
@requires(Permission.PLAN_BUDGET)
def split(request: MemberRequest) -> HttpResponse:
    """How the quarter's money is split between core and trials."""
    found, form = budget_of(request), SplitForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    else:
        services.split(found, by=request.member, **form.cleaned_data)
        messages.success(request, _("At most %(percent)s%% are for trials.") % {"percent": found.trial_percent})
    return redirect(address_of(found, slug=request.member.team.slug))


@require_GET
@requires(Permission.SEE_TEAM)
def export(request: MemberRequest) -> HttpResponse:
    """The lines, the campaigns, all entries and all changes of a quarter, as a workbook."""
    found = budget_of(request)
    return attachment(budget_export.workbook(found), f"budget-{found.name}.xlsx", content_type=XLSX)
