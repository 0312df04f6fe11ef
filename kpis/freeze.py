"""What a signature vouches for: a card's whole content in one canonical text, and its fingerprint."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from kpis.models import Adjustment, Beside, Dispute, Evidence, Kpi, Line, Part, Scorecard, SelfReview
from kpis.targets.agreed import AgreedOnCard
from kpis.writing import plain_number

CARD = (
    "team_id", "member_id", "month", "revision", "through", "process", "result", "total", "days_present",
    "days_expected", "review_comment", "reviewed_by_id", "reviewed_at", "sign_reason", "signed_by_id", "signed_at",
    "reopen_reason",
)  # fmt: skip
PART = ("assignment_id", "first", "last", "weight", "process", "result", "total")
TEMPLATE = ("role_id", "version", "valid_from", "process_weight", "result_weight")
LINE = (
    "actual", "numerator", "denominator", "zero_at", "target", "score", "weight", "earned", "days_present",
    "days_expected", "through",
)  # fmt: skip
# Of a target that was set for the month, and counted instead of the template's.
AGREED = ("assignment_id", "target", "zero_at", "note", "set_by_id", "set_at", "is_late", "is_own")
# What was said about the card before it was signed.
SPOKEN: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "self_reviews": (SelfReview, ("assignment_id", "kpi_id", "text", "written_at", "is_late")),
    "adjustments": (Adjustment, ("assignment_id", "kpi_id", "points", "reason", "by_id", "at")),
    "disputes": (
        Dispute,
        ("assignment_id", "kpi_id", "text", "raised_at", "due_on", "state", "answer", "answered_by_id", "answered_at"),
    ),
}
BESIDE = ("value", "value_before", "actual_before", "is_warning")
KPI = ("half", "weight", "zero_at", "target", "cap", "numbers", "subject_kind")


def content(card: Scorecard) -> dict[str, Any]:
    """Everything the card says, everything it was scored by, and the points it stands on, as far as they are kept.

    Parts, lines and evidence are read from the database.
    """
    parts = list(Part.objects.filter(scorecard=card).select_related("template").order_by("first", "pk"))
    agreed = AgreedOnCard(card, parts)
    lines: dict[int, list[Line]] = {}
    for line in (
        Line.objects.filter(part__scorecard=card).select_related("kpi__metric", "beside__partner").order_by("kpi", "pk")
    ):
        lines.setdefault(line.part_id, []).append(line)
    whole = said(card, CARD) | {"parts": [part_content(part, lines.get(part.pk, []), agreed) for part in parts]}
    kept = Evidence.objects.filter(line__part__scorecard=card).order_by("line")
    evidence = [[metrics, rows] for metrics, rows in kept.values_list("metrics", "rows")]
    return whole | pace_of(card) | spoken(card) | ({"evidence": evidence} if evidence else {})


def pace_of(row: Scorecard | Line) -> dict[str, Any]:
    """A month that is counted to its end has no pace: cards say none, and as they did before it was asked."""
    return {} if row.pace is None else said(row, ("pace",))


def spoken(card: Scorecard) -> dict[str, Any]:
    """What was said about the card, and the total that came of it; of a card about which nothing was said, nothing."""
    found: dict[str, Any] = {
        name: [said(row, fields) for row in model._default_manager.filter(scorecard=card).order_by("pk")]
        for name, (model, fields) in SPOKEN.items()
    }
    if card.adjusted_total is not None:
        found["adjusted_total"] = canonical(card.adjusted_total)
    return {name: words for name, words in found.items() if words}


def part_content(part: Part, lines: list[Line], agreed: AgreedOnCard) -> dict[str, Any]:
    return said(part, PART) | {
        "template": said(part.template, TEMPLATE),
        "lines": [
            said(line, LINE)
            | pace_of(line)
            | {"kpi": kpi_content(line.kpi)}
            | target_content(line, part, agreed)
            | beside_content(line)
            for line in lines
        ],
    }


def target_content(line: Line, part: Part, agreed: AgreedOnCard) -> dict[str, Any]:
    """The target set for the month, if one counted: cards without such are as they were before there were any."""
    row = agreed.of(line, part).row
    return {"agreed": said(row, AGREED)} if row else {}


def beside_content(line: Line) -> dict[str, Any]:
    """What the partner of its metric was, if it has one: cards without such are as they were before there were any."""
    beside: Beside | None = getattr(line, "beside", None)
    return {} if beside is None else {"beside": said(beside, BESIDE) | {"partner": beside.partner.code}}


def kpi_content(kpi: Kpi) -> dict[str, Any]:
    return said(kpi, KPI) | {"metric": kpi.metric.code}


def digest(card: Scorecard) -> str:
    """The SHA-256 of the card's content."""
    text = json.dumps(content(card), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify(card: Scorecard) -> bool:
    """Whether a signed card still says what was signed."""
    return card.is_signed and card.content_hash == digest(card)


def said(row: Model, fields: tuple[str, ...]) -> dict[str, Any]:
    """The fields as JSON writes them, the same whatever database they come from."""
    return {name: canonical(getattr(row, name)) for name in fields}


def canonical(value: object) -> str | int | None:
    match value:
        case None | str() | int():
            return value
        case Decimal():
            return plain_number(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
    raise TypeError(type(value))
