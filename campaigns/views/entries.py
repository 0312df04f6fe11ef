"""Entries of budgets: the list, entering one, deciding about one that goes beyond, taking one back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.budget_forms import EntryFilter, EntryForm, ReasonForm
from campaigns.models import Entry
from campaigns.services import entries as services
from campaigns.views.budgets import address_of, budget_of
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

CONFLICT, UNPROCESSABLE = 409, 422
A_PAGE = 50


@require_GET
@requires(Permission.SEE_TEAM)
def entries(request: MemberRequest) -> HttpResponse:
    """All entries of a quarter."""
    budget = budget_of(request)
    form = EntryFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = Entry.objects.filter(line__budget=budget).matching(**{key: value.strip() for key, value in asked.items()})
    context = {
        "budget": budget,
        "filter": form,
        "is_filtered": any(asked.values()),
        "page": Paginator(found.for_list(), A_PAGE).get_page(request.GET.get("page")),
        "reason_form": ReasonForm(),
        "may_plan": request.member.may(Permission.PLAN_BUDGET),
        "may_enter": request.member.may(Permission.ENTER_SPENDING),
    }
    return render(request, "campaigns/budget_entries.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ENTER_SPENDING)
def add(request: MemberRequest) -> HttpResponse:
    """Enter a commitment or a spend; ``?line=`` and ``?item=`` propose where it belongs."""
    budget, member = budget_of(request), request.member
    typed = request.POST if request.method == "POST" else None
    proposed = {"line": request.GET.get("line"), "item": request.GET.get("item")}
    form, status = EntryForm(typed, by=member, budget=budget, on=timezone.localdate(), initial=proposed), 200
    if typed is not None:
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                made = services.enter(form.asked, by=member, at=timezone.now())
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
                status = CONFLICT
            else:
                say_what_became(request, made)
                return redirect(address_of(budget, slug=member.team.slug))
    return render(request, "campaigns/budget_enter.html", {"form": form, "budget": budget}, status=status)


def say_what_became(request: MemberRequest, made: Entry) -> None:
    if made.is_waiting:
        words = _("It goes beyond the budget, so it waits. It counts once somebody who may has approved it.")
        messages.warning(request, words)
    else:
        messages.success(request, _("It is in the books."))


def entry_of(request: MemberRequest, pk: int) -> Entry:
    entries = Entry.objects.visible_to(request.member).select_related("line__budget__team", "item")
    return get_object_or_404(entries, pk=pk)


@require_POST
@requires(Permission.APPROVE_SPENDING)
def approve(request: MemberRequest, pk: int) -> HttpResponse:
    entry = entry_of(request, pk)
    return act(request, entry, services.approve, _("Approved: it counts now."))


@require_POST
@requires(Permission.APPROVE_SPENDING)
def decline(request: MemberRequest, pk: int) -> HttpResponse:
    entry, form = entry_of(request, pk), ReasonForm(request.POST)
    comment = form.cleaned_data["comment"] if form.is_valid() else ""
    return act(request, entry, services.decline, _("Declined. It stays on record."), comment=comment)


@require_POST
@requires(Permission.ENTER_SPENDING)
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    entry, form = entry_of(request, pk), ReasonForm(request.POST)
    reason = form.cleaned_data["comment"] if form.is_valid() else ""
    return act(request, entry, services.take_back, _("Taken back. It stays on record."), reason=reason)


def act(request: MemberRequest, entry: Entry, service: Any, done: str, **words: Any) -> HttpResponseRedirect:
    """Do it, say what came of it, go back to the quarter."""
    try:
        service(entry, by=request.member, at=timezone.now(), **words)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return redirect(address_of(entry.line.budget, slug=request.member.team.slug))
