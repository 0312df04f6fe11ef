"""Templates: which metrics count for a role, with which weight, target and zero."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from metrics.models import Metric, Subject, Term
from roles.models import Member, Role, Team
from teamops.lib.exceptions import NotAllowedNow


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
        """Published versions that may count on a day of the span: valid by its last day."""
        return self.published().filter(valid_from__lte=last).order_by("role", "valid_from", "version")

    def in_force(self, *, on: date) -> Self:
        """Published versions that count on a day or have counted before, the newest first."""
        return self.published().filter(valid_from__lte=on).order_by("-valid_from", "-version")

    def drafts(self) -> Self:
        return self.filter(state=Template.State.DRAFT)

    def for_list(self) -> Self:
        """Load what the list of templates shows."""
        return self.select_related("role").order_by("role__position", "version")

    def for_detail(self) -> Self:
        """Load a template with its KPIs, in two queries."""
        return self.select_related("role", "team", "published_by__person", "edited_by__person").prefetch_related(
            "kpis__metric"
        )

    def with_formulas(self) -> Self:
        """With their KPIs, the metrics of these, and what the metrics are computed from. Three queries more."""
        terms = models.Prefetch("metric__terms", Term.objects.select_related("source"))
        kpis = Kpi.objects.select_related("metric").prefetch_related(terms, "metric__terms__source__terms")
        return self.prefetch_related(models.Prefetch("kpis", kpis))

    def for_replay(self) -> Self:
        """Load a template with its KPIs and their formulas."""
        return self.select_related("role", "team").with_formulas()


class Template(models.Model):
    """The KPIs of a role, in versions. A published version is frozen; a new one counts from its own day."""

    class Meta:
        verbose_name = _("scorecard template")
        ordering = ["role__position", "version"]
        constraints = [
            models.UniqueConstraint(name="a_version_once_a_team_and_role", fields=["team", "role", "version"]),
            models.UniqueConstraint(
                name="a_shipped_version_once_a_role", fields=["role", "version"], condition=Q(team=None)
            ),
            models.UniqueConstraint(
                name="one_draft_a_team_and_role", fields=["team", "role"], condition=Q(state="draft")
            ),
            models.UniqueConstraint(
                name="one_published_version_a_role_and_day",
                fields=["team", "role", "valid_from"],
                condition=Q(state="published"),
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
    edited_by = models.ForeignKey(
        Member, verbose_name=_("last changed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_by = models.ForeignKey(
        Member, verbose_name=_("published by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = TemplateQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.role} v{self.version}"

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        template = super().from_db(*args, **kwargs)
        template.is_frozen = template.__dict__.get("state") == cls.State.PUBLISHED
        return template

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless the stored version is published: what cards were scored by doesn't change."""
        self.refuse_if_frozen()
        super().save(*args, **kwargs)
        self.is_frozen = self.state == self.State.PUBLISHED

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.refuse_if_frozen()
        return super().delete(*args, **kwargs)

    def refuse_if_frozen(self) -> None:
        """Raise ``NotAllowedNow`` if this version is published."""
        if self.is_frozen:
            raise NotAllowedNow(gettext("A published version doesn't change. Make a new version from it."))

    # Whether the stored row is published; an instance that is just being published isn't frozen yet.
    is_frozen = False

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_shipped(self) -> bool:
        return self.team_id is None

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless the template's version is published."""
        self.template.refuse_if_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.template.refuse_if_frozen()
        return super().delete(*args, **kwargs)

    @property
    def is_lower_better(self) -> bool:
        return self.target is not None and self.target < self.zero_at
