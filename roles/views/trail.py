"""The audit trail's page."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from roles import audit
from roles.access import MemberRequest, requires
from roles.forms import AuditFilter
from roles.permissions import Permission

A_PAGE = 50


@require_GET
@requires(Permission.SEE_AUDIT)
def trail(request: MemberRequest) -> HttpResponse:
    form = AuditFilter(request.GET, team=request.member.team, kinds=audit.kinds())
    asked = form.cleaned_data if form.is_valid() else {}
    actor = asked.get("actor")
    shown = audit.narrowed(
        audit.entries(request.member.team),
        actor=actor.pk if actor else None,
        kind=asked.get("kind", ""),
        day=asked.get("day"),
    )
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": [audit.line(entry) for entry in page],
        "is_filtered": any(asked.values()),
        "this_year": timezone.localdate().year,
    }
    return render(request, "roles/audit.html", context)
