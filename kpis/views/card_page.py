"""A card's page in its three shapes: by itself, on paper, and in a sitting with the others of its month."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from kpis import rescoring
from kpis.ahead import ahead_of
from kpis.differences import differences
from kpis.ending import Ending, ending_of
from kpis.explain import explain
from kpis.forms import ReopenForm, ReviewForm, SignForm
from kpis.models import Grade, Scorecard, SelfReview
from kpis.models.month_end import LineKey, key_of
from kpis.month import may_finish_now
from kpis.month_end_forms import (
    AdjustForm,
    AnswerForm,
    AppealForm,
    DecisionForm,
    DisputeForm,
    FinishForm,
    NoteForm,
    SelfReviewForm,
)
from kpis.past import OF_LINE, Past, past_of
from kpis.seen import seen_of, seen_of_words
from kpis.services.adjustments import said_in
from kpis.sheet import Sheet, SheetLine, sheet_of
from kpis.since import since_of, why_there_is_none
from kpis.sitting import sitting_of
from kpis.states import state_of
from roles.access import MemberRequest
from roles.models import Member
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

CONFLICT, UNPROCESSABLE = 409, 422


def card_of(request: MemberRequest, pk: int) -> Scorecard:
    """The card. Raise ``Http404`` for one that the reader may not see."""
    return get_object_or_404(Scorecard.objects.visible_to(request.member).for_card(), pk=pk)


def card_with_past(request: MemberRequest, pk: int, *, fields: Sequence[str] = OF_LINE) -> Past:
    """The card, loaded to be shown. Raise ``Http404`` for one that the reader may not see."""
    past = past_of(pk, reader=request.member, fields=fields)
    if past is None:
        raise Http404
    # The same team in the frame and on the card: its exceptions to the working days are read once for both.
    past.card.team = request.member.team
    prefetch_related_objects([request.member.team], "day_overrides")
    return past


def card_page(request: MemberRequest, pk: int, *, status: int = 200, **more: Any) -> HttpResponse:
    member, today = request.member, timezone.localdate()
    asked = request.GET.get("line", "")
    past = card_with_past(request, pk)
    shown, template = past.card, "kpis/card.html"
    is_scoring = rescoring.is_about_to_score([shown], of=shown.team)
    sheet = sheet_of(past, open_line=int(asked) if asked.isdecimal() else None)
    ending = ending_of(shown, reader=member, today=today)
    context: dict[str, Any] = {
        "sheet": sheet,
        "card": shown,
        "ending": ending,
        "state": state_of(shown, today=today, is_scoring=is_scoring),
        "is_scoring": is_scoring,
        "is_running": not shown.is_over(on=today),
        "address": address_of(shown),
        "sitting": "&sitting=1" if is_sitting(request) else "",
        "explanation": explanation_of(sheet, everything=request.GET.get("points") == "all"),
    }
    context |= forms_on_line(sheet.open_line, ending)
    if request.htmx and status == 200 and not more:  # type: ignore[attr-defined]  # noqa: PLR2004
        return render(request, "kpis/_lines.html", context)
    context |= forms_on(shown, ending, by=member, sitting=is_sitting(request)) | more
    context |= around_lines(sheet, ending, to=request.GET.get("to", ""))
    context["is_waiting"] = may_finish_now(shown, by=member, today=today)
    if is_sitting(request):
        context["queue"] = sitting_of(shown, reader=member, today=today)
        template = "kpis/sitting.html"
    else:
        context["differences"] = differences(sheet, past.replaced)
    return render(request, template, context, status=status)


def around_lines(sheet: Sheet, ending: Ending, *, to: str) -> dict[str, Any]:
    """What has changed on the card and what would change it, its grade, and what of it is seen. One query."""
    shown, ladder = sheet.card, Grade.objects.ladder_of(ending.card.team)
    return {
        "seen": seen_of(
            shown,
            adjustments=[move.adjustment for move in sheet.moves],
            disputes=[one.dispute for one in ending.disputes],
        ),
        "since": since_of(sheet),
        "no_since": why_there_is_none(shown),
        "grade": ladder.grade_of(sheet.counting_total) if shown.is_over(on=ending.today) else None,
        "ahead": ahead_of(sheet, ladder=ladder, today=ending.today, to=to),
    }


def explanation_of(sheet: Sheet, *, everything: bool) -> Any:
    opened = sheet.open_line
    return explain(opened.line, agreed=opened.agreed, everything=everything) if opened else None


def forms_on_line(opened: SheetLine | None, ending: Ending) -> dict[str, Any]:
    """What the reader may say about the open line."""
    if opened is None:
        return {}
    key = key_of(opened.line)
    note, shown = note_on(ending.card, key), ending.dispute_of(key)
    forms: dict[str, Any] = {"note": note, "disputed": shown, "opened": opened}
    if ending.may_speak:
        if not ending.card.is_running_on(ending.today):
            forms["note_form"] = NoteForm(initial={"text": note.text if note else ""})
            forms["note_seen"] = seen_of_words(note.text if note else "")
        if shown is None:
            forms["dispute_form"] = DisputeForm()
    if ending.may_adjust and opened.has_data:
        move = opened.move.adjustment if opened.move else None
        forms["adjust_seen"] = seen_of_words(*said_in(move))
        forms["adjust_form"] = AdjustForm(initial={"points": move.points, "reason": move.reason} if move else None)
    if shown is not None and shown.may_answer:
        forms["answer_form"] = AnswerForm()
    return forms


def note_on(card: Scorecard, key: LineKey) -> SelfReview | None:
    """What the member says about one line."""
    assignment, kpi = key
    return SelfReview.objects.filter(scorecard=card, assignment=assignment, kpi=kpi).first()


def forms_on(shown: Scorecard, ending: Ending, *, by: Member, sitting: bool) -> dict[str, Any]:
    """The forms for what ``by`` may do with the card now; of managers' forms none on one's own."""
    forms: dict[str, Any] = {"suffix": "?sitting=1" if sitting else ""}
    if ending.may_speak and not shown.is_running_on(ending.today):
        forms["self_form"] = SelfReviewForm(initial={"text": ending.self_review.text if ending.self_review else ""})
    if ending.may_appeal:
        forms["appeal_form"] = AppealForm()
    if ending.may_decide:
        forms["decision_form"] = DecisionForm()
    if shown.member_id != by.pk and shown.is_current:
        forms |= managers_forms(shown, ending, by=by, sitting=sitting)
    return forms


def managers_forms(shown: Scorecard, ending: Ending, *, by: Member, sitting: bool) -> dict[str, Any]:
    """Of a manager, for somebody else's card."""
    if shown.is_signed:
        is_appealed = ending.appeal is not None and ending.appeal.is_open
        return {"reopen_form": ReopenForm()} if by.may(Permission.REOPEN_CARDS) and not is_appealed else {}
    forms: dict[str, Any] = {}
    if by.may(Permission.REVIEW_CARDS):
        forms["review_form"] = ReviewForm(initial={"comment": shown.review_comment})
    is_ready = not shown.is_running_on(ending.today) and shown.total is not None and not ending.blocking
    if is_ready and by.may(Permission.SIGN_CARDS):
        if sitting:
            forms["finish_form"] = FinishForm(initial={"comment": shown.review_comment})
        elif shown.is_reviewed:
            forms["sign_form"] = SignForm()
    return forms


