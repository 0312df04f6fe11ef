"""What can be measured, about what, and the numbers themselves."""

from metrics.models.buyers import BuyerDay
from metrics.models.connections import AccessToken, Connection, PulledDay, WecomUser
from metrics.models.content import ContentKey, JoinedRow
from metrics.models.dictionary import Keeper, Metric, Term
from metrics.models.long_imports import LongImport
from metrics.models.mappings import ColumnMapping, MappingDraft, MappingVersion
from metrics.models.pairs import Pair
from metrics.models.points import ImportBatch, Point, RejectedRow, Restatement
from metrics.models.subjects import Attribution, Channel, Subject

__all__ = [
    "AccessToken",
    "Attribution",
    "BuyerDay",
    "Channel",
    "ColumnMapping",
    "Connection",
    "ContentKey",
    "ImportBatch",
    "JoinedRow",
    "Keeper",
    "LongImport",
    "MappingDraft",
    "MappingVersion",
    "Metric",
    "Pair",
    "Point",
    "PulledDay",
    "RejectedRow",
    "Restatement",
    "Subject",
    "Term",
    "WecomUser",
]
