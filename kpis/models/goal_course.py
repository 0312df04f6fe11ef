"""How a goal went: its days, its milestones, and what was written when it fell behind."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roles.models import Member
from teamops.lib.progress import Colour, gap_between


class Colours(models.TextChoices):
    """The colours of progress control as people call them."""

    GREEN = Colour.GREEN, pgettext_lazy("progress", "on plan")
    YELLOW = Colour.YELLOW, pgettext_lazy("progress", "yellow")
    ORANGE = Colour.ORANGE, pgettext_lazy("progress", "orange")
    RED = Colour.RED, pgettext_lazy("progress", "red")


SERIOUS = [Colours.ORANGE, Colours.RED]


class ProgressDay(models.Model):
    """Where a goal should have been by the end of a day and where it was; a day without data is a gap."""

    class Meta:
        verbose_name = _("day of a goal")
        ordering = ["goal", "day"]
        constraints = [models.UniqueConstraint(name="a_day_once_a_goal", fields=["goal", "day"])]

    goal = models.ForeignKey("kpis.Goal", on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    planned = models.DecimalField(_("planned progress"), max_digits=5, decimal_places=2)
    actual = models.DecimalField(_("actual"), max_digits=20, decimal_places=6, null=True)
    progress = models.DecimalField(_("actual progress"), max_digits=20, decimal_places=2, null=True)
    colour = models.CharField(_("colour"), max_length=6, choices=Colours)

    def __str__(self) -> str:
        return f"{self.goal_id}/{self.day}"

    @property
    def gap(self) -> Decimal | None:
        """Points behind the plan; negative where it is ahead."""
        return gap_between(self.planned, self.progress)


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(goal__team=member.team_id)

    def late(self, *, on: date) -> Self:
        """Not met, though the day that was promised first is over. Of goals under way."""
        return self.filter(met_on=None, promised_on__lt=on, goal__state="active")


class Milestone(models.Model):
    """A stop on the way: a value to be reached by a day, or something that somebody judges by evidence."""

    class Meta:
        verbose_name = _("milestone")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="judged_milestone_has_evidence",
                condition=Q(value__isnull=False) | Q(met_on=None) | (~Q(evidence="") & Q(judged_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="milestone_moved_or_due_as_promised", condition=Q(moves__gt=0) | Q(due_on=F("promised_on"))
            ),
        ]

    goal = models.ForeignKey("kpis.Goal", on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(_("name"), max_length=80)
    due_on = models.DateField(_("due"))
    promised_on = models.DateField(_("promised"), editable=False)
    moves = models.PositiveSmallIntegerField(_("moved"), default=0, editable=False)
    value = models.DecimalField(_("value to reach"), max_digits=20, decimal_places=6, null=True, blank=True)
    met_on = models.DateField(_("met"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    link = models.URLField(_("link to the evidence"), max_length=500, blank=True)
    judged_by = models.ForeignKey(
        Member, verbose_name=_("judged by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_quantified(self) -> bool:
        return self.value is not None

    @property
    def is_met(self) -> bool:
        return self.met_on is not None

    def days_late(self, *, on: date) -> int:
        """Days since the promised day, which moves don't change; 0 if it isn't late."""
        return max(((self.met_on or on) - self.promised_on).days, 0)


class CatchUpNote(models.Model):
    """Why a goal fell behind, and how it is to catch up: more resources at orange, another way at red."""

    class Meta:
        verbose_name = _("catch-up note")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="note_says_why_and_how", condition=~Q(reason="") & ~Q(plan="")),
        ]

    goal = models.ForeignKey("kpis.Goal", on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(Member, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    day = models.DateField(_("day"))
    colour = models.CharField(_("colour"), max_length=6, choices=Colours)
    gap = models.DecimalField(_("points behind"), max_digits=20, decimal_places=2, null=True)
    reason = models.CharField(_("why"), max_length=1000)
    plan = models.CharField(_("plan"), max_length=1000)

    def __str__(self) -> str:
        return f"{self.goal} {self.day}"
