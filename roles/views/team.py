"""A team's particulars, and further teams."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from roles.access import MemberRequest, requires
from roles.forms import NewTeamForm, TeamForm, staffings
from roles.models import Team
from roles.permissions import Permission
from roles.services import teams
from teamops.lib.exceptions import NotAllowedNow


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_TEAM)
def team(request: MemberRequest) -> HttpResponse:
    # The form gets a copy: a refused name mustn't stand in the page's frame.
    shown = Team.objects.get(pk=request.member.team_id)
    form = TeamForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        teams.edit(request.member.team, **form.cleaned_data, by=request.member)
        messages.success(request, _("Saved."))
        return redirect("roles:team", request.member.team.slug)
    context = {
        "form": form,
        "staffings": staffings(request.member.team).prefetch_related("lines__role"),
        "may_make_teams": request.member.may(Permission.MAKE_TEAMS),
    }
    return render(request, "roles/team.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.MAKE_TEAMS)
def add(request: MemberRequest) -> HttpResponse:
    form = NewTeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = teams.make_team(**form.cleaned_data, by=request.member, at=timezone.now())
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The team %(team)s is there. Add its people.") % {"team": member.team})
            return redirect("roles:members", member.team.slug)
    return render(request, "roles/team_add.html", {"form": form}, status=422 if form.is_bound else 200)
