"""The way in: to the team used last."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from roles.access import personal
from roles.models import Team


@require_safe
@personal
def start(request: HttpRequest) -> HttpResponse:
    teams = Team.objects.of(request.user, on=timezone.localdate())  # type: ignore[arg-type]
    last: int | None = request.user.last_team_id  # type: ignore[union-attr]
    team = (teams.filter(pk=last).first() if last else None) or teams.first()
    if team is None:
        return render(request, "reports/no_team.html")
    return redirect("reports:today", team.slug)
