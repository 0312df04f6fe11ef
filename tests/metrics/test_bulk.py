"""Only what differs is written, on either database."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from metrics.models import Metric, Point, Subject
from roles.models import DayOverride
from teamops.lib import bulk
from teamops.lib.sqlite import ExactSum

pytestmark = pytest.mark.django_db

KEY = ["subject", "metric", "day"]
UPDATE = ["value", "as_of"]
INSERT = ["team"]
DAY = date(2026, 10, 1)


@pytest.fixture
def subject(team):
    return Subject.objects.create(team=team, kind=Subject.Kind.TEAM, name="溪屿护肤")


@pytest.fixture
def metric():
    metric, _ = Metric.objects.get_or_create(
        code="biz.spend", defaults={"name": "花费", "name_en": "Spend", "group": "biz", "unit": "yuan", "fold": "flow"}
    )
    return metric


def write(subject, metric, values):
    rows = [(subject.pk, metric.pk, date(2026, 10, day), value, DAY, subject.team_id) for day, value in values.items()]
    with transaction.atomic():
        return bulk.upsert_differing(Point, rows, key=KEY, update=UPDATE, insert=INSERT)


def test_new_rows_are_written_and_the_same_again_writes_nothing(subject, metric):
    values = {1: Decimal("0.1"), 2: Decimal("12345678.123456"), 3: Decimal(0)}

    assert write(subject, metric, values) == 3
    assert write(subject, metric, values) == 0
    assert list(Point.objects.order_by("day").values_list("value", flat=True)) == list(values.values())


def test_only_the_changed_row_is_written(subject, metric):
    write(subject, metric, {1: Decimal(1), 2: Decimal(2)})

    assert write(subject, metric, {1: Decimal(1), 2: Decimal("2.5"), 3: Decimal(3)}) == 2
    assert [*Point.objects.order_by("day").values_list("value", flat=True)] == [1, Decimal("2.5"), 3]


def test_fields_given_to_new_rows_only_are_not_changed(team, other_team, subject, metric):
    write(subject, metric, {1: Decimal(1)})
    subject.team = other_team

    write(subject, metric, {1: Decimal(2)})

    assert Point.objects.get().team == team


def test_text_is_kept_as_it_was(team):
    nasty = "tab\there, \\N back\\slash, line\nend, 溪屿 '; --"
    rows = [(team.pk, DAY, nasty, True), (team.pk, date(2026, 10, 2), "", False)]

    with transaction.atomic():
        bulk.upsert_differing(DayOverride, rows, key=["team", "day"], update=["note", "is_working"])

    assert DayOverride.objects.get(day=DAY).note == nasty
    assert DayOverride.objects.get(day=DAY).is_working
    assert DayOverride.objects.get(day=date(2026, 10, 2)).note == ""


def test_the_number_of_queries_does_not_depend_on_the_rows(subject, metric):
    with CaptureQueriesContext(
        connection,
    ) as few:
        write(subject, metric, {1: Decimal(1)})
    with CaptureQueriesContext(connection) as many:
        write(subject, metric, {day: Decimal(day) for day in range(1, 32)})

    assert len(few) == len(many)


def test_the_sum_of_tenths_is_exact(subject, metric):
    write(subject, metric, {day: Decimal("0.1") for day in range(1, 31)})

    assert Point.objects.aggregate(total=ExactSum("value"))["total"] == Decimal(3)
    assert Point.objects.none().aggregate(total=ExactSum("value"))["total"] is None


def test_the_exact_sum_can_be_grouped_and_filtered(subject, metric):
    write(subject, metric, {1: Decimal("0.1"), 2: Decimal("0.2"), 3: Decimal("9.7")})

    groups = Point.objects.filter(day__lte=date(2026, 10, 2)).values("metric__code").annotate(total=ExactSum("value"))

    assert list(groups) == [{"metric__code": "biz.spend", "total": Decimal("0.3")}]
