"""Meetings: the list, and one meeting from its written agenda to its minutes."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetings.agenda.writing import agenda_of, asked_to
from meetings.meeting_forms import ActionForm, CorrectionForm
from meetings.models import Attendance, Decision, Meeting
from meetings.services import actions
from meetings.services import meetings as services
from meetings.services.meetings import Said
from meetings.services.rights import may_run
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

A_PAGE = 30


@require_safe
@requires(Permission.SEE_TEAM)
def index(request: MemberRequest) -> HttpResponse:
    """What runs and comes next, then what was held."""
    today = timezone.localdate()
    found = Meeting.objects.visible_to(request.member).for_list()
    page = Paginator(found.exclude(state=Meeting.State.PLANNED, day__gte=today), A_PAGE)
    context = {
        "coming": found.filter(state=Meeting.State.PLANNED, day__gte=today).order_by("day", "starts_at")[:7],
        "page": page.get_page(request.GET.get("page")),
        "today": today,
        "may_run": request.member.may(Permission.RUN_MEETINGS),
    }
    return render(request, "meetings/meetings.html", context)


@require_safe
@requires(Permission.SEE_TEAM)
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    return page_of(request, meeting_of(request, pk))


@require_safe
@requires(Permission.SEE_TEAM)
def decisions(request: MemberRequest) -> HttpResponse:
    q = request.GET.get("q", "").strip()
    found = Decision.objects.visible_to(request.member).matching(q).for_list()
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "meetings/decisions.html", {"page": page, "q": q})


def act(function: Callable[[MemberRequest, Meeting], None]) -> Callable[[MemberRequest, int], HttpResponse]:
    """A view that does one thing with a meeting and goes back to it; what can't be done stands there in words."""

    def view(request: MemberRequest, pk: int) -> HttpResponse:
        meeting = meeting_of(request, pk)
        try:
            function(request, meeting)
        except NotAllowedNow as reason:
            messages.error(request, str(reason))
            return page_of(request, meeting_of(request, pk), status=409)
        return redirect("meetings:meetings-detail", request.member.team.slug, pk)

    return require_POST(requires(Permission.WORK_ON_ACTIONS)(view))


@act
def start(request: MemberRequest, meeting: Meeting) -> None:
    services.start(meeting, by=request.member, at=timezone.now())


@act
def cancel(request: MemberRequest, meeting: Meeting) -> None:
    services.cancel(meeting, reason=request.POST.get("reason", ""), by=request.member, at=timezone.now())


@act
def decide(request: MemberRequest, meeting: Meeting) -> None:
    services.decide(meeting, text=request.POST.get("text", "")[:500], by=request.member, at=timezone.now())


@act
def attend(request: MemberRequest, meeting: Meeting) -> None:
    """Who is ticked is there."""
    there = set(request.POST.getlist("there"))
    asked = meeting.attendances.values_list("member", flat=True)
    services.note_absent(meeting, absent=[pk for pk in asked if str(pk) not in there], by=request.member)


@act
def put_on(request: MemberRequest, meeting: Meeting) -> None:
    services.put_on(meeting, text=request.POST.get("text", "")[:300], by=request.member, at=timezone.now())


@act
def take_off(request: MemberRequest, meeting: Meeting) -> None:
    services.take_off(meeting, key=request.POST.get("key", ""), by=request.member, at=timezone.now())


@act
def take_back(request: MemberRequest, meeting: Meeting) -> None:
    named = request.POST.get("topic", "")
    topic = meeting.series.topics.filter(pk=int(named) if named.isdecimal() else 0).first()
    if topic is None:
        raise NotAllowedNow(_("This line isn't in the backlog any more."))
    services.take_back(meeting, topic, by=request.member, at=timezone.now())


@require_POST
@requires(Permission.WORK_ON_ACTIONS)
def minutes(request: MemberRequest, pk: int) -> HttpResponse:
    """What was said about a section."""
    return with_minutes(request, pk, services.take_minutes)


