"""What a signature keeps of the numbers behind a card."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpis.models.scorecards import Line


class Evidence(models.Model):
    """The data points that a line stood on when its card was signed, whatever is imported or undone later."""

    class Meta:
        verbose_name = _("evidence of a signed line")

    line = models.OneToOneField(
        Line, on_delete=models.CASCADE, primary_key=True, db_constraint=False, related_name="evidence"
    )
    # The metrics' keys, and a row for each subject and day; kpis/evidence.py writes and reads them.
    metrics = models.JSONField()
    rows = models.JSONField()

    def __str__(self) -> str:
        return f"{self.line}"
