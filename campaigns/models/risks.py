"""Risks: what may go wrong, how grave it would be, who minds it; and the thresholds that raise one by themselves."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.items import Item
from campaigns.risk_levels import Gravity, gravity, product
from metrics.models import Metric, Subject
from roles.models import Member, Team

ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class RiskKind(models.TextChoices):
    """What is at stake."""

    COMPLIANCE = "compliance", pgettext_lazy("risk", "Content compliance")
    LOSS = "loss", pgettext_lazy("risk", "User loss")
    TECHNOLOGY = "technology", pgettext_lazy("risk", "Technology and data safety")
    COMPETITION = "competition", pgettext_lazy("risk", "Competition")


class ThresholdQuerySet(models.QuerySet["Threshold"]):
    def of(self, team: Team | int) -> Self:
        """What counts for a team: of each metric its own threshold, else the shipped one; switched off ones too."""
        rivals = Threshold.objects.filter(Q(team=None) | Q(team=team), metric=OuterRef("metric"))
        newest = rivals.order_by(F("team").desc(nulls_last=True)).values("pk")[:1]
        return self.filter(Q(team=None) | Q(team=team), pk=Subquery(newest)).select_related("metric")

    def visible_to(self, member: Member) -> Self:
        return self.of(member.team_id)


class Threshold(models.Model):
    """A limit that a number shouldn't cross; where it does, a risk is raised. Shipped, or a team's own instead."""

    class Meta:
        verbose_name = _("threshold")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_threshold_once_a_team_and_metric", fields=["team", "metric"]),
            models.UniqueConstraint(name="a_shipped_threshold_once", fields=["metric"], condition=Q(team=None)),
            models.CheckConstraint(name="a_threshold_looks_at_days", condition=Q(days__range=(1, 92))),
            models.CheckConstraint(
                name="a_threshold_weighs_1_to_5", condition=Q(likelihood__range=(1, 5), impact__range=(1, 5))
            ),
        ]

    class Side(models.TextChoices):
        AT_MOST = "at_most", pgettext_lazy("threshold", "at most")
        AT_LEAST = "at_least", pgettext_lazy("threshold", "at least")

    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="thresholds"
    )
    metric = models.ForeignKey(Metric, verbose_name=_("metric"), on_delete=models.PROTECT, related_name="+")
    side = models.CharField(_("side"), max_length=8, choices=Side, default=Side.AT_MOST)
    value = models.DecimalField(_("limit"), max_digits=20, decimal_places=6)
    days = models.PositiveSmallIntegerField(_("over so many days"), default=30)
    kind = models.CharField(_("kind"), max_length=12, choices=RiskKind, default=RiskKind.LOSS)
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), default=4, validators=ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(_("impact"), default=3, validators=ONE_TO_FIVE)
    is_active = models.BooleanField(_("raises risks"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = ThresholdQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.metric)

    @property
    def sign(self) -> str:
        return "≤" if self.side == self.Side.AT_MOST else "≥"

    def is_crossed_by(self, value: Decimal) -> bool:
        """The limit itself is still within."""
        return value > self.value if self.side == self.Side.AT_MOST else value < self.value


class RiskQuerySet(models.QuerySet["Risk"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def closed(self) -> Self:
        return self.exclude(closed_at=None)

    def to_review(self, *, on: date) -> Self:
        """Those whose review is due or over."""
        return self.open().filter(review_on__lte=on)

    def matching(
        self,
        *,
        q: str = "",
        kind: str = "",
        likelihood: int | None = None,
        impact: int | None = None,
        item: int | None = None,
    ) -> Self:
        """Cut down to what the list is asked for: words, kind, a cell of the map, what it is about."""
        found = self
        if q:
            words = Q(title__icontains=q) | Q(measures__icontains=q) | Q(owner__person__name__icontains=q)
            found = found.filter(words)
        found = found.filter(kind=kind) if kind else found
        found = found.filter(item=item) if item else found
        found = found.filter(likelihood=likelihood) if likelihood else found
        return found.filter(impact=impact) if impact else found

    def for_list(self) -> Self:
        """Load what the list shows, the gravest first, then what is reviewed first."""
        found = self.select_related("team", "owner__person", "item", "metric", "subject", "closed_by__person")
        return found.annotate(weight=F("likelihood") * F("impact")).order_by("-weight", "review_on", "pk")


class Risk(models.Model):
    """Something that may go wrong, how likely and how bad, what is done against it, who minds it."""

    class Meta:
        verbose_name = _("risk")
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_risk_weighs_1_to_5", condition=Q(likelihood__range=(1, 5), impact__range=(1, 5))
            ),
            models.CheckConstraint(name="a_risk_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="a_risk_is_closed_by_somebody",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_risk_by_a_threshold_has_numbers",
                condition=Q(metric=None, subject=None, raised_by__isnull=False)
                | Q(metric__isnull=False, subject__isnull=False, raised_by=None),
            ),
            models.UniqueConstraint(
                name="one_open_risk_a_number", fields=["metric", "subject"], condition=Q(closed_at=None)
            ),
        ]
        indexes = [models.Index(fields=["team", "closed_at"], name="risks_of_a_team")]

    Kind = RiskKind

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="risks")
    kind = models.CharField(_("kind"), max_length=12, choices=RiskKind, default=RiskKind.COMPLIANCE)
    title = models.CharField(_("what may go wrong"), max_length=120)
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), validators=ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(_("impact"), validators=ONE_TO_FIVE)
    measures = models.TextField(_("measures"), max_length=2000, blank=True)
    owner = models.ForeignKey(Member, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="risks")
    review_on = models.DateField(_("review on"))
    item = models.ForeignKey(
        Item, verbose_name=_("about"), null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    raised_by = models.ForeignKey(
        Member, verbose_name=_("raised by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField(_("raised"))
    # What a threshold saw: of which number, what it came to and when; since when it is within again.
    metric = models.ForeignKey(
        Metric, verbose_name=_("metric"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject = models.ForeignKey(
        Subject, verbose_name=_("subject"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6, null=True, blank=True)
    value_on = models.DateField(_("as of"), null=True, blank=True)
    within_since = models.DateField(_("within the limit since"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Member, verbose_name=_("closed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = RiskQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_by_threshold(self) -> bool:
        return self.metric_id is not None

    @property
    def score(self) -> int:
        return product(self.likelihood, self.impact)

    @property
    def gravity(self) -> Gravity:
        return gravity(self.likelihood, self.impact)

    @property
    def is_high(self) -> bool:
        return self.gravity == Gravity.HIGH

    def is_due(self, *, on: date) -> bool:
        return self.is_open and self.review_on <= on


class RiskStep(models.Model):
    """What became of a risk: raised, reviewed with what was found, closed. Added, never changed."""

    class Meta:
        verbose_name = _("step of a risk")
        ordering = ["-at", "-pk"]

    class Kind(models.TextChoices):
        RAISED = "raised", pgettext_lazy("risk", "raised it")
        REVIEWED = "reviewed", pgettext_lazy("risk", "reviewed it")
        CLOSED = "closed", pgettext_lazy("risk", "closed it")

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("what"), max_length=8, choices=Kind)
    by = models.ForeignKey(Member, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    likelihood = models.PositiveSmallIntegerField(_("likelihood"))
    impact = models.PositiveSmallIntegerField(_("impact"))
    note = models.CharField(_("note"), max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.risk}: {self.get_kind_display()}"
