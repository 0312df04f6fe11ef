"""The scoring section of the handbook, worked by hand: a story, the arithmetic on paper, and the card to the cent.

The table stands in ``tests/kpis/worked``. Everything goes through the doors: numbers (points, or a sheet that is
imported), who answers for them, the night's recompute, the stored card. Unless a case says otherwise the member is a
copywriter for all of October 2026, wrote every stand-up (40 of 40), and answers alone for every subject. October has 18
working days: 8–10, 12–16, 19–23, 26–30.
"""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from metrics.models import Metric, Term
from metrics.services import dictionary
from metrics.services.fitting import Part
from tests.kpis.paper import Desk, is_on_card, said_by
from tests.kpis.sums import read
from tests.kpis.worked import afterwards, credit, numbers, people, rule, shared

TABLE = [*numbers.CASES, *rule.CASES, *people.CASES, *credit.CASES, *shared.CASES, *afterwards.CASES]


@pytest.fixture
def desk(team, member, manager, other_member, settings, tmp_path) -> Desk:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    return Desk(member, manager, other_member)


@pytest.fixture
def sales_growth(team, manager) -> Metric:
    """A growth of a flow: no shipped metric is one."""
    parts = [Part(Term.Part.BASE, Metric.objects.get(code="shop.gmv"))]
    says = dictionary.Definition(
        name="销售额提升", group="biz", unit="percent", definition="比上个月多卖的部分。", parts=parts
    )
    return dictionary.add(team, code="sales_growth", fold="growth", says=says, keeper=manager, by=manager)


@pytest.mark.parametrize("case", TABLE, ids=[case.story for case in TABLE])
def test_the_card_says_what_the_paper_says(desk, sales_growth, case):
    paper = read(case.paper)
    desk.month = case.month
    if case.wants:
        desk.publish(case.wants)
    for step in case.given:
        step(desk)

    card = desk.night(through=case.through)

    said = {name: (said_by(card, name), worked, places) for name, worked, places in paper if is_on_card(name)}
    assert "total" in said or "pace" in said
    for name, (stored, worked, places) in said.items():
        assert in_places(stored, places) == worked, name


def in_places(amount: Decimal | None, places: int) -> Decimal | None:
    """As exactly as the paper says it; the card's totals have two places themselves."""
    return None if amount is None else amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@pytest.mark.parametrize(
    "sums", ["31 × 10 = 300", "60 × 310 ÷ 282 = 65.96", "60 × 310 ÷ 282 ≈ 65.95", "1 ÷ 3 ≈ 0.33 = 0.333"]
)
def test_a_wrong_sum_on_paper_is_found(sums):
    with pytest.raises(AssertionError):
        read(f"total: {sums}")
