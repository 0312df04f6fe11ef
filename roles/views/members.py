"""Who is in the team: the list, a member's page, and what a lead does about people."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from roles.access import MemberRequest, requires
from roles.forms import LevelForm, MemberFilter, MemberForm, NewMemberForm
from roles.models import Assignment, Leave, LevelGrant, Member
from roles.permissions import Permission, grantable_by
from roles.services import levels, links, people
from teamops.lib.exceptions import NotAllowedNow

A_PAGE = 50
# Where the link waits in the session between being made and being shown: once.
LINK = "one_time_link"


@require_GET
@requires(Permission.SEE_TEAM)
def members(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    form = MemberFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    team = Member.objects.visible_to(request.member)
    shown = team.left(on=today) if asked.get("left") else team.present(on=today)
    shown = shown.with_level(on=today).matching(**asked, on=today).for_members(on=today)
    context = {
        "form": form,
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "is_filtered": any(asked.values()),
        "may_add": request.member.may(Permission.ADD_MEMBERS),
    }
    return render(request, "roles/members.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ADD_MEMBERS)
def add(request: MemberRequest) -> HttpResponse:
    form = NewMemberForm(request.POST or None, by=request.member)
    if request.method == "POST" and form.is_valid():
        try:
            added = people.add_person(request.member.team, **form.cleaned_data, by=request.member, at=timezone.now())
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            if added.is_new_person:
                return show_link(request, added.member, links.one_time_link(added.member.person))
            sentence = _("%(name)s is in the team now, with the account they have.")
            messages.success(request, sentence % {"name": added.member})
            return redirect(detail_page(request, added.member))
    return render(request, "roles/member_add.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@requires(Permission.SEE_TEAM)
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    member = member_or_404(request, pk)
    rows = Assignment.objects.filter(member=member).select_related("role", "assigned_by__person")
    reach = member.pk != request.member.pk and member.level in grantable_by(request.member.level)
    may_add = request.member.may(Permission.ADD_MEMBERS)
    context = {
        "member": member,
        "is_present": member.left_on is None and member.person.is_active,
        "today": today,
        "assignments": rows.order_by("-from_on", "-pk"),
        "levels": LevelGrant.objects.filter(member=member).select_related("granted_by__person"),
        "leaves": Leave.objects.filter(member=member).select_related("deputy__person")[:10],
        "sees_account": may_add or member.pk == request.member.pk,
        "may_change": may_add and reach,
        "may_grant": request.member.may(Permission.GRANT_LEVELS) and (reach or member.pk == request.member.pk),
        "may_assign": request.member.may(Permission.ASSIGN_ROLES),
    }
    return render(request, "roles/member.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ADD_MEMBERS)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    member = member_or_404(request, pk)
    initial = {"name": member.person.name, "employment": member.employment, "email": member.person.email}
    form = MemberForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            people.edit(member, **form.cleaned_data, by=request.member, at=timezone.now())
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Saved."))
            return redirect(detail_page(request, member))
    context = {"form": form, "member": member}
    return render(request, "roles/member_edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@requires(Permission.ADD_MEMBERS)
def link(request: MemberRequest, pk: int) -> HttpResponse:
    """POST makes a new one-time link; GET shows the one just made, once."""
    member = member_or_404(request, pk)
    if request.method == "GET":
        made = request.session.pop(LINK, None)
        if made is None or made["member"] != member.pk:
            return redirect(detail_page(request, member))
        url = request.build_absolute_uri(made["path"])
        return render(request, "roles/member_link.html", {"member": member, "url": url})
    try:
        path = links.new_link(member, by=request.member, on=timezone.localdate())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        return redirect(detail_page(request, member))
    return show_link(request, member, path)


@require_http_methods(["GET", "POST"])
@requires(Permission.ADD_MEMBERS)
def deactivate(request: MemberRequest, pk: int) -> HttpResponse:
    member = member_or_404(request, pk)
    if request.method == "GET":
        held = Assignment.objects.filter(member=member).in_force(on=timezone.localdate()).select_related("role")
        return render(request, "roles/member_deactivate.html", {"member": member, "held": held})
    return act(request, member, people.deactivate, _("%(name)s is deactivated and out at once."))


@require_POST
@requires(Permission.ADD_MEMBERS)
def reactivate(request: MemberRequest, pk: int) -> HttpResponse:
    return act(request, member_or_404(request, pk), people.reactivate, _("%(name)s is back in the team."))


@require_http_methods(["GET", "POST"])
@requires(Permission.GRANT_LEVELS)
def level(request: MemberRequest, pk: int) -> HttpResponse:
    member = member_or_404(request, pk)
    initial = {"level": member.level, "from_on": timezone.localdate()}
    form = LevelForm(request.POST or None, by=request.member, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            given = levels.grant(member, **form.cleaned_data, by=request.member, at=timezone.now())
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            words = {"name": member, "level": given.get_level_display(), "day": given.from_on}
            messages.success(request, _("%(name)s is %(level)s from %(day)s.") % words)
            return redirect(detail_page(request, member))
    context = {"form": form, "member": member}
    return render(request, "roles/member_level.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires(Permission.GRANT_LEVELS)
def end_level(request: MemberRequest, pk: int, grant: int) -> HttpResponse:
    member = member_or_404(request, pk)
    given = get_object_or_404(LevelGrant, member=member, pk=grant)
    try:
        levels.end(given, by=request.member, last_on=timezone.localdate(), at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The level ends today."))
    return redirect(detail_page(request, member))


def member_or_404(request: MemberRequest, pk: int) -> Member:
    team = Member.objects.visible_to(request.member).with_level(on=timezone.localdate())
    return get_object_or_404(team.select_related("person", "team"), pk=pk)


def detail_page(request: MemberRequest, member: Member) -> str:
    return reverse("roles:members-detail", args=[request.member.team.slug, member.pk])


def act(request: MemberRequest, member: Member, service: Any, sentence: str) -> HttpResponse:
    """One service call about a member, and back to their page with its outcome."""
    try:
        service(member, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, sentence % {"name": member})
    return redirect(detail_page(request, member))


def show_link(request: MemberRequest, member: Member, path: str) -> HttpResponse:
    request.session[LINK] = {"member": member.pk, "path": path}
    return redirect("roles:members-link", request.member.team.slug, member.pk)
