"""A group's weeks: what is planned for each day, whether it took place, and who said yes to the plan."""

import hashlib
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.items import Item
from roles.models import Member
from teamops.lib.months import Span


class WeekPlanQuerySet(models.QuerySet["WeekPlan"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(item__team=member.team_id)

    def waiting_for(self, member: Member) -> Self:
        """Those handed in that this member, who may decide about them, had no part in."""
        found = self.visible_to(member).filter(state=WeekPlan.State.SUBMITTED, item__state=Item.State.OPEN)
        theirs = Q(item__owner=member) | Q(submitted_by=member) | Q(activities__planned_by=member)
        return (
            found.exclude(pk__in=WeekPlan.objects.filter(theirs).values("pk")).select_related("item").order_by("week")
        )


class WeekPlan(models.Model):
    """One week of a group, from its Monday on. A yes holds for what was planned then; a change withdraws it."""

    class Meta:
        verbose_name = _("week of a group")
        ordering = ["item", "week"]
        constraints = [
            models.UniqueConstraint(name="a_week_once_a_group", fields=["item", "week"]),
            models.CheckConstraint(
                name="a_week_handed_in_says_by_whom",
                condition=Q(state="draft") | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
        ]

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("week", "being planned")
        SUBMITTED = "submitted", pgettext_lazy("week", "waits for a yes")
        APPROVED = "approved", pgettext_lazy("week", "approved")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="weeks")
    week = models.DateField(_("Monday"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    submitted_by = models.ForeignKey(
        Member, verbose_name=_("handed in by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)

    objects = WeekPlanQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.item} {self.week:%m-%d}"

    @property
    def span(self) -> Span:
        return week_of(self.week)

    @property
    def print(self) -> str:
        """The hash of what is planned: a yes is bound to it. Asks for ``activities``."""
        lines = sorted(f"{one.day} {one.kind} {one.title}" for one in self.activities.all())
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def week_of(day: date) -> Span:
    """The week from Monday to Sunday that a day lies in."""
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=6))


class Activity(models.Model):
    """Something planned for a day in a group; then it took place, or fell through, with a note."""

    class Meta:
        verbose_name = _("activity in a group")
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                name="an_activity_that_is_over_says_by_whom",
                condition=Q(outcome="", settled_by__isnull=True, settled_at__isnull=True)
                | (~Q(outcome="") & Q(settled_by__isnull=False, settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_activity_that_fell_through_says_why", condition=~Q(outcome="fell_through") | ~Q(note="")
            ),
        ]
        indexes = [models.Index(fields=["day"], name="activities_by_day")]

    class Kind(models.TextChoices):
        TOPIC = "topic", pgettext_lazy("group", "Topic")
        SHARING = "sharing", pgettext_lazy("group", "Useful piece")
        EVENT = "event", pgettext_lazy("group", "Event")
        OFFER = "offer", pgettext_lazy("group", "Offer")
        SERVICE = "service", pgettext_lazy("group", "Questions and answers")

    class Outcome(models.TextChoices):
        HELD = "held", pgettext_lazy("group", "took place")
        FELL_THROUGH = "fell_through", pgettext_lazy("group", "fell through")

    plan = models.ForeignKey(WeekPlan, on_delete=models.CASCADE, related_name="activities")
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TOPIC)
    title = models.CharField(_("what is planned"), max_length=120)
    planned_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("what came of it"), max_length=12, choices=Outcome, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    settled_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def is_held(self) -> bool:
        return self.outcome == self.Outcome.HELD


class WeekDecision(models.Model):
    """A yes or no to a week's plan. Added, never changed: each counts as a plan that was handed in."""

    class Meta:
        verbose_name = _("decision about a group's week")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="a_no_to_a_week_says_why", condition=Q(is_approved=True) | ~Q(comment="")),
        ]

    plan = models.ForeignKey(WeekPlan, on_delete=models.CASCADE, related_name="decisions")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    is_approved = models.BooleanField(_("approved"))
    comment = models.CharField(_("comment"), max_length=300, blank=True)

    def __str__(self) -> str:
        return str(self.plan)
