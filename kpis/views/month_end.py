"""What is said about a card: self-review, disputes, adjustments, appeals. Each ends on the card's page again."""

from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kpis.models import Adjustment, Appeal, Dispute, Line, Scorecard
from kpis.month_end_forms import (
    AdjustForm,
    AnswerForm,
    AppealForm,
    DecisionForm,
    DisputeForm,
    NoteForm,
    SelfReviewForm,
)
from kpis.services import adjustments, appeals, disputes, self_reviews
from kpis.views.card_page import address_of, back_to, card_of, done
from roles.access import MemberRequest, requires
from roles.permissions import Permission


def line_of(card: Scorecard, pk: int) -> Line:
    """A line of the card. Raise ``Http404`` for another's."""
    lines = Line.objects.select_related("part__scorecard__team", "part__assignment", "kpi__metric")
    return get_object_or_404(lines, pk=pk, part__scorecard=card)


@require_POST
@requires(Permission.SPEAK_ON_CARD)
def self_review(request: MemberRequest, pk: int) -> HttpResponse:
    card, words = card_of(request, pk), _("Your self-review is on the card.")
    act = partial(self_reviews.write, card, at=timezone.now())
    return done(request, card, SelfReviewForm(request.POST), act, name="self_form", words=words)


@require_POST
@requires(Permission.SPEAK_ON_CARD)
def note(request: MemberRequest, pk: int, line: int) -> HttpResponse:
    card, words = card_of(request, pk), _("Your note is on the line.")
    act = partial(self_reviews.write, card, line=line_of(card, line), at=timezone.now())
    return done(request, card, NoteForm(request.POST), act, name="note_form", words=words)


@require_POST
@requires(Permission.SPEAK_ON_CARD)
def dispute(request: MemberRequest, pk: int, line: int) -> HttpResponse:
    card, words = card_of(request, pk), _("The dispute is raised. A manager answers it.")
    act = partial(disputes.dispute, line_of(card, line), at=timezone.now())
    return done(request, card, DisputeForm(request.POST), act, name="dispute_form", words=words)


@require_POST
@requires(Permission.SPEAK_ON_CARD)
def withdraw(request: MemberRequest, pk: int, dispute: int) -> HttpResponse:
    card = card_of(request, pk)
    act = partial(disputes.withdraw, get_object_or_404(Dispute, pk=dispute, scorecard=card))
    return done(request, card, forms.Form({}), act, name="plain_form", words=_("The dispute is withdrawn."))


@require_POST
@requires(Permission.REVIEW_CARDS)
def answer(request: MemberRequest, pk: int, dispute: int) -> HttpResponse:
    card = card_of(request, pk)
    act = partial(disputes.answer, get_object_or_404(Dispute, pk=dispute, scorecard=card), at=timezone.now())
    return done(request, card, AnswerForm(request.POST), act, name="answer_form", words=_("The answer is on the card."))


@require_POST
@requires(Permission.REVIEW_CARDS)
def adjust(request: MemberRequest, pk: int, line: int) -> HttpResponse:
    card, words = card_of(request, pk), _("The adjustment stands beside the score.")
    act = partial(adjustments.adjust, line_of(card, line), at=timezone.now())
    return done(request, card, AdjustForm(request.POST), act, name="adjust_form", words=words)


@require_POST
@requires(Permission.REVIEW_CARDS)
def take_back(request: MemberRequest, pk: int, adjustment: int) -> HttpResponse:
    card, words = card_of(request, pk), _("The adjustment is taken back.")
    act = partial(adjustments.take_back, get_object_or_404(Adjustment, pk=adjustment, scorecard=card))
    return done(request, card, forms.Form({}), act, name="plain_form", words=words)


@require_POST
@requires(Permission.SPEAK_ON_CARD)
def appeal(request: MemberRequest, pk: int) -> HttpResponse:
    card, words = card_of(request, pk), _("The appeal is made. Somebody else than the signer decides.")
    act = partial(appeals.appeal, card, at=timezone.now())
    return done(request, card, AppealForm(request.POST), act, name="appeal_form", words=words)


@require_POST
@requires(Permission.REOPEN_CARDS)
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    """An appeal that is upheld leads to the new revision."""
    card = card_of(request, pk)
    act = partial(appeals.decide, get_object_or_404(Appeal, scorecard=card), at=timezone.now())

    def go_on(_decided: Appeal) -> HttpResponse:
        newer = Scorecard.objects.filter(member=card.member_id, month=card.month).current().get()
        return back_to(request, card) if newer.pk == card.pk else redirect(address_of(newer))

    form, words = DecisionForm(request.POST), _("The appeal is decided.")
    return done(request, card, form, act, name="decision_form", words=words, then=go_on)
