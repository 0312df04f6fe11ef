"""What can be measured, about what, and the numbers themselves."""

from metrics.models.dictionary import Metric, Term
from metrics.models.points import ImportBatch, Point, RejectedRow, Restatement
from metrics.models.subjects import Attribution, Channel, Subject

__all__ = [
    "Attribution",
    "Channel",
    "ImportBatch",
    "Metric",
    "Point",
    "RejectedRow",
    "Restatement",
    "Subject",
    "Term",
]