def is_sitting(request: MemberRequest) -> bool:
    """Whether the reader goes through the month's cards one after the other."""
    return request.GET.get("sitting") == "1"


def address_of(card: Scorecard, *, sitting: bool = False, line: str = "") -> str:
    address = reverse("kpis:month-card", args=[card.team.slug, card.pk])
    asked = [f"line={line}"] * line.isdecimal() + ["sitting=1"] * sitting
    return f"{address}?{'&'.join(asked)}" if asked else address


def back_to(request: MemberRequest, shown: Scorecard) -> HttpResponseRedirect:
    return redirect(address_of(shown, sitting=is_sitting(request), line=request.GET.get("line", "")))


def lead_to(form: forms.Form) -> None:
    """Bring the reader of a refusal to the form that it stands in: the page is long."""
    for field in form.visible_fields()[:1]:
        field.field.widget.attrs["autofocus"] = True


def done(
    request: MemberRequest,
    shown: Scorecard,
    form: forms.Form,
    act: Callable[..., Any],
    *,
    name: str,
    words: str,
    then: Callable[[Any], HttpResponse] | None = None,
) -> HttpResponse:
    """Do ``act`` with what was typed and go back to the card, or on by ``then``; or show the form again, by its name
    on the page, with what is wrong or why it isn't allowed now."""
    again: dict[str, Any] = {name: form}
    if not form.is_valid():
        return card_page(request, shown.pk, status=UNPROCESSABLE, **again)
    try:
        result = act(by=request.member, **form.cleaned_data)
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        lead_to(form)
        return card_page(request, shown.pk, status=CONFLICT, **again)
    messages.success(request, words)
    return then(result) if then else back_to(request, shown)
