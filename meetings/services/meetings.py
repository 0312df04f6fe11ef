"""Holding a meeting: started (its numbers are frozen), written down, closed (locked); cancelled, corrected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.agenda import writing
from meetings.models import Attendance, Correction, Decision, Meeting, Minute, Topic
from meetings.services.rights import need_to_run
from roles.models import Leave, Member
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def start(meeting: Meeting, *, by: Member, at: datetime) -> Meeting:
    """Begin. The agenda stays from now on as the data wrote it; who is on leave that day is excused.

    Raise ``NotAllowedNow`` before the meeting's day, or if it was started or cancelled already.
    """
    meeting = locked(meeting, by=by)
    if not meeting.is_planned:
        raise NotAllowedNow(_("This meeting was started or cancelled already."))
    if timezone.localdate(at) < meeting.day:
        raise NotAllowedNow(_("It is on %(day)s and can't be started before.") % {"day": f"{meeting.day:%m-%d}"})
    meeting.agenda = writing.frozen(writing.write(meeting, at=at))
    meeting.state, meeting.started_by, meeting.started_at = Meeting.State.RUNNING, by, at
    meeting.save()
    call_the_roll(meeting)
    return meeting


def call_the_roll(meeting: Meeting) -> None:
    """Everybody who is asked counts as there until the chair says otherwise."""
    people = list(writing.asked_to(meeting))
    away = set(
        Leave.objects.filter(member__in=people)
        .overlapping(first=meeting.day, last=meeting.day)
        .values_list("member", flat=True)
    )
    state = Attendance.State
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, member=one, state=state.EXCUSED if one.pk in away else state.PRESENT)
        for one in people
    )


@transaction.atomic
def note_absent(meeting: Meeting, *, absent: list[int], by: Member) -> None:
    """Who isn't there, by the member's key; who is on leave stays excused."""
    meeting = running(meeting, by=by)
    roll = meeting.attendances.exclude(state=Attendance.State.EXCUSED)
    roll.filter(member__in=absent).update(state=Attendance.State.ABSENT)
    roll.exclude(member__in=absent).update(state=Attendance.State.PRESENT)


@dataclass(frozen=True)
class Said:
    """What was said about a section. ``seen``: the stamp of the words that it is written over, if it matters."""

    section: str
    text: str
    seen: str | None = None


@transaction.atomic
def take_minutes(meeting: Meeting, said: Iterable[Said], *, by: Member, at: datetime) -> None:
    """Write down what was said about sections, or write it anew; without words it is taken away.

    Raise ``NotAllowedNow`` if somebody else has written a section since it was seen: then nothing is written.
    """
    meeting = running(meeting, by=by)
    notes = {note.section: note for note in meeting.notes.select_related("by__person")}
    for one in said:
        note, text = notes.get(one.section), one.text.strip()
        refuse_to_write_over(note, one)
        if not text:
            meeting.notes.filter(section=one.section).delete()
        elif note is None or note.text != text:
            words = {"text": text, "by": by, "at": at}
            Minute.objects.update_or_create(meeting=meeting, section=one.section, defaults=words)


def refuse_to_write_over(note: Minute | None, said: Said) -> None:
    if said.seen is None or said.seen == (note.stamp if note else ""):
        return
    if note is None:
        raise NotAllowedNow(_("Somebody has taken these minutes away. What you wrote is still here."))
    told = {"name": note.by.person.name, "text": note.text}
    raise NotAllowedNow(_("%(name)s has just written here: “%(text)s”. What you wrote is still here.") % told)


@transaction.atomic
def decide(meeting: Meeting, *, text: str, by: Member, at: datetime) -> Decision:
    """Write a decision down."""
    meeting = running(meeting, by=by)
    if not text.strip():
        raise NotAllowedNow(_("Say what is decided."))
    return Decision.objects.create(meeting=meeting, text=text.strip(), by=by, at=at)


@transaction.atomic
def close(meeting: Meeting, *, by: Member, at: datetime, said: Iterable[Said] = ()) -> Meeting:
    """End it, with the last of its minutes. From now on it is locked; actions live on, and what has to be said is
    appended as a correction."""
    take_minutes(meeting, said, by=by, at=at)
    meeting = running(meeting, by=by)
    meeting.state, meeting.closed_by, meeting.closed_at = Meeting.State.CLOSED, by, at
    meeting.save()
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, by: Member, at: datetime) -> Meeting:
    """It isn't held. Its topics go back to the backlog. Raise ``NotAllowedNow`` once it was started."""
    meeting = locked(meeting, by=by)
    if not meeting.is_planned:
        raise NotAllowedNow(_("Only a meeting that wasn't started is cancelled."))
    if not reason.strip():
        raise NotAllowedNow(_("Say why it is cancelled."))
    waiting = set(meeting.series.topics.filter(meeting=None).values_list("key", flat=True))
    meeting.topics.exclude(key__in=waiting - {""}).update(meeting=None, at=at)
    meeting.state, meeting.cancel_reason = Meeting.State.CANCELLED, reason.strip()
    meeting.save()
    return meeting


