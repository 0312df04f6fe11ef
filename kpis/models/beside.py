"""What stood beside a line of a card: the partner of its metric."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpis.models.scorecards import Line
from metrics.models import Metric


class Beside(models.Model):
    """The partner of a line's metric in the month and as far into the month before; signed with its card."""

    class Meta:
        verbose_name = _("partner beside a line")

    line = models.OneToOneField(
        Line, on_delete=models.CASCADE, primary_key=True, db_constraint=False, related_name="beside"
    )
    partner = models.ForeignKey(Metric, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6, null=True)
    value_before = models.DecimalField(_("month before"), max_digits=20, decimal_places=6, null=True)
    actual_before = models.DecimalField(_("KPI, the month before"), max_digits=20, decimal_places=6, null=True)
    is_warning = models.BooleanField(_("got worse while the KPI rose"), default=False)

    SAYS = ("partner", "value", "value_before", "actual_before", "is_warning")

    def __str__(self) -> str:
        return f"{self.line}: {self.partner.code} {self.value}"

    @classmethod
    def of(cls, line: int, says: Sequence[Any]) -> "Beside":
        """What is said beside a line, in the order of ``SAYS``."""
        partner, value, value_before, actual_before, is_warning = says
        return cls(
            line_id=line,
            partner_id=partner,
            value=value,
            value_before=value_before,
            actual_before=actual_before,
            is_warning=is_warning,
        )

    @property
    def change(self) -> Decimal | None:
        """Against the month before, as a part of it."""
        if self.value is None or not self.value_before:
            return None
        return self.value / self.value_before - 1
