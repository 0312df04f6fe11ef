"""Targets of a month, set by managers: one role's in one form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kpis.models import Target, TargetConfirmation, TargetQuestion
from kpis.services import confirming
from kpis.services import targets as services
from kpis.services.targets import Done
from kpis.targets.book import Book
from kpis.targets.forms import AnswerForm, TargetsForm
from kpis.targets.grid import grid_of, last_month, newest_row, role_links
from roles.access import MemberRequest, requires
from roles.models import Role
from roles.permissions import Permission
from roles.services.rights import others_who_may
from teamops.lib.asked import asked_month
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import first_of, month_after, month_before

CONFLICT, UNPROCESSABLE = 409, 422
# So much of the month's history is shown.
MOST_ROWS = 40
# By member's key.
Confirmed = Mapping[int, TargetConfirmation]


@require_GET
@requires(Permission.SEE_TEAM_CARDS)
def targets(request: MemberRequest) -> HttpResponse:
    """The next month, unless another one is asked for."""
    book = Book(request.member.team, month_shown(request))
    confirmed = TargetConfirmation.objects.newest_of(book.members(), book.month.first)
    return page(request, book, confirmed, form=form_of(request, book, confirmed)[1])


@require_POST
@requires(Permission.EDIT_TEMPLATES)
def save(request: MemberRequest) -> HttpResponse:
    """Save what was changed of a role's targets, all of it or nothing."""
    book = Book(request.member.team, month_shown(request))
    confirmed = TargetConfirmation.objects.newest_of(book.members(), book.month.first)
    role, form = form_of(request, book, confirmed, typed=True)
    if role is None or form is None:
        raise Http404
    if not form.is_valid():
        return page(request, book, confirmed, form=form, status=UNPROCESSABLE)
    try:
        done = services.set_targets(
            book.month.first,
            form.wishes,
            by=request.member,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
        )
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return page(request, book, confirmed, form=form, status=CONFLICT)
    say(request, done)
    return back_to(request, book, role)


@require_POST
@requires(Permission.EDIT_TEMPLATES)
def copy(request: MemberRequest) -> HttpResponse:
    """Say again what was said for the month before, for the role that is shown."""
    book = Book(request.member.team, month_shown(request))
    role = role_shown(request, book)
    if role is None:
        raise Http404
    try:
        done = services.copy_month_before(
            book.month.first,
            by=request.member,
            at=timezone.now(),
            reason=request.POST.get("reason", "")[:300],
            role=role.pk,
        )
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        say(request, done, nothing=_("There is nothing to copy: the month before has no targets of its own."))
    return back_to(request, book, role)


@require_POST
@requires(Permission.EDIT_TEMPLATES)
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(TargetQuestion.objects.visible_to(request.member), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write an answer."))
    else:
        try:
            confirming.answer(question, form.cleaned_data["text"], by=request.member, at=timezone.now())
        except NotAllowedNow as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("Your answer is on its way."))
    return redirect(f"{reverse('kpis:targets', args=[request.member.team.slug])}?month={question.month:%Y-%m}")


def month_shown(request: MemberRequest) -> date:
    return asked_month(request) or month_after(timezone.localdate())


def role_shown(request: MemberRequest, book: Book) -> Role | None:
    """The role in the address, else the first that somebody holds. Raise ``Http404`` for one without a template."""
    asked = request.GET.get("role", "")
    if asked:
        role = next((role for role in book.roles if role.code == asked), None)
        if role is None:
            raise Http404
        return role
    return next((role for role in book.roles if book.holders[role.pk]), next(iter(book.roles), None))


def form_of(
    request: MemberRequest, book: Book, confirmed: Confirmed, *, typed: bool = False
) -> tuple[Role | None, TargetsForm | None]:
    """The role that is shown, and its form; neither without a published template."""
    role, member, today = role_shown(request, book), request.member, timezone.localdate()
    if role is None:
        return None, None
    grid = grid_of(
        book,
        role,
        reader=member,
        confirmed=confirmed,
        before=last_month(book, role=role.pk),
        signed=services.signed_members(member.team, book.month.first),
        may_set_own=not others_who_may(Permission.EDIT_TEMPLATES, besides=member, on=today),
    )
    needs_reason = book.month.first <= today or any(column.confirmed for column in grid.columns)
    posted = request.POST if typed else None
    return role, TargetsForm(posted, grid=grid, seen=newest_row(book), needs_reason=needs_reason)


def page(
    request: MemberRequest, book: Book, confirmed: Confirmed, *, form: TargetsForm | None, status: int = 200
) -> HttpResponse:
    month, member, today = book.month.first, request.member, timezone.localdate()
    context: dict[str, Any] = {
        "month": month,
        "before": month_before(month),
        "after": month_after(month),
        "is_begun": month <= today,
        "is_before_running": month_before(month) == first_of(today),
        "role": form.grid.role if form else None,
        "form": form,
        "may_edit": member.may(Permission.EDIT_TEMPLATES),
        "questions": TargetQuestion.objects.visible_to(member)
        .open()
        .filter(month=month)
        .select_related("member__person"),
        "answer_form": AnswerForm(auto_id=False),
    }
    if form is not None:
        context["links"] = role_links(book, form.grid.role, confirmed)
        rows = Target.objects.visible_to(member).of_month(month).filter(role=form.grid.role)
        context["history"] = rows.for_list()[:MOST_ROWS]
    return render(request, "kpis/targets.html", context, status=status)


def say(request: MemberRequest, done: Done, *, nothing: str = "") -> None:
    """What became of it, in words."""
    if not done.changed:
        messages.info(request, nothing or _("Nothing was changed."))
    else:
        sentences = [
            ngettext("%(count)d target is set.", "%(count)d targets are set.", done.changed) % {"count": done.changed}
        ]
        if done.is_rescoring:
            sentences.append(_("The unsigned cards of the month are being scored again."))
        if done.told:
            sentences.append(
                ngettext("%(count)d member was told.", "%(count)d members were told.", done.told) % {"count": done.told}
            )
        messages.success(request, " ".join(sentences))
    if done.left_out:
        left_out = ngettext("%(count)d target was left out.", "%(count)d targets were left out.", done.left_out) % {
            "count": done.left_out
        }
        messages.warning(request, " ".join([left_out, *done.reasons]))


def back_to(request: MemberRequest, book: Book, role: Role) -> HttpResponseRedirect:
    address = reverse("kpis:targets", args=[request.member.team.slug])
    return redirect(f"{address}?month={book.month.first:%Y-%m}&role={role.code}")