@transaction.atomic
def correct(meeting: Meeting, *, text: str, reason: str, by: Member, at: datetime) -> Correction:
    """Append to a closed meeting what has to be said afterwards, and why."""
    meeting = locked(meeting, by=by)
    if not meeting.is_closed:
        raise NotAllowedNow(_("The meeting isn't closed: write it into the minutes."))
    if not text.strip() or not reason.strip():
        raise NotAllowedNow(_("A correction says what, and why."))
    return Correction.objects.create(meeting=meeting, text=text.strip(), reason=reason.strip(), by=by, at=at)


@transaction.atomic
def put_on(meeting: Meeting, *, text: str, by: Member, at: datetime) -> Topic:
    """Put a topic on the agenda by hand."""
    meeting = planned(meeting, by=by)
    if not text.strip():
        raise NotAllowedNow(_("Say what it is about."))
    return Topic.objects.create(series=meeting.series, meeting=meeting, text=text.strip(), by=by, at=at)


@transaction.atomic
def take_off(meeting: Meeting, *, key: str, by: Member, at: datetime) -> Topic:
    """Take a line off an agenda that isn't frozen: it waits in the backlog of the series.

    Raise ``NotAllowedNow`` if no such line stands there, or once the meeting was started.
    """
    meeting = planned(meeting, by=by)
    agenda = writing.write(meeting, at=at)
    line = next((one for section in agenda for one in section.lines if one.key == key), None)
    if line is None:
        raise NotAllowedNow(_("This line isn't on the agenda any more."))
    own = Topic.objects.filter(meeting=meeting, pk=key.removeprefix("topic:")).first() if line.is_topic else None
    if own:
        own.meeting = None
        own.save(update_fields=["meeting"])
        return own
    fields = {"text": line.title[:300], "url": line.url, "by": by, "at": at}
    return Topic.objects.create(series=meeting.series, key=key, **fields)


@transaction.atomic
def take_back(meeting: Meeting, topic: Topic, *, by: Member, at: datetime) -> Topic:
    """Put a line of the backlog on this meeting's agenda."""
    meeting = planned(meeting, by=by)
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if topic.series_id != meeting.series_id or topic.meeting_id is not None:
        raise NotAllowedNow(_("This line isn't in the backlog any more."))
    topic.meeting, topic.at = meeting, at
    topic.save(update_fields=["meeting", "at"])
    return topic


def locked(meeting: Meeting, *, by: Member) -> Meeting:
    """The row as it is now. Raise ``NotAllowedNow`` if ``by`` doesn't run it."""
    found = Meeting.objects.select_for_update(of=("self",)).select_related("series__team", "chair")
    meeting = found.get(pk=meeting.pk)
    need_to_run(meeting, by)
    return meeting


def running(meeting: Meeting, *, by: Member) -> Meeting:
    meeting = locked(meeting, by=by)
    if meeting.is_closed:
        raise NotAllowedNow(_("The meeting is closed. What has to be said is appended as a correction."))
    if not meeting.is_running:
        raise NotAllowedNow(_("The meeting isn't running: start it first."))
    return meeting


def planned(meeting: Meeting, *, by: Member) -> Meeting:
    meeting = locked(meeting, by=by)
    if not meeting.is_planned:
        raise NotAllowedNow(_("The agenda stays as it was when the meeting started."))
    return meeting