@require_POST
@requires(Permission.WORK_ON_ACTIONS)
def close(request: MemberRequest, pk: int) -> HttpResponse:
    """The end, with what is typed and not kept yet."""
    return with_minutes(request, pk, services.close)


def with_minutes(request: MemberRequest, pk: int, service: Callable[..., Any]) -> HttpResponse:
    """Keep what was typed, or give it back with the reason; once the meeting is closed, as a correction to be."""
    meeting, prefix = meeting_of(request, pk), "text-"
    words = {name: str(value)[:4000] for name, value in request.POST.items()}
    typed = {name.removeprefix(prefix)[:20]: text for name, text in words.items() if name.startswith(prefix)}
    said = [Said(section, text, words.get(f"seen-{section}")) for section, text in typed.items()]
    try:
        service(meeting, said=said, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        given: dict[str, Any] = {"typed": typed}
        meeting = meeting_of(request, pk)
        if meeting.is_closed and may_run(meeting, request.member):
            given["correction_form"] = CorrectionForm(initial={"text": "\n".join(filter(None, typed.values()))})
        return page_of(request, meeting, status=409, **given)
    place = f"#{next(iter(typed))}" if len(typed) == 1 and meeting_of(request, pk).is_running else ""
    return redirect(reverse("meetings:meetings-detail", args=[request.member.team.slug, pk]) + place)


@require_POST
@requires(Permission.WORK_ON_ACTIONS)
def give(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down an action."""
    form = ActionForm(request.POST, by=request.member, on=timezone.localdate())
    return with_form(request, pk, form, actions.give, name="action_form")


@require_POST
@requires(Permission.WORK_ON_ACTIONS)
def correct(request: MemberRequest, pk: int) -> HttpResponse:
    """Append to a closed meeting."""
    return with_form(request, pk, CorrectionForm(request.POST), services.correct, name="correction_form")


def with_form(
    request: MemberRequest, pk: int, form: forms.Form, service: Callable[..., Any], *, name: str
) -> HttpResponse:
    meeting = meeting_of(request, pk)
    if not form.is_valid():
        return page_of(request, meeting, status=422, **{name: form})
    words = {"by": request.member, "at": timezone.now(), **form.cleaned_data}
    try:
        if service is actions.give:
            service(words.pop("text"), meeting=meeting, **words)
        else:
            service(meeting, **words)
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return page_of(request, meeting_of(request, pk), status=409, **{name: form})
    return redirect("meetings:meetings-detail", request.member.team.slug, pk)


def meeting_of(request: MemberRequest, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.member).for_list(), pk=pk)


def page_of(request: MemberRequest, meeting: Meeting, *, status: int = 200, **given: Any) -> HttpResponse:
    at, today = timezone.now(), timezone.localdate()
    runs = may_run(meeting, request.member)
    sections = agenda_of(meeting, at=at)
    notes = {note.section: note for note in meeting.notes.all()}
    typed = given.pop("typed", {})
    planned = sum(one.minutes for one in sections)
    context = {
        "meeting": meeting,
        "sections": [(one, notes.get(one.code), typed.get(one.code)) for one in sections],
        "planned": planned,
        "is_over": planned > meeting.minutes,
        "roll": meeting.attendances.select_related("member__person"),
        "asked": None if meeting.agenda is not None else asked_to(meeting).count(),
        "decisions": meeting.decisions.all(),
        "actions": meeting.actions.select_related("owner__person"),
        "corrections": meeting.corrections.select_related("by__person"),
        "backlog": meeting.series.topics.filter(meeting=None) if meeting.is_planned else [],
        "may_run": runs,
        "may_start": runs and meeting.is_planned and meeting.day <= today,
        "excused": Attendance.State.EXCUSED,
    }
    if runs and meeting.is_running:
        given = {"action_form": ActionForm(by=request.member, on=today)} | given
    if runs and meeting.is_closed:
        given = {"correction_form": CorrectionForm()} | given
    return render(request, "meetings/meeting.html", context | given, status=status)
