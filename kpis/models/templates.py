"""Templates: which metrics count for a role, with which weight, target and zero."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from metrics.models import Metric, Subject
from roles.models import Member, Role, Team


class Half(models.TextChoices):
    """Process measures the work, result measures what came of it."""

    PROCESS = "process", _("Process")
    RESULT = "result", _("Result")


class TemplateQuerySet(models.QuerySet["Template"]):
    def visible_to(self, member: Member) -> Self:
        """The team's own and the shipped ones."""
        return self.filter(Q(team=member.team_id) | Q(team=None))

    def shipped(self) -> Self:
        return self.filter(team=None)

    def published(self) -> Self:
        return self.filter(state=Template.State.PUBLISHED)

    def counting_in(self, *, first: date, last: date) -> Self:
        """Published versions that may count on a day of the span: valid by its last day (``first`` is for the reader)."""
        return self.published().filter(valid_from__lte=last).order_by("role", "valid_from", "version")


class Template(models.Model):
    """The KPIs of a role, in versions. A published version is frozen; a new one counts from its own day."""

    class Meta:
        verbose_name = _("scorecard template")
        ordering = ["role__position", "version"]
        constraints = [
            models.UniqueConstraint(
                name="a_version_once_a_role", fields=["team", "role", "version"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="halves_make_100", condition=Q(process_weight=Decimal(100) - F("result_weight"))
            ),
            models.CheckConstraint(
                name="published_template_has_a_day",
                condition=~Q(state="published") | Q(valid_from__isnull=False),
            ),
        ]

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="templates"
    )
    role = models.ForeignKey(Role, verbose_name=_("role"), on_delete=models.PROTECT, related_name="templates")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    valid_from = models.DateField(_("counts from"), null=True, blank=True)
    process_weight = models.DecimalField(_("process weighs"), max_digits=5, decimal_places=2, default=40)
    result_weight = models.DecimalField(_("result weighs"), max_digits=5, decimal_places=2, default=60)
    published_by = models.ForeignKey(
        Member, verbose_name=_("published by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = TemplateQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.role} v{self.version}"

    def weight_of(self, half: str) -> Decimal:
        """What a half weighs, of 100."""
        return self.process_weight if half == Half.PROCESS else self.result_weight


class Kpi(models.Model):
    """One metric that counts: its weight in the half, the value that gives 100 and the one that gives 0."""

    class Meta:
        verbose_name = _("KPI")
        ordering = ["half", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_metric_once_a_template", fields=["template", "metric"]),
            models.CheckConstraint(name="kpi_weight_over_0_to_100", condition=Q(weight__gt=0, weight__lte=100)),
            models.CheckConstraint(
                name="target_differs_from_zero_at", condition=Q(target__isnull=True) | ~Q(target=F("zero_at"))
            ),
            models.CheckConstraint(name="cap_at_least_100", condition=Q(cap__gte=100)),
        ]

    class Numbers(models.TextChoices):
        OWN = "own", _("Own: what the member answers for")
        TEAM = "team", _("The team's")

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="kpis")
    metric = models.ForeignKey(Metric, verbose_name=_("metric"), on_delete=models.PROTECT, related_name="kpis")
    half = models.CharField(_("half"), max_length=8, choices=Half)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2)
    zero_at = models.DecimalField(_("0 points at"), max_digits=20, decimal_places=6, default=0)
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=6, null=True, blank=True)
    cap = models.DecimalField(_("at most"), max_digits=6, decimal_places=2, default=120)
    numbers = models.CharField(_("numbers"), max_length=4, choices=Numbers, default=Numbers.OWN)
    subject_kind = models.CharField(_("of"), max_length=10, choices=Subject.Kind)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    def __str__(self) -> str:
        return f"{self.metric} {self.weight}"
