"""Series of meetings, the meetings themselves, who is there, what they talk about and what they decide."""

import json
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meetings.rules import Rule
from roles.models import Member, Team


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)

    def running(self, *, on: date) -> Self:
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on))

    def for_list(self) -> Self:
        return self.select_related("team", "chair__person").prefetch_related("attendees__person")


class Series(models.Model):
    """A meeting that comes again: when, how long, with whom, and what stands on its agenda."""

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                name="weekly_series_has_a_weekday", condition=~Q(frequency="weekly") | Q(weekday__range=(0, 6))
            ),
            models.CheckConstraint(
                name="monthly_series_has_a_day", condition=~Q(frequency="monthly") | Q(month_day__range=(1, 31))
            ),
            models.CheckConstraint(name="series_comes_every_one_to_twelve", condition=Q(every__range=(1, 12))),
        ]

    class Kind(models.TextChoices):
        DAILY = "daily", _("Daily stand-up meeting")
        WEEKLY = "weekly", _("Weekly review")
        MONTHLY = "monthly", _("Monthly strategy meeting")
        OWN = "own", _("Meeting of one's own")

    class Frequency(models.TextChoices):
        DAILY = "daily", _("every working day")
        WEEKLY = "weekly", _("every week")
        MONTHLY = "monthly", _("every month")
        ONCE = "once", _("once")

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="series")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=40)
    frequency = models.CharField(_("how often"), max_length=8, choices=Frequency)
    every = models.PositiveSmallIntegerField(
        _("every so many"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), null=True, blank=True)
    month_day = models.PositiveSmallIntegerField(
        _("day of the month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    moves = models.BooleanField(_("moves from a day off to the next working day"), default=True)
    first_on = models.DateField(_("first on"))
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    starts_at = models.TimeField(_("starts at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(5), MaxValueValidator(480)])
    chair = models.ForeignKey(Member, verbose_name=_("chair"), on_delete=models.PROTECT, related_name="chairs")
    # Nobody named: the whole team.
    attendees = models.ManyToManyField(Member, verbose_name=_("attendees"), blank=True, related_name="series")
    # Minutes of each section that differ from the shipped ones; 0 leaves it out.
    slots = models.JSONField(default=dict, blank=True)
    # Codes of the metrics whose numbers it looks at; none: the shipped ones.
    headlines = models.JSONField(default=list, blank=True)

    objects = SeriesQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def agenda_print(self) -> str:
        """Another one once somebody has changed what the agenda shows."""
        return sha256(json.dumps([self.slots, self.headlines], sort_keys=True).encode()).hexdigest()[:16]

    @property
    def rule(self) -> Rule:
        return Rule(self.frequency, self.first_on, self.every, self.weekday, self.month_day, self.moves)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(series__team=member.team_id)

    def planned(self) -> Self:
        return self.filter(state=Meeting.State.PLANNED)

    def before(self, meeting: "Meeting") -> Self:
        """Those of the same series that were held before it, the newest first."""
        held = self.filter(series=meeting.series_id, day__lt=meeting.day, state=Meeting.State.CLOSED)
        return held.order_by("-day")

    def for_list(self) -> Self:
        return self.select_related("series__team", "chair__person", "started_by__person", "closed_by__person")


class Meeting(models.Model):
    """One meeting of a series. Its agenda is written from the data until it starts, and stays as it was then."""

    class Meta:
        verbose_name = _("meeting")
        ordering = ["-day", "-starts_at"]
        constraints = [
            models.UniqueConstraint(name="one_meeting_a_series_and_day", fields=["series", "day"]),
            models.CheckConstraint(
                name="held_meeting_has_its_agenda",
                condition=Q(state__in=["planned", "cancelled"]) | Q(agenda__isnull=False, started_at__isnull=False),
            ),
            models.CheckConstraint(
                name="closed_meeting_says_when",
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="cancelled_meeting_says_why", condition=~Q(state="cancelled") | ~Q(cancel_reason="")
            ),
        ]
        indexes = [models.Index(fields=["day"], name="meetings_by_day")]

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("meeting", "planned")
        RUNNING = "running", pgettext_lazy("meeting", "running")
        CLOSED = "closed", pgettext_lazy("meeting", "closed")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")

    series = models.ForeignKey(Series, verbose_name=_("series"), on_delete=models.PROTECT, related_name="meetings")
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("starts at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    chair = models.ForeignKey(Member, verbose_name=_("chair"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED)
    agenda = models.JSONField(_("agenda"), null=True, editable=False)
    started_by = models.ForeignKey(
        Member, verbose_name=_("started by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(_("started"), null=True)
    closed_by = models.ForeignKey(
        Member, verbose_name=_("closed by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True)
    cancel_reason = models.CharField(_("why it is cancelled"), max_length=300, blank=True)

    objects = MeetingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.series} {self.day}"

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.day, self.starts_at, tzinfo=timezone.get_default_timezone())

    @property
    def ends(self) -> datetime:
        return self.begins + timedelta(minutes=self.minutes)

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def week(self) -> int:
        return self.day.isocalendar().week


class Attendance(models.Model):
    """Somebody who was asked to a meeting, and whether they were there."""

    class Meta:
        verbose_name = _("attendance")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="a_member_once_a_meeting", fields=["meeting", "member"])]

    class State(models.TextChoices):
        PRESENT = "present", pgettext_lazy("attendance", "there")
        EXCUSED = "excused", pgettext_lazy("attendance", "on leave")
        ABSENT = "absent", pgettext_lazy("attendance", "not there")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PRESENT)

    def __str__(self) -> str:
        return f"{self.meeting} {self.member}"


class Topic(models.Model):
    """A line that somebody put on an agenda by hand, or took off one: without a meeting it waits in the backlog."""

    class Meta:
        verbose_name = _("topic")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_line_waits_once", fields=["series", "key"], condition=Q(meeting=None) & ~Q(key="")
            ),
            models.CheckConstraint(name="topic_says_something", condition=~Q(text="")),
        ]

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="topics")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="topics")
    text = models.CharField(_("topic"), max_length=300)
    url = models.CharField(max_length=200, blank=True)
    # Of a line that the data wrote: what it is about. It stays off the agenda as long as it waits.
    key = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Member, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    def __str__(self) -> str:
        return self.text


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(meeting__series__team=member.team_id)

    def matching(self, q: str) -> Self:
        return self.filter(Q(text__icontains=q) | Q(meeting__series__name__icontains=q)) if q else self

    def for_list(self) -> Self:
        return self.select_related("meeting__series__team", "by__person").order_by(F("meeting__day").desc(), "pk")


class Decision(models.Model):
    """Something that a meeting decided. It stays as it was worded."""

    class Meta:
        verbose_name = _("decision")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="decision_says_something", condition=~Q(text=""))]

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    text = models.CharField(_("decision"), max_length=500)
    by = models.ForeignKey(Member, verbose_name=_("written down by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = DecisionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text
