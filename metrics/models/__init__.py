"""What can be measured, about what, and the numbers themselves."""

from metrics.models.content import ContentKey, JoinedRow
from metrics.models.dictionary import Metric, Term
from metrics.models.points import ImportBatch, Point, RejectedRow, Restatement
from metrics.models.subjects import Attribution, Channel, Subject

__all__ = [
    "Attribution",
    "Channel",
    "ContentKey",
    "ImportBatch",
    "JoinedRow",
    "Metric",
    "Point",
    "RejectedRow",
    "Restatement",
    "Subject",
    "Term",
]
