"""What if: a version, or other numbers in it, replayed on the months that are over. Is it fair?"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kpis.drafted import of_template
from kpis.histories import check
from kpis.models import Grade, Template
from kpis.proposals import Proposal
from kpis.seen import Unseen, seen_of_template
from kpis.services import templates as services
from kpis.services.templates import Row
from kpis.whatif import what_if as replayed
from kpis.whatif_forms import SPLIT, TryForm
from kpis.whatif_pages import Picture, targets_of
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

ROWS_A_PAGE = 50
CONFLICT, UNPROCESSABLE = 409, 422


@require_GET
@requires(Permission.SEE_TEAM_CARDS)
def what_if(request: MemberRequest, pk: int) -> HttpResponse:
    """Who would move, and whose targets aren't fair. Nothing is written."""
    draft, in_force = tried_on(request, pk)
    form = TryForm(request.GET if SPLIT in request.GET else None, draft=draft, in_force=in_force)
    seen = request.GET.get("seen", seen_of_template(draft))
    may_edit = request.member.may(Permission.EDIT_TEMPLATES)
    context: dict[str, Any] = {
        "template": draft,
        "in_force": in_force,
        "form": form,
        "seen": seen,
        "may_edit": may_edit,
    }
    if form.is_bound and not form.is_valid():
        return render(request, "kpis/what_if.html", context, status=UNPROCESSABLE)
    proposal = Proposal.of(draft, form.tried, process_weight=form.process_weight)
    problems = services.problems(proposal.template, proposal.kpis)
    team, today = request.member.team, timezone.localdate()
    targets = targets_of(check(proposal, team=team, today=today))
    context |= {
        "problems": problems,
        "differs": form.differs,
        "targets": targets,
        "silent": [target.metric for target in targets if not target.fairness.months],
        "computed_at": timezone.now(),
    }
    if not problems:
        picture = Picture(replayed(proposal, team=team, today=today))
        page = Paginator(picture.rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
        context |= {"found": picture.found, "picture": picture, "page": page, "ladder": Grade.objects.ladder_of(team)}
    return render(request, "kpis/what_if.html", context)


@require_POST
@requires(Permission.EDIT_TEMPLATES)
def keep(request: MemberRequest, pk: int) -> HttpResponse:
    """Write the numbers that were tried into the draft, or into the next version of what is published."""
    draft, in_force = tried_on(request, pk)
    form, seen = TryForm(request.POST, draft=draft, in_force=in_force), request.POST.get("seen", "")
    context: dict[str, Any] = {"template": draft, "in_force": in_force, "form": form, "seen": seen, "may_edit": True}
    if not form.is_valid():
        return render(request, "kpis/what_if.html", context, status=UNPROCESSABLE)
    rows = [Row.of(kpi) for kpi in Proposal.of(draft, form.tried).kpis]
    try:
        written = services.write_tried(
            draft, by=request.member, rows=rows, process_weight=form.process_weight, seen=seen
        )
    except Unseen as reason:
        now = of_template(draft, rows, process_weight=form.process_weight)
        context |= {"refusal": str(reason), "now": now, "seen": seen_of_template(draft), "differs": form.differs}
        return render(request, "kpis/what_if.html", context, status=CONFLICT)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        return redirect("kpis:templates-what-if", request.member.team.slug, draft.pk)
    messages.success(request, _("The draft has these numbers now."))
    return redirect("kpis:templates-what-if", request.member.team.slug, written.pk)


def tried_on(request: MemberRequest, pk: int) -> tuple[Template, Template | None]:
    """A version of the team's, and the one that counts now. Raise ``Http404`` for anything else, ``PermissionDenied``
    for whoever may not see the team's cards: the replay is made of them."""
    member = request.member
    if not member.may(Permission.SEE_TEAM_CARDS):
        raise PermissionDenied
    own = Template.objects.filter(team=member.team).for_replay()
    draft = get_object_or_404(own, pk=pk)
    return draft, own.filter(role=draft.role_id).in_force(on=timezone.localdate()).first()
