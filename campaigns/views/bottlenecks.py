"""Where the work waits: a month's stages of one workflow, and the items behind each number."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.bottlenecks import of_month, scale_of
from campaigns.models import Workflow
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.asked import asked_month
from teamops.lib.months import first_of, month_after, month_before


def _asked(request: MemberRequest) -> dict[str, object]:
    """The month and the workflow that the address names. Raise ``Http404`` for a workflow that isn't there."""
    today = timezone.localdate()
    month = asked_month(request) or first_of(today)
    workflows = list(Workflow.objects.current(request.member.team).prefetch_related("stages__role"))
    code = request.GET.get("workflow", "") or workflows[0].code
    workflow = next((one for one in workflows if one.code == code), None)
    if workflow is None:
        raise Http404
    return {
        "month": month,
        "before": month_before(month),
        "after": month_after(month) if month < first_of(today) else None,
        "workflow": workflow,
        "workflows": workflows,
        "rows": of_month(request.member.team, workflow, month),
    }


@require_safe
@requires(Permission.SEE_TEAM)
def bottlenecks(request: MemberRequest) -> HttpResponse:
    context = _asked(request)
    return render(request, "campaigns/bottlenecks.html", context | {"end": scale_of(context["rows"])})  # type: ignore[arg-type]


@require_safe
@requires(Permission.SEE_TEAM)
def stays(request: MemberRequest, stage: str) -> HttpResponse:
    """The items behind a number of a stage."""
    context = _asked(request)
    row = next((one for one in context["rows"] if one.stage.code == stage), None)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    which = request.GET.get("show", "")
    said = {
        "late": _("left it late"),
        "back": _("were sent back from it"),
        "again": _("came to it again"),
        "slow": _("took longest: the tenth at the top"),
    }.get(which, _("left it"))
    return render(request, "campaigns/stays.html", context | {"row": row, "stays": row.some(which), "said": said})
