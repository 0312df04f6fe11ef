"""Targets of one month: what a team wants instead of what the template says, and who has seen it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from metrics.models import Metric
from roles.models import Assignment, Member, Role, Team
from roles.permissions import Permission


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, member: Member) -> Self:
        """Who sees the team's cards sees everybody's; everybody else those of their roles and their own."""
        targets = self.filter(team=member.team_id)
        if member.may(Permission.SEE_TEAM_CARDS):
            return targets
        mine = Assignment.objects.filter(member=member)
        return targets.filter(Q(assignment__in=mine) | Q(assignment=None, role__in=mine.values("role")))

    def of_month(self, month: date) -> Self:
        return self.filter(month=month)

    def current(self) -> Self:
        """The newest word on each, whether it says something or takes back what was said."""
        return self.filter(is_current=True)

    def standing(self) -> Self:
        """Those that count."""
        return self.current().filter(target__isnull=False)

    def said_by(self, at: datetime) -> Self:
        """What had been said at a moment."""
        return self.filter(set_at__lte=at)

    def for_list(self) -> Self:
        """Load what the history shows."""
        return self.select_related("role", "metric", "assignment__member__person", "set_by__person", "team")


class Target(models.Model):
    """For one month, what gives 100 points and what gives 0: of a role's KPI, or of one holder's.

    Rows are added, never changed: the newest of a key counts. A row without a target takes the one before it back.
    """

    class Meta:
        verbose_name = _("target of a month")
        ordering = ["-set_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_current_target_a_role",
                fields=["team", "month", "role", "metric"],
                condition=Q(is_current=True, assignment=None),
            ),
            models.UniqueConstraint(
                name="one_current_target_an_assignment",
                fields=["assignment", "month", "metric"],
                condition=Q(is_current=True, assignment__isnull=False),
            ),
            models.CheckConstraint(
                name="target_and_zero_or_neither",
                condition=Q(target=None, zero_at=None)
                | (Q(target__isnull=False, zero_at__isnull=False) & ~Q(target=F("zero_at"))),
            ),
            models.CheckConstraint(name="target_is_of_a_whole_month", condition=Q(month__day=1)),
            models.CheckConstraint(name="late_target_has_a_reason", condition=Q(is_late=False) | ~Q(note="")),
        ]
        indexes = [models.Index(fields=["team", "month"], name="targets_of_a_team_and_month")]

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="targets")
    month = models.DateField(_("month"), help_text=_("The first day of the month."))
    role = models.ForeignKey(Role, verbose_name=_("role"), on_delete=models.PROTECT, related_name="+")
    metric = models.ForeignKey(Metric, verbose_name=_("metric"), on_delete=models.PROTECT, related_name="targets")
    assignment = models.ForeignKey(
        Assignment,
        verbose_name=_("only for"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="targets",
    )
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=6, null=True, blank=True)
    zero_at = models.DecimalField(_("0 points at"), max_digits=20, decimal_places=6, null=True, blank=True)
    note = models.CharField(_("reason"), max_length=300, blank=True)
    set_by = models.ForeignKey(Member, verbose_name=_("set by"), on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set"))
    is_current = models.BooleanField(default=True, editable=False)
    # After the month began, or after somebody concerned had confirmed: the card says so.
    is_late = models.BooleanField(pgettext_lazy("target", "late"), default=False)
    # Set by somebody for themselves, because nobody else may.
    is_own = models.BooleanField(_("for themselves"), default=False)

    objects = TargetQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.assignment or self.role} {self.month:%Y-%m} {self.metric}"

    @property
    def is_taken_back(self) -> bool:
        return self.target is None


class ConfirmationQuerySet(models.QuerySet["TargetConfirmation"]):
    def visible_to(self, member: Member) -> Self:
        confirmations = self.filter(member__team=member.team_id)
        return confirmations if member.may(Permission.SEE_TEAM_CARDS) else confirmations.filter(member=member)

    def newest_of(self, members: Sequence[int], month: date) -> dict[int, "TargetConfirmation"]:
        """The newest confirmation of each member, by their key. One query."""
        found = self.filter(member__in=members, month=month).order_by("confirmed_at", "pk")
        return {one.member_id: one for one in found}


class TargetConfirmation(models.Model):
    """A member has seen their targets of a month and agrees to be measured by them."""

    class Meta:
        verbose_name = _("confirmation of targets")
        ordering = ["-confirmed_at", "-pk"]
        indexes = [models.Index(fields=["member", "month"], name="confirmations_of_a_member")]

    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    # Of everything that was shown: the confirmation stands as long as all of it stays as it was.
    fingerprint = models.CharField(_("content hash"), max_length=64)
    confirmed_at = models.DateTimeField(_("confirmed"), default=timezone.now)

    objects = ConfirmationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.member} {self.month:%Y-%m}"


class QuestionQuerySet(models.QuerySet["TargetQuestion"]):
    def visible_to(self, member: Member) -> Self:
        questions = self.filter(member__team=member.team_id)
        return questions if member.may(Permission.SEE_TEAM_CARDS) else questions.filter(member=member)

    def open(self) -> Self:
        return self.filter(answered_at=None)


class TargetQuestion(models.Model):
    """What a member asks the managers about their targets of a month, and what was answered."""

    class Meta:
        verbose_name = _("question about targets")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="answered_question_says_by_whom",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
            )
        ]

    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    text = models.CharField(_("question"), max_length=300)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        Member, verbose_name=_("answered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = QuestionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.member} {self.month:%Y-%m}"
