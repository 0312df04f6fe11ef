"""The month: every card that the reader may see, what needs a look first."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kpis import export as exporting
from kpis.drawing import spread
from kpis.models import Scorecard
from kpis.month import cardless, month_of, month_to_open
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.asked import asked_month
from teamops.lib.months import first_of

ROWS_A_PAGE = 50
# From so many rows on a page is searched rather than read.
MANY_ROWS = 12
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@requires(Permission.SEE_OWN_CARD)
def month(request: MemberRequest) -> HttpResponse:
    """A manager sees the team's cards, a member their own."""
    member, today = request.member, timezone.localdate()
    shown = asked_month(request) or month_to_open(member, today=today)
    if shown > first_of(today):
        raise Http404
    found = month_of(shown, reader=member, today=today)
    sees_team = member.may(Permission.SEE_TEAM_CARDS)
    search = request.GET.get("q", "").strip()
    rows = [row for row in found.rows if search.lower() in f"{row.member} {row.roles}".lower()]
    dots = [(str(row.member), row.card.total, row.is_loud) for row in found.rows if row.card.total is not None]
    return render(
        request,
        "kpis/month.html",
        {
            "month": found,
            "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
            "search": search,
            "has_search": search or len(found.rows) > MANY_ROWS,
            "spread": spread(dots) if sees_team else None,
            "cardless": cardless(found.rows, team_of=member, month=shown) if sees_team else None,
            "sees_team": sees_team,
            "may_export": member.may(Permission.EXPORT_CARDS),
            "may_edit_templates": member.may(Permission.EDIT_TEMPLATES),
            "may_import": member.may(Permission.IMPORT_METRICS),
        },
    )


@require_GET
@requires(Permission.EXPORT_CARDS)
def export(request: MemberRequest) -> HttpResponse:
    """The month as an Excel file."""
    member, today = request.member, timezone.localdate()
    shown = asked_month(request) or month_to_open(member, today=today)
    cards = Scorecard.objects.visible_to(member).current().of_month(shown).for_card()
    response = HttpResponse(exporting.workbook(cards, today=today), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="scorecards-{member.team.slug}-{shown:%Y-%m}.xlsx"'
    return response
