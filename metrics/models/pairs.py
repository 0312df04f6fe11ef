"""Paired metrics: two that are shown together, so that gaming one shows in the other."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from metrics.models.dictionary import Metric
from metrics.models.subjects import Subject
from roles.models import Team

# How far a partner may get worse, as a part of what it was, before it is said.
TOLERANCE = Decimal("0.1")


class PairQuerySet(models.QuerySet["Pair"]):
    def in_force(self, team: Team) -> "dict[int, Pair]":
        """A team's pairs by the metric: the shipped ones, and instead of them its own. One query."""
        found = self.filter(Q(team=None) | Q(team=team)).select_related("partner")
        return {one.metric_id: one for one in found.order_by(F("team").asc(nulls_first=True))}


class Pair(models.Model):
    """What is shown beside a metric, and which way of it is a warning: reads with unfollows that rise."""

    class Meta:
        verbose_name = _("pair of metrics")
        constraints = [
            models.UniqueConstraint(name="one_shipped_partner_a_metric", fields=["metric"], condition=Q(team=None)),
            models.UniqueConstraint(name="one_own_partner_a_team_and_metric", fields=["team", "metric"]),
            models.CheckConstraint(name="nothing_is_its_own_partner", condition=~Q(metric=F("partner"))),
        ]

    class Warns(models.TextChoices):
        RISES = "rises", _("when it rises")
        FALLS = "falls", _("when it falls")

    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    metric = models.ForeignKey(Metric, verbose_name=_("metric"), on_delete=models.PROTECT, related_name="pairs")
    partner = models.ForeignKey(Metric, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="+")
    warns = models.CharField(_("warns"), max_length=5, choices=Warns)
    # Whose numbers: of the KPI's own kind the same subjects, of another kind all of the team's.
    subject_kind = models.CharField(_("of"), max_length=10, choices=Subject.Kind)

    objects = PairQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.metric.code} – {self.partner.code}"

    @property
    def is_own(self) -> bool:
        """Whether the team chose it itself."""
        return self.team_id is not None

    def got_worse(self, *, was: Decimal | None, now: Decimal | None) -> bool:
        """Whether the partner got worse by more than a tenth. No data says nothing."""
        if was is None or now is None:
            return False
        rise = now - was
        return (rise if self.warns == self.Warns.RISES else -rise) > abs(was) * TOLERANCE
