"""One line of a budget: its entries, how it was planned and why it changed; a new line."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns import books
from campaigns.budget_forms import LineForm, PlanForm, ReasonForm
from campaigns.budget_page import Row
from campaigns.models import BudgetLine
from campaigns.services import budgets as services
from campaigns.views.budgets import address_of, budget_of
from campaigns.views.entries import A_PAGE, CONFLICT, UNPROCESSABLE
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


def line_of(request: MemberRequest, pk: int) -> BudgetLine:
    return get_object_or_404(BudgetLine.objects.visible_to(request.member).select_related("budget__team"), pk=pk)


@require_GET
@requires(Permission.SEE_TEAM)
def line(request: MemberRequest, pk: int) -> HttpResponse:
    shown = line_of(request, pk)
    return line_page(request, shown, PlanForm(initial={"planned": shown.planned}))


def line_page(request: MemberRequest, shown: BudgetLine, form: PlanForm, *, status: int = 200) -> HttpResponse:
    context = {
        "line": shown,
        "row": Row(shown.name, books.of_lines([shown])[shown.pk], shown),
        "page": Paginator(shown.entries.for_list(), A_PAGE).get_page(request.GET.get("page")),
        "changes": shown.changes.select_related("by__person"),
        "form": form,
        "reason_form": ReasonForm(),
        "may_plan": request.member.may(Permission.PLAN_BUDGET),
        "may_enter": request.member.may(Permission.ENTER_SPENDING),
    }
    return render(request, "campaigns/budget_line.html", context, status=status)


@require_POST
@requires(Permission.PLAN_BUDGET)
def plan(request: MemberRequest, pk: int) -> HttpResponse:
    shown = line_of(request, pk)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return line_page(request, shown, form, status=UNPROCESSABLE)
    try:
        services.plan(shown, by=request.member, at=timezone.now(), **form.cleaned_data)
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return line_page(request, shown, form, status=CONFLICT)
    messages.success(request, _("The plan is changed."))
    return redirect("campaigns:budget-line", request.member.team.slug, shown.pk)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_BUDGET)
def add(request: MemberRequest) -> HttpResponse:
    """A new line of the quarter's budget."""
    budget = budget_of(request)
    form, status = LineForm(request.POST or None), 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                services.add_line(budget, by=request.member, **form.cleaned_data)
            except NotAllowedNow as reason:
                form.add_error("name", str(reason))
                status = CONFLICT
            else:
                return redirect(address_of(budget, slug=request.member.team.slug))
    return render(request, "campaigns/budget_line_add.html", {"form": form, "budget": budget}, status=status)
