"""SOPs: steps on days for a group, a segment or an event, as data; and their runs, ticked off step by step."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.items import Item
from roles.models import Member, Team
from teamops.lib.naming import Bilingual

EARLIEST, LATEST = -60, 365


class SopQuerySet(models.QuerySet["Sop"]):
    def visible_to(self, member: Member) -> Self:
        """The shipped ones and the team's own, old versions too."""
        return self.of(member.team_id)

    def of(self, team: Team | int) -> Self:
        return self.filter(Q(team=None) | Q(team=team))

    def current(self, team: Team | int) -> Self:
        """What can be started: of each code the team's newest version, else the shipped one; none that was put away."""
        rivals = Sop.objects.of(team).filter(code=OuterRef("code"))
        newest = rivals.order_by(F("team").desc(nulls_last=True), "-version").values("pk")[:1]
        return self.of(team).filter(pk=Subquery(newest), put_away_at__isnull=True)

    def for_list(self) -> Self:
        """Load what ``campaigns/sops.html`` shows of each, in one query."""
        return self.annotate(step_count=Count("steps"), last_day=models.Max("steps__day")).order_by("position", "pk")


class Sop(Bilingual, models.Model):  # noqa: DJ008 - Bilingual has it
    """What is done on which day for a group, a segment or an event. Shipped, or a team's own; a version never changes
    once it is there."""

    class Meta:
        verbose_name = _("SOP")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_sop_version_once_a_team", fields=["team", "code", "version"]),
            models.UniqueConstraint(
                name="a_shipped_sop_version_once", fields=["code", "version"], condition=Q(team=None)
            ),
        ]

    class For(models.TextChoices):
        GROUP = "group", pgettext_lazy("sop", "A group")
        SEGMENT = "segment", pgettext_lazy("sop", "A segment")
        EVENT = "event", pgettext_lazy("sop", "An event")

    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="own_sops"
    )
    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    made_for = models.CharField(pgettext_lazy("sop", "for"), max_length=8, choices=For, default=For.GROUP)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    made_by = models.ForeignKey(
        Member, verbose_name=_("made by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    put_away_at = models.DateTimeField(_("put away"), null=True, blank=True, editable=False)

    objects = SopQuerySet.as_manager()


class SopStep(Bilingual, models.Model):  # noqa: DJ008 - Bilingual has it
    """What is done on one day of a SOP; day 0 is the day on which it begins."""

    class Meta:
        verbose_name = _("step of a SOP")
        ordering = ["sop", "day", "position"]
        constraints = [
            models.UniqueConstraint(name="one_sop_step_a_place", fields=["sop", "position"]),
            models.CheckConstraint(name="a_sop_step_has_its_day", condition=Q(day__range=(EARLIEST, LATEST))),
        ]

    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"))
    day = models.SmallIntegerField(_("day"), validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)])
    name = models.CharField(_("what is done"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    text = models.TextField(_("words to use"), blank=True)


class SopRunQuerySet(models.QuerySet["SopRun"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)

    def open(self) -> Self:
        return self.filter(ended_on__isnull=True)

    def ended(self) -> Self:
        return self.filter(ended_on__isnull=False)

    def matching(self, *, q: str = "") -> Self:
        """Part of what it is for, of the SOP's name, or of who leads it."""
        if not q:
            return self
        return self.filter(Q(name__icontains=q) | Q(sop__name__icontains=q) | Q(owner__person__name__icontains=q))

    def for_list(self, *, on: date) -> Self:
        """Load what a row shows: how many steps, how many done, skipped, due on a day, and late; in one query."""
        waits = Q(steps__done_at=None, steps__skipped_at=None)
        return (
            self.select_related("sop", "owner__person", "item", "team")
            .annotate(
                step_count=Count("steps"),
                done_count=Count("steps", filter=Q(steps__done_at__isnull=False)),
                skipped_count=Count("steps", filter=Q(steps__skipped_at__isnull=False)),
                today_count=Count("steps", filter=waits & Q(steps__due_on=on)),
                late_count=Count("steps", filter=waits & Q(steps__due_on__lt=on)),
                next_on=models.Min("steps__due_on", filter=waits),
            )
            .order_by(F("next_on").asc(nulls_last=True), "-pk")
        )


class SopRun(models.Model):
    """A SOP that runs for one group, segment or event, from a day on. Somebody leads it."""

    class Meta:
        verbose_name = _("running SOP")
        ordering = ["-begins_on", "-pk"]
        indexes = [models.Index(fields=["team", "ended_on"], name="sop_runs_of_a_team")]

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="sop_runs")
    sop = models.ForeignKey(Sop, verbose_name=_("SOP"), on_delete=models.PROTECT, related_name="runs")
    name = models.CharField(pgettext_lazy("sop", "for"), max_length=120)
    item = models.ForeignKey(
        Item, verbose_name=_("item"), null=True, blank=True, on_delete=models.PROTECT, related_name="sop_runs"
    )
    owner = models.ForeignKey(Member, verbose_name=_("led by"), on_delete=models.PROTECT, related_name="sop_runs")
    begins_on = models.DateField(_("day 0"))
    made_by = models.ForeignKey(Member, verbose_name=_("started by"), on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("started"))
    ended_on = models.DateField(_("ended"), null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        Member, verbose_name=_("ended by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    objects = SopRunQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.ended_on is None


class DueStepQuerySet(models.QuerySet["DueStep"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(run__team=member.team_id)

    def waiting(self) -> Self:
        """Those of running SOPs that are neither done nor skipped."""
        return self.filter(run__ended_on__isnull=True, done_at__isnull=True, skipped_at__isnull=True)

    def of_the_day(self, member: Member, *, on: date) -> Self:
        """What this member has to do by the end of a day, the oldest first."""
        found = self.waiting().filter(run__team=member.team_id, member=member, due_on__lte=on)
        return found.select_related("step", "run").order_by("due_on", "run", "step__position")

    def for_run(self) -> Self:
        return self.select_related("step", "member__person", "done_by__person", "skipped_by__person").order_by(
            "due_on", "step__position"
        )

    def for_records(self) -> Self:
        return self.select_related("step", "run__team")


class DueStep(models.Model):
    """A step of a running SOP: due on a day for a member, ticked off with a note, or skipped with a reason."""

    class Meta:
        verbose_name = _("SOP step that is due")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_step_once_a_run", fields=["run", "step"]),
            models.CheckConstraint(
                name="a_step_is_done_or_skipped",
                condition=Q(done_at__isnull=True) | Q(skipped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_step_says_who_did_it",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_skipped_step_says_why_and_by_whom",
                condition=Q(skipped_at__isnull=True, skipped_by__isnull=True)
                | (Q(skipped_at__isnull=False, skipped_by__isnull=False) & ~Q(note="")),
            ),
            models.CheckConstraint(
                name="only_a_skipped_step_is_excused", condition=Q(is_excused=False) | Q(skipped_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["member", "due_on"], name="due_steps_of_a_member"),
            models.Index(fields=["due_on"], name="due_steps_by_day"),
        ]

    run = models.ForeignKey(SopRun, on_delete=models.CASCADE, related_name="steps")
    step = models.ForeignKey(SopStep, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("due"))
    member = models.ForeignKey(Member, verbose_name=_("whose step"), on_delete=models.PROTECT, related_name="sop_steps")
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        Member, verbose_name=_("done by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    skipped_at = models.DateTimeField(_("skipped"), null=True, blank=True, editable=False)
    skipped_by = models.ForeignKey(
        Member, verbose_name=_("skipped by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # What was noted when it was done; why it was skipped.
    note = models.CharField(_("note"), max_length=500, blank=True)
    # A lead skipped it in time: it isn't due, so it doesn't count.
    is_excused = models.BooleanField(_("isn't due"), default=False, editable=False)

    objects = DueStepQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.step)

    @property
    def is_waiting(self) -> bool:
        return self.done_at is None and self.skipped_at is None

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_late(self) -> bool:
        """Whether it was done after its day."""
        return self.done_at is not None and timezone.localdate(self.done_at) > self.due_on
