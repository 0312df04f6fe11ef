"""What a card's total is called: the grade of what counts, on the card and in the month's table, when it is over."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from kpis.models import Adjustment, Grade, Line
from kpis.services import review as services
from teamops.lib.months import month_before


@pytest.fixture(autouse=True)
def ladder(team) -> None:
    for name, bound in [("优", 85), ("良", 0)]:
        Grade.objects.create(team=team, name=name, from_total=bound)


def adjust(card, by) -> None:
    """By 5 of score on a line of weight 40: 83.40 + 2.00 = 85.40."""
    line = Line.objects.select_related("part").get(part__scorecard=card, kpi__metric__code="process.stand_up_rate")
    Adjustment.objects.create(
        scorecard=card, assignment=line.part.assignment, kpi=line.kpi, points=Decimal(5), reason="补录", by=by,
        at=timezone.now(),
    )  # fmt: skip


def head(client, card) -> str:
    response = client.get(reverse("kpis:month-card", args=["brook", card.pk]))
    return response.content.decode().partition('class="panel-b score-top"')[2].partition("</section>")[0]


def test_a_card_says_its_grade(card, browse, member):
    assert "等级 良" in head(browse(member), card)


def test_an_adjusted_card_says_the_grade_of_the_adjusted_total(card, browse, member, manager):
    adjust(card, manager)

    shown = head(browse(member), card)

    assert "等级 良" not in shown
    assert "等级 优" in shown.partition("调整后 85.40")[2]


def test_a_running_month_has_no_grade_yet(make_card, browse, member, this_month):
    client = browse(member)

    assert "等级" not in head(client, make_card(member, this_month))
    assert client.get(reverse("kpis:month", args=["brook"])).context["month"].rows[0].grade is None


def test_the_months_table_names_the_grade_of_what_counts(card, make_card, other_member, browse, manager, last_month):
    make_card(other_member)
    adjust(card, manager)

    response = browse(manager).get(reverse("kpis:month", args=["brook"]), {"month": f"{last_month:%Y-%m}"})

    grades = {str(row.member): str(row.grade) for row in response.context["month"].rows}
    assert grades == {"Member": "优", "Other_Member": "良"}
    assert '<span class="u">良</span> 83.40' in response.content.decode()


def test_without_a_total_there_is_no_grade(make_card, browse, member):
    assert "等级" not in head(browse(member), make_card(member, result=None))


def test_the_card_is_set_beside_the_adjusted_total_of_the_month_before(
    card, make_card, browse, member, manager, last_month
):
    adjust(make_card(member, month_before(last_month), process="30.00"), manager)

    shown = head(browse(member), card)

    assert "比 9\xa0月 79.50" in shown
    assert "算出 77.50" in shown
    assert ">3.90<" in shown.replace("+", "")


def test_the_list_of_revisions_says_the_total_that_counts_of_each(card, browse, member, manager):
    adjust(card, manager)
    services.review(card, by=manager, comment="好", at=timezone.now())
    services.sign(card, by=manager, at=timezone.now())
    newer = services.reopen(card, by=manager, reason="补数", at=timezone.now())

    page = browse(member).get(reverse("kpis:month-card", args=["brook", newer.pk])).content.decode()

    shown = page.partition('aria-labelledby="revisions"')[2].partition("</section>")[0]
    assert "85.40" in shown
    assert "算出 83.40" in shown
