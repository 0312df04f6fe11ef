"""A group's week: its plan, the yes to it, what came of it, and the numbers of the last weeks."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns import week_page
from campaigns.models import Activity, Item, WeekPlan
from campaigns.models.weeks import week_of
from campaigns.services import weeks as services
from campaigns.week_forms import ActivityForm, DecideForm, SettleForm
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.asked import read_day
from teamops.lib.exceptions import NotAllowedNow


def group_of(request: MemberRequest, pk: int) -> Item:
    """The group, loaded for its page. Raise ``Http404`` for another team's, or for what is no group."""
    related = ("team", "owner__person", "run__stage__role", "run__assignee__person", "community__channel__subject")
    groups = Item.objects.visible_to(request.member).of_kind(Item.Kind.COMMUNITY).select_related(*related)
    return get_object_or_404(groups, pk=pk)


def asked_day(request: MemberRequest) -> date:
    """``?week=2026-11-23``: the week of that day, else this one. Raise ``Http404`` for what is none."""
    text = request.GET.get("week") or request.POST.get("week")
    return read_day(text) if text else timezone.localdate()


@require_safe
@requires(Permission.SEE_TEAM)
def week(request: MemberRequest, pk: int) -> HttpResponse:
    item, at, today = group_of(request, pk), timezone.now(), timezone.localdate()
    span, weeks = week_of(asked_day(request)), week_page.last_weeks(asked_day(request))
    plan = week_page.plan_of(item, span)
    may_plan = services.may_plan(item, by=request.member, at=at)
    start = today if today in span else span.first
    context = {
        "item": item,
        "span": span,
        "before": span.first - week_page.A_WEEK,
        "after": span.first + week_page.A_WEEK,
        "is_this": today in span,
        "plan": plan,
        "days": week_page.days_of(plan, span),
        "weeks": weeks,
        "numbers": week_page.numbers_of(item, weeks),
        "held": week_page.held_of(item, weeks),
        "form": ActivityForm(week=span, initial={"day": start.isoformat()})
        if may_plan and today <= span.last
        else None,
        "may_plan": may_plan,
        "may_decide": plan is not None and item.is_open and services.may_decide(plan, by=request.member),
        "today": today,
    }
    return render(request, "campaigns/week.html", context)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def plan(request: MemberRequest, pk: int) -> HttpResponse:
    item, day = group_of(request, pk), asked_day(request)
    form = ActivityForm(request.POST, week=week_of(day))
    return done(request, item, day, form, lambda **words: services.plan(item, **words, **form.cleaned_data))


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def submit(request: MemberRequest, pk: int) -> HttpResponse:
    item, day = group_of(request, pk), asked_day(request)
    found = get_object_or_404(WeekPlan.objects.select_related("item"), item=item, week=week_of(day).first)
    return done(request, item, day, None, lambda **words: services.submit(found, **words))


@require_POST
@requires(Permission.RUN_WORK)
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    item, day, form = group_of(request, pk), asked_day(request), DecideForm(request.POST)
    found = get_object_or_404(WeekPlan.objects.select_related("item"), item=item, week=week_of(day).first)

    def act(**words: Any) -> None:
        said = form.cleaned_data
        is_approved = said["answer"] == "yes"
        services.decide(found, is_approved=is_approved, comment=said["comment"], read=said["read"], **words)

    return done(request, item, day, form, act)


def activity_of(request: MemberRequest, pk: int, activity: int) -> tuple[Item, Activity]:
    item = group_of(request, pk)
    found = get_object_or_404(Activity.objects.select_related("plan__item"), plan__item=item, pk=activity)
    return item, found


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def settle(request: MemberRequest, pk: int, activity: int) -> HttpResponse:
    item, found = activity_of(request, pk, activity)
    form = SettleForm(request.POST)
    return done(request, item, found.day, form, lambda **words: services.settle(found, **words, **form.cleaned_data))


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def take_out(request: MemberRequest, pk: int, activity: int) -> HttpResponse:
    item, found = activity_of(request, pk, activity)
    return done(request, item, found.day, None, lambda **words: services.take_out(found, **words))


def done(request: MemberRequest, item: Item, day: date, form: Form | None, act: Callable[..., Any]) -> HttpResponse:
    """Do it if what was typed makes sense, say what is wrong otherwise, and lead back to the week."""
    if form is not None and not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    else:
        try:
            act(by=request.member, at=timezone.now())
        except NotAllowedNow as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("Saved."))
    address = reverse("campaigns:items-week", args=[request.member.team.slug, item.pk])
    return redirect(f"{address}?week={week_of(day).first:%Y-%m-%d}")
