"""The demo on the first of a month, of a year, and after the shortest month."""

from datetime import date

import pytest

from kpis.models import Scorecard
from meetings.models import StandUp
from metrics.models import Channel
from teamops.lib.months import month_before
from tests.demo.conftest import run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "today",
    [
        pytest.param(date(2026, 12, 2), id="second of a month"),
        pytest.param(date(2027, 1, 1), id="new year"),
        pytest.param(date(2026, 3, 1), id="sunday after february"),
    ],
)
def test_the_demo_makes_sense_whenever_it_begins(today):
    run(day=today)

    closed = Scorecard.objects.of_month(month_before(today)).current()
    assert closed.count() == 9
    assert not closed.filter(total=None).exists()
    assert closed.filter(state=Scorecard.State.SIGNED).count() == 1
    assert not Channel.objects.filter(watermark__gte=today).exists()
    assert not StandUp.objects.filter(day__gt=today).exists()
    assert not Scorecard.objects.filter(through__gte=today).exists()
