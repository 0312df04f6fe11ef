"""One line of a card, computed as at night."""

from datetime import UTC, date, datetime
from decimal import Decimal

from kpis.models import Line
from kpis.scorecards import recompute
from roles.models import Member
from tests.building import hold, make_template

LAST = date(2026, 10, 31)


def computed_line(member: Member, metric: str, **fields: object) -> Line:
    """The October line of a metric of channels, target 0.35 unless said."""
    kpis = [
        {"metric": "process.stand_up_rate", "half": "process", "weight": 40, "target": 1, "subject_kind": "member"},
        {"metric": metric, "half": "result", "weight": 60, "target": Decimal("0.35"), **fields},
    ]
    make_template(member.team, "user_operator", kpis)
    hold(member, "user_operator")
    recompute(member.team, through=LAST, at=datetime(2026, 11, 1, tzinfo=UTC))
    return loaded(metric)


def loaded(metric: str) -> Line:
    return Line.objects.select_related("kpi__metric", "part__scorecard__team").get(kpi__metric__code=metric)
