"""Members see their targets before the month: they confirm them, ask about them, are reminded of them."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis.models import TargetConfirmation, TargetQuestion
from kpis.targets.book import Book
from notices.models import Notice
from notices.services import tell
from roles.calendar import WorkingDays
from roles.models import Member, Team
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span, first_of, month_after

# How many working days before the month begins people are reminded.
DAYS_BEFORE = 3


@transaction.atomic
def confirm(month: date, fingerprint: str, *, by: Member, at: datetime) -> TargetConfirmation:
    """Write down that ``by`` has seen their targets of a month and agrees.

    Raise ``NotAllowedNow`` if they have none, or others by now than those they were shown (``fingerprint``).
    """
    Team.objects.select_for_update().get(pk=by.team_id)  # nobody changes them meanwhile
    current = Book(by.team, month).fingerprint(by.pk)
    if not current:
        raise NotAllowedNow(_("There are no targets for you in this month, so there is nothing to confirm."))
    if current != fingerprint:
        raise NotAllowedNow(_("Your targets have changed since you opened this page. Look at them once more."))
    known = TargetConfirmation.objects.newest_of([by.pk], month).get(by.pk)
    if known is not None and known.fingerprint == current:
        return known
    return TargetConfirmation.objects.create(member=by, month=month, fingerprint=current, confirmed_at=at)


@transaction.atomic
def ask(month: date, text: str, *, by: Member, at: datetime) -> TargetQuestion:
    """Ask whoever may set one's targets. Raise ``NotAllowedNow`` without a text, or if nobody else could answer."""
    if not text.strip():
        raise NotAllowedNow(_("Write what you want to know."))
    managers = Member.objects.filter(team=by.team_id).who_may(Permission.EDIT_TEMPLATES, on=timezone.localdate(at))
    others = list(managers.exclude(pk=by.pk))
    if not others:
        raise NotAllowedNow(_("Nobody else in the team sets targets, so there is nobody to ask."))
    question = TargetQuestion.objects.create(member=by, month=month, text=text.strip(), asked_at=at)
    address = f"{reverse('kpis:targets', args=[by.team.slug])}?month={month:%Y-%m}"
    words = {"month": f"{month:%Y-%m}", "by": str(by), "question": question.text}
    for manager in others:
        tell(manager, Notice.Kind.TARGETS_ASKED, words, address)
    return question


@transaction.atomic
def answer(question: TargetQuestion, text: str, *, by: Member, at: datetime) -> TargetQuestion:
    """Answer a question, once. Raise ``NotAllowedNow`` for one's own, without a text, or if it is answered."""
    need(by, Permission.EDIT_TEMPLATES, team=question.member.team_id)
    question = TargetQuestion.objects.select_for_update().get(pk=question.pk)
    if question.member_id == by.pk:
        raise NotAllowedNow(_("This is your own question."))
    if question.answered_at is not None:
        raise NotAllowedNow(_("This question is answered already."))
    if not text.strip():
        raise NotAllowedNow(_("Write an answer."))
    question.answer, question.answered_by, question.answered_at = text.strip(), by, at
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    words = {"month": f"{question.month:%Y-%m}", "by": str(by), "answer": question.answer}
    address = f"{reverse('kpis:own-targets', args=[by.team.slug])}?month={question.month:%Y-%m}"
    tell(question.member, Notice.Kind.TARGETS_ANSWERED, words, address)
    return question


def remind(team: Team, *, on: date) -> int:
    """From three working days before a month on, tell whoever hasn't confirmed their targets of it, once a month.

    Say how many were looked at. Safe to repeat.
    """
    if on < reminder_day(team, month_after(on)):
        return 0
    month = month_after(on)
    book = Book(team, month)
    known = TargetConfirmation.objects.newest_of(book.members(), month)
    unconfirmed = {
        one.member: one.assignment.member
        for some in book.holders.values()
        for one in some
        if one.member not in known or known[one.member].fingerprint != book.fingerprint(one.member)
    }
    address = f"{reverse('kpis:own-targets', args=[team.slug])}?month={month:%Y-%m}"
    for member in unconfirmed.values():
        if member.person.is_active:
            words = {"month": f"{month:%Y-%m}"}
            tell(member, Notice.Kind.TARGETS_TO_CONFIRM, words, address, about=f"{month:%Y-%m}")
    return len(unconfirmed)


def reminder_day(team: Team, month: date) -> date:
    """The third working day before a month begins; the day before it where there are fewer."""
    before = Span(first_of(month - timedelta(days=1)), month - timedelta(days=1))
    days = list(WorkingDays(team, before))
    return days[-DAYS_BEFORE] if len(days) >= DAYS_BEFORE else before.last
