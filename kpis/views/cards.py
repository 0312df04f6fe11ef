"""A card: read down to the row of the file, reviewed, signed, reopened, printed."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kpis.forms import ReopenForm, ReviewForm, SignForm
from kpis.models import Dispute, Grade, Scorecard
from kpis.month_end_forms import FinishForm
from kpis.months import months_of
from kpis.months_drawing import months_picture
from kpis.origins import origins
from kpis.past import ON_PAPER
from kpis.services import finishing
from kpis.services import review as services
from kpis.sheet import sheet_of
from kpis.sitting import next_to_sign
from kpis.views.card_page import address_of, back_to, card_of, card_page, card_with_past, done, is_sitting
from roles.access import MemberRequest, requires
from roles.permissions import Permission


@require_GET
@requires(Permission.SEE_OWN_CARD)
def card(request: MemberRequest, pk: int) -> HttpResponse:
    """The card; with ``?line=`` one line opened down to its points, which htmx swaps in place."""
    return card_page(request, pk)


@require_GET
@requires(Permission.SEE_OWN_CARD)
def print_card(request: MemberRequest, pk: int) -> HttpResponse:
    """The same card for one A4 page, with the files it was made from."""
    past = card_with_past(request, pk, fields=ON_PAPER)
    sheet, found = sheet_of(past), origins(past.card)
    room = sheet.paper.sources
    is_running = not past.card.is_over(on=timezone.localdate())
    context = {
        "sheet": sheet,
        "card": past.card,
        "is_running": is_running,
        "grade": None if is_running else Grade.objects.ladder_of(past.card.team).grade_of(sheet.counting_total),
        "disputes": past.card.disputes.exclude(state=Dispute.State.WITHDRAWN).select_related("kpi__metric"),
        "address": address_of(past.card),
        "origins": found[:room],
        "more_origins": len(found[room:]),
        "printed_at": timezone.now(),
    }
    return render(request, "kpis/card_print.html", context)


@require_GET
@requires(Permission.SEE_OWN_CARD)
def months(request: MemberRequest, pk: int) -> HttpResponse:
    """The member's totals over twelve months, with the band of the others who have the same role."""
    shown = get_object_or_404(Scorecard.objects.visible_to(request.member).for_month(), pk=pk)
    rows = months_of(shown)
    return render(request, "kpis/months.html", {"card": shown, "rows": rows, "picture": months_picture(rows)})


@require_POST
@requires(Permission.REVIEW_CARDS)
def review(request: MemberRequest, pk: int) -> HttpResponse:
    shown, words = card_of(request, pk), _("The review is on the card.")
    act = partial(services.review, shown, at=timezone.now())
    return done(request, shown, ReviewForm(request.POST), act, name="review_form", words=words)


@require_POST
@requires(Permission.SIGN_CARDS)
def sign(request: MemberRequest, pk: int) -> HttpResponse:
    shown = card_of(request, pk)
    act = partial(services.sign, shown, at=timezone.now())
    return done(request, shown, SignForm(request.POST), act, name="sign_form", words=signed(shown))


@require_POST
@requires(Permission.SIGN_CARDS)
def finish(request: MemberRequest, pk: int) -> HttpResponse:
    """Review and sign in one, as in a sitting; the next card that waits follows."""
    shown = card_of(request, pk)
    act = partial(finishing.finish, shown, at=timezone.now())
    # Asked before: what is signed moves to the end of the order.
    following = next_to_sign(shown, reader=request.member, today=timezone.localdate())

    def go_on(_signed: Scorecard) -> HttpResponse:
        if following is not None:
            return redirect(address_of(following, sitting=True))
        return redirect(f"{reverse('kpis:month', args=[shown.team.slug])}?month={shown.month:%Y-%m}")

    then = go_on if is_sitting(request) else lambda _signed: back_to(request, shown)
    return done(request, shown, FinishForm(request.POST), act, name="finish_form", words=signed(shown), then=then)


def signed(shown: Scorecard) -> str:
    return _("%(name)s's card is signed. It can't change any more.") % {"name": shown.member}


@require_POST
@requires(Permission.REOPEN_CARDS)
def reopen(request: MemberRequest, pk: int) -> HttpResponse:
    shown = card_of(request, pk)
    act = partial(services.reopen, shown, at=timezone.now())
    words = _("Revision %(number)s is open.") % {"number": shown.revision + 1}
    form = ReopenForm(request.POST)
    return done(request, shown, form, act, name="reopen_form", words=words, then=lambda new: redirect(address_of(new)))
