"""What people say about a card on its way to the signature, and after it. All of it but the appeal is signed, too."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpis.models.scorecards import Line, Scorecard
from kpis.models.templates import Kpi
from roles.models import Assignment, Member

# A line of a card, whatever became of its row in a recomputation: the assignment and the KPI.
LineKey = tuple[int, int]


def key_of(line: Line) -> LineKey:
    """``line`` with its part."""
    return line.part.assignment_id, line.kpi_id


class OnCard(models.Model):
    """A row that a card's signature freezes."""

    class Meta:
        abstract = True

    scorecard = models.ForeignKey(
        Scorecard, verbose_name=_("scorecard"), on_delete=models.CASCADE, related_name="%(class)ss"
    )

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.scorecard.refuse_if_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.scorecard.refuse_if_frozen()
        return super().delete(*args, **kwargs)


class OnLine(OnCard):
    """A row about one line. Scoring anew may remove the line and make it again, so it is known by what it is of."""

    class Meta:
        abstract = True

    assignment = models.ForeignKey(Assignment, verbose_name=_("assignment"), on_delete=models.PROTECT, related_name="+")
    kpi = models.ForeignKey(Kpi, verbose_name=_("KPI"), on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.scorecard} {self.kpi}"

    @property
    def line_key(self) -> LineKey:
        return self.assignment_id, self.kpi_id


class SelfReview(OnCard):
    """What the member says about their month, or about one line of it."""

    class Meta:
        verbose_name = _("self-review")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_self_review_a_card", fields=["scorecard"], condition=Q(assignment=None, kpi=None)
            ),
            models.UniqueConstraint(name="one_self_review_a_line", fields=["scorecard", "assignment", "kpi"]),
            models.CheckConstraint(name="self_review_says_something", condition=~Q(text="")),
        ]

    assignment = models.ForeignKey(
        Assignment, verbose_name=_("assignment"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    kpi = models.ForeignKey(Kpi, verbose_name=_("KPI"), null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("self-review"))
    written_at = models.DateTimeField(_("written"))
    is_late = models.BooleanField(_("late"), default=False)

    def __str__(self) -> str:
        return f"{self.scorecard}"


class Adjustment(OnLine):
    """A manager moves a line's score by some points, with a reason. The computed score stands beside it."""

    class Meta:
        verbose_name = _("adjustment")
        ordering = ["kpi__half", "kpi__position", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_adjustment_a_line", fields=["scorecard", "assignment", "kpi"]),
            models.CheckConstraint(name="adjustment_moves_something", condition=~Q(points=0)),
            models.CheckConstraint(name="adjustment_has_a_reason", condition=~Q(reason="")),
        ]

    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(Member, verbose_name=_("adjusted by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("adjusted"))


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def open(self) -> Self:
        return self.filter(state=Dispute.State.OPEN)


class Dispute(OnLine):
    """A member doubts a line. A manager other than the member answers within some working days."""

    class Meta:
        verbose_name = _("dispute")
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_dispute_a_line",
                fields=["scorecard", "assignment", "kpi"],
                condition=~Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="answered_dispute_says_by_whom",
                condition=Q(state__in=["open", "withdrawn"])
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
            ),
        ]

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("dispute", "Open")
        ADJUSTED = "adjusted", pgettext_lazy("dispute", "Accepted, adjusted")
        CORRECTED = "corrected", pgettext_lazy("dispute", "Accepted, data to be corrected")
        REJECTED = "rejected", pgettext_lazy("dispute", "Rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("dispute", "Withdrawn")

    # How a manager can answer.
    ANSWERS = (State.ADJUSTED, State.CORRECTED, State.REJECTED)

    text = models.CharField(_("what is wrong"), max_length=1000)
    raised_at = models.DateTimeField(_("raised"))
    due_on = models.DateField(_("answer due"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        Member, verbose_name=_("answered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    # What the line said when it was answered: a correction is there when it says something else.
    actual_then = models.DecimalField(max_digits=20, decimal_places=6, null=True, editable=False)

    objects = DisputeQuerySet.as_manager()

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def waits_for_data(self, actual: Decimal | None) -> bool:
        """Whether a correction was promised, and the line, whose ``actual`` this is, still says the same."""
        return self.state == self.State.CORRECTED and actual == self.actual_then


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> Self:
        return self.filter(state=Appeal.State.OPEN)


class Appeal(models.Model):
    """A member asks somebody else than the signer to look at a signed card again."""

    class Meta:
        verbose_name = _("appeal")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="decided_appeal_says_by_whom",
                condition=Q(state="open") | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision="")),
            )
        ]

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("appeal", "Open")
        UPHELD = "upheld", pgettext_lazy("appeal", "Upheld")
        DISMISSED = "dismissed", pgettext_lazy("appeal", "Dismissed")

    scorecard = models.OneToOneField(
        Scorecard, verbose_name=_("scorecard"), on_delete=models.CASCADE, related_name="appeal"
    )
    text = models.CharField(_("why"), max_length=2000)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decision = models.CharField(_("decision"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        Member, verbose_name=_("decided by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = AppealQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.scorecard}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
