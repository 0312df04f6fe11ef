"""Every column that a signature vouches for: changed past the models, in the database, it is found."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from kpis import verifying
from kpis.models import Adjustment, Dispute, Evidence, Kpi, Line, Part, Scorecard, SelfReview, Target, Template
from kpis.services import adjustments, disputes, finishing, self_reviews
from teamops.lib.months import month_before
from tests.building import hold, make_target, make_template

NOW = timezone.now()
# What stands beside the signed content: when and how often it was computed, what became of the numbers since, which
# revision is the newest, and how things are sorted and shown.
BESIDE: dict[type[models.Model], set[str]] = {
    Scorecard: {"id", "is_current", "computed_at", "changed_on", "was_total", "is_touched", "restated_at",
                "restated_total", "made_at"},
    Part: {"id", "lines_digest"},
    Line: {"id", "changed_on", "was_actual", "was_target", "was_weight", "was_earned"},
    Evidence: {"line_id"},
    SelfReview: {"id"},
    Adjustment: {"id"},
    Dispute: {"id", "actual_then"},
    Kpi: {"id", "template_id", "position"},
    Template: {"id", "team_id", "state", "edited_by_id", "published_by_id", "published_at"},
    Target: {"id", "is_current"},
}  # fmt: skip


def columns(model: type[models.Model]) -> set[str]:
    return {field.attname for field in model._meta.concrete_fields}


TABLE = [(model, column) for model, beside in BESIDE.items() for column in sorted(columns(model) - beside)]


@pytest.fixture
def signed(card, member, manager, other_manager, other_member, team, other_team, last_month) -> Scorecard:
    """Signed, with everything that can be said about a card, and with another row of each kind to point to."""
    part = card.parts.get()
    line = Line.objects.filter(part=part).select_related("part__scorecard__team", "part__assignment", "kpi__metric")[1]
    make_target(part.assignment, line.kpi.metric.code, by=manager, month=last_month, target=line.target,
                zero_at=line.zero_at, set_at=NOW - timedelta(days=1))  # fmt: skip
    self_reviews.write(card, by=member, text="返工两次", at=NOW, line=line)
    adjustments.adjust(line, by=manager, points=Decimal(2), reason="停机", at=NOW)
    one = disputes.dispute(line, by=member, text="少算了", at=NOW)
    disputes.answer(one, by=manager, outcome=Dispute.State.REJECTED, text="没有少算", at=NOW)
    for of in (member, other_member):
        hold(of, "copywriter")
    kpi = {"metric": "process.stand_up_rate", "half": "process", "weight": 40, "target": 1, "subject_kind": "member"}
    make_template(team, "copywriter", [kpi])
    Scorecard.objects.create(team=other_team, member=manager, month=last_month)
    other = Scorecard.objects.create(team=team, member=other_member, month=last_month)
    Part.objects.create(scorecard=other, assignment=part.assignment, template=part.template, first=part.first,
                        last=part.last, weight=1)  # fmt: skip
    done = finishing.finish(card, by=manager, comment="照计划", at=NOW)
    assert list(verifying.findings(team)) == []
    return done


def rows_of(model: type[models.Model], card: Scorecard) -> models.QuerySet[Any]:
    """The card's rows of a kind, those with the most to lose."""
    part = card.parts.get()
    ways: dict[type[models.Model], dict[str, Any]] = {
        Scorecard: {"pk": card.pk}, Part: {"scorecard": card}, Line: {"part": part},
        Evidence: {"line__part": part}, Kpi: {"lines__part": part}, Template: {"pk": part.template_id},
        Target: {"assignment": part.assignment_id},
    }  # fmt: skip
    first = model._default_manager.filter(**ways.get(model, {"scorecard": card})).order_by("pk").first()
    assert first is not None
    return model._default_manager.filter(pk=first.pk)


def another(field: Any, value: Any) -> Any:
    """Some other value that the column could hold."""
    match field:
        case models.ForeignKey():
            others = field.related_model._default_manager.exclude(pk=value)
            other = others.order_by("pk").values_list("pk", flat=True)[0]
        case models.BooleanField():
            other = not value
        case models.JSONField():
            other = [*value, 1]
        case models.DateTimeField():
            other = (value or NOW) + timedelta(microseconds=1)
        case models.DateField():
            other = month_before(value) if field.name == "month" else (value or date(2026, 1, 1)) + timedelta(days=1)
        case models.DecimalField():
            other = (value or 0) + Decimal(1).scaleb(-field.decimal_places)
        case models.IntegerField():
            other = value + 1
        case _ if field.choices:
            other = next(key for key, _label in field.flatchoices if key != value)
        case _:
            other = f"{value[:-1]}。"
    return other


@pytest.mark.parametrize(("model", "column"), TABLE, ids=[f"{model.__name__} {column}" for model, column in TABLE])
def test_a_changed_column_is_found(model, column, signed, team):
    rows, field = rows_of(model, signed), model._meta.get_field(column.removesuffix("_id"))
    value = rows.values_list(field.attname, flat=True).get()
    try:
        with transaction.atomic():
            rows.update(**{field.attname: another(field, value)})
    except IntegrityError:
        return  # the database itself doesn't let it be

    assert {one.card.pk for one in verifying.findings()} == {signed.pk}


def test_what_is_left_out_is_there_to_be_left_out():
    assert [sorted(beside - columns(model)) for model, beside in BESIDE.items() if beside - columns(model)] == []
