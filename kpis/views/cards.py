"""A card: read down to the row of the file, reviewed, signed, reopened, printed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kpis import rescoring
from kpis.explain import explain
from kpis.forms import ReopenForm, ReviewForm, SignForm
from kpis.models import Scorecard
from kpis.month import may_finish_now, state_of, waiting_for
from kpis.origins import origins
from kpis.services import review as services
from kpis.sheet import Sheet, sheet_of
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

CONFLICT, UNPROCESSABLE = 409, 422


def card_of(request: MemberRequest, pk: int) -> Scorecard:
    """The card, loaded for its page. Raise ``Http404`` for one that the reader may not see."""
    return get_object_or_404(Scorecard.objects.visible_to(request.member).for_card(), pk=pk)


@require_GET
@requires(Permission.SEE_OWN_CARD)
def card(request: MemberRequest, pk: int) -> HttpResponse:
    """The card; with ``?line=`` one line opened down to its points, which htmx swaps in place."""
    return card_page(request, card_of(request, pk))


@require_GET
@requires(Permission.SEE_OWN_CARD)
def print_card(request: MemberRequest, pk: int) -> HttpResponse:
    """The same card for one A4 page, with the files it was made from."""
    shown = card_of(request, pk)
    found = origins(shown)
    room = sheet_of(shown).paper.sources
    return card_page(
        request,
        shown,
        template="kpis/card_print.html",
        origins=found[:room],
        more_origins=len(found[room:]),
        printed_at=timezone.now(),
    )


@require_POST
@requires(Permission.REVIEW_CARDS)
def review(request: MemberRequest, pk: int) -> HttpResponse:
    shown, form = card_of(request, pk), ReviewForm(request.POST)
    if not form.is_valid():
        return card_page(request, shown, status=UNPROCESSABLE, review_form=form)
    try:
        services.review(shown, by=request.member, at=timezone.now(), **form.cleaned_data)
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return card_page(request, card_of(request, pk), status=CONFLICT, review_form=form)
    messages.success(request, _("The review is on the card."))
    return back_to(request, shown)


@require_POST
@requires(Permission.SIGN_CARDS)
def sign(request: MemberRequest, pk: int) -> HttpResponse:
    """In a sitting (``?sitting=1``) the next card that waits follows."""
    shown, form = card_of(request, pk), SignForm(request.POST)
    if not form.is_valid():
        return card_page(request, shown, status=UNPROCESSABLE, sign_form=form)
    try:
        services.sign(shown, by=request.member, at=timezone.now(), **form.cleaned_data)
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return card_page(request, card_of(request, pk), status=CONFLICT, sign_form=form)
    messages.success(request, _("%(name)s's card is signed. It can't change any more.") % {"name": shown.member})
    following = next_in_sitting(request, shown) if is_sitting(request) else None
    if following is not None:
        return redirect(address_of(following, sitting=True))
    if is_sitting(request):
        return redirect(f"{reverse('kpis:month', args=[shown.team.slug])}?month={shown.month:%Y-%m}")
    return back_to(request, shown)


@require_POST
@requires(Permission.REOPEN_CARDS)
def reopen(request: MemberRequest, pk: int) -> HttpResponse:
    shown, form = card_of(request, pk), ReopenForm(request.POST)
    if not form.is_valid():
        return card_page(request, shown, status=UNPROCESSABLE, reopen_form=form)
    try:
        revision = services.reopen(shown, by=request.member, at=timezone.now(), **form.cleaned_data)
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return card_page(request, card_of(request, pk), status=CONFLICT, reopen_form=form)
    messages.success(request, _("Revision %(number)s is open.") % {"number": revision.revision})
    return redirect(address_of(revision))


def card_page(
    request: MemberRequest, shown: Scorecard, *, status: int = 200, template: str = "kpis/card.html", **more: Any
) -> HttpResponse:
    member, today = request.member, timezone.localdate()
    asked = request.GET.get("line", "")
    is_scoring = rescoring.is_about_to_score([shown], of=shown.team)
    sheet = sheet_of(shown, open_line=int(asked) if asked.isdecimal() else None)
    context: dict[str, Any] = {
        "sheet": sheet,
        "card": shown,
        "state": state_of(shown, today=today, is_scoring=is_scoring),
        "is_scoring": is_scoring,
        "is_running": not shown.is_over(on=today),
        "is_sitting": is_sitting(request),
        "address": address_of(shown),
        "sitting": "&sitting=1" if is_sitting(request) else "",
        "explanation": explanation_of(sheet, everything=request.GET.get("points") == "all"),
    }
    if request.htmx and status == 200 and not more:  # type: ignore[attr-defined]  # noqa: PLR2004
        return render(request, "kpis/_lines.html", context)
    context |= forms_on(shown, by=member, sitting=is_sitting(request)) | more
    context["is_waiting"] = may_finish_now(shown, by=member, today=today)
    if is_sitting(request):
        context["following"] = next_in_sitting(request, shown)
    return render(request, template, context, status=status)


def explanation_of(sheet: Sheet, *, everything: bool) -> Any:
    opened = sheet.open_line
    return explain(opened.line, agreed=opened.agreed, everything=everything) if opened else None


def forms_on(shown: Scorecard, *, by: Any, sitting: bool) -> dict[str, Any]:
    """The forms for what ``by`` may do with the card now; none on one's own and on an older revision."""
    if shown.member_id == by.pk or not shown.is_current:
        return {}
    forms: dict[str, Any] = {"suffix": "?sitting=1" if sitting else ""}
    if shown.is_signed:
        if by.may(Permission.REOPEN_CARDS):
            forms["reopen_form"] = ReopenForm()
        return forms
    if by.may(Permission.REVIEW_CARDS):
        forms["review_form"] = ReviewForm(initial={"comment": shown.review_comment})
    is_ready = shown.is_reviewed and shown.is_over(on=timezone.localdate()) and shown.total is not None
    if is_ready and by.may(Permission.SIGN_CARDS):
        forms["sign_form"] = SignForm()
    return forms


def is_sitting(request: MemberRequest) -> bool:
    """Whether the reader goes through the waiting cards one after the other."""
    return request.GET.get("sitting") == "1"


def next_in_sitting(request: MemberRequest, shown: Scorecard) -> Scorecard | None:
    """The card after this one in the order of the month's page, else the first that still waits."""
    waiting = waiting_for(request.member, month=shown.month, today=timezone.localdate())
    keys = [card.pk for card in waiting]
    if shown.pk in keys:
        waiting = waiting[keys.index(shown.pk) + 1 :] + waiting[: keys.index(shown.pk)]
    return waiting[0] if waiting else None


def address_of(card: Scorecard, *, sitting: bool = False) -> str:
    address = reverse("kpis:month-card", args=[card.team.slug, card.pk])
    return f"{address}?sitting=1" if sitting else address


def back_to(request: MemberRequest, shown: Scorecard) -> HttpResponseRedirect:
    return redirect(address_of(shown, sitting=is_sitting(request)))
