"""What would make it 90: quietly on cards of the running month, from what counts towards the next grade, with what
can't do it alone saying so."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from kpis.models import Adjustment, Grade, Line, Scorecard


@pytest.fixture
def card(make_card, member, this_month) -> Scorecard:
    return make_card(member, this_month)


def page(client, card):
    return client.get(reverse("kpis:month-card", args=[card.team.slug, card.pk]))


def set_up(card) -> Scorecard:
    """Three lines whose scores are of their numbers: 36 + 22.20 + 24 = 82.20."""
    rows = {
        "process.stand_up_rate": ("0.90", "90", "36"),  # of 1, weight 40
        "shop.repurchase_rate": ("0.285", "74", "22.2"),  # 10 % to 35 %, weight 30
        "oa.followers_new": ("240", "80", "24"),  # of 300, weight 30
    }
    for code, (actual, score, earned) in rows.items():
        lines = Line.objects.filter(part__scorecard=card, kpi__metric__code=code)
        assert lines.update(actual=actual, score=score, earned=earned) == 1
    card.parts.update(process="36", result="46.2", total="82.2")
    Scorecard.objects.filter(pk=card.pk).update(process="36", result="46.2", total="82.2")
    return Scorecard.objects.get(pk=card.pk)


def needed(response) -> dict[str, Decimal | None]:
    return {way.shown.metric.code: way.needed.actual for way in response.context["ahead"].ways}


def test_each_line_says_what_it_alone_would_have_to_come_to(card, browse, member):
    response = page(browse(member), set_up(card))

    assert response.context["ahead"].missing == Decimal("7.8")
    assert needed(response) == {
        "process.stand_up_rate": None,  # 109.5 of score, which is more than everybody's every day
        "shop.repurchase_rate": Decimal("0.350"),  # 74 + 26 = 100
        "oa.followers_new": 318,  # 80 + 26 = 106
    }
    text = response.content.decode()
    assert "怎样到 90" in text
    assert "28.5% →</span> 35.0%" in text
    assert "最多 +4.00" in text  # the stand-ups: 10 of 100 × 40


def test_the_goal_is_the_next_grade_of_the_teams_own_ladder(card, browse, member, team, other_team):
    Grade.objects.create(team=other_team, name="优", from_total=83)
    Grade.objects.create(team=team, name="优", from_total=85)
    Grade.objects.create(team=team, name="良", from_total=0)

    assert page(browse(member), set_up(card)).context["ahead"].goal == 85


def test_above_the_highest_grade_it_is_100_and_above_that_nothing(card, browse, member, team):
    client = browse(member)
    card = set_up(card)
    Grade.objects.create(team=team, name="良", from_total=0)
    assert page(client, card).context["ahead"].goal == 100

    Scorecard.objects.filter(pk=card.pk).update(total=100)
    assert page(client, card).context["ahead"] is None


def test_a_part_weighs_its_share_of_the_card(card, browse, member):
    card = set_up(card)
    card.parts.update(weight="0.5", total="164.4")  # as if another part had given nothing

    assert needed(page(browse(member), card))["oa.followers_new"] is None  # 52 of score are beyond the cap of 120


def adjust(card, code: str, points: str, by) -> None:
    line = Line.objects.select_related("part").get(part__scorecard=card, kpi__metric__code=code)
    Adjustment.objects.create(
        scorecard=card, assignment=line.part.assignment, kpi=line.kpi, points=points, reason="补录", by=by,
        at=timezone.now(),
    )  # fmt: skip


def test_it_starts_from_the_adjusted_total_and_line(card, browse, member, manager):
    card = set_up(card)
    adjust(card, "oa.followers_new", "5", manager)  # 80 + 5 of score: 1.5 more of 100, so 83.70 counts

    response = page(browse(member), card)

    assert response.context["ahead"].missing == Decimal("6.3")
    assert needed(response) == {
        "process.stand_up_rate": None,
        "shop.repurchase_rate": Decimal("0.338"),  # 74 + 21 = 95: 33.75 %
        "oa.followers_new": 303,  # 85 + 21 = 106, of which 101 must be reached
    }


def test_an_adjustment_over_the_next_bound_aims_at_the_one_after(card, browse, member, manager, team):
    for name, bound in [("优", 90), ("良", 83), ("中", 0)]:
        Grade.objects.create(team=team, name=name, from_total=bound)
    card = set_up(card)
    client = browse(member)
    assert page(client, card).context["ahead"].goal == 83

    adjust(card, "oa.followers_new", "5", manager)

    assert page(client, card).context["ahead"].goal == 90


@pytest.mark.parametrize("how", ["signed", "empty", "replaced"])
def test_only_open_cards_look_ahead(how, card, browse, manager, member):
    card = set_up(card)
    states = {
        "signed": {"state": "signed", "content_hash": "0" * 64, "signed_by": manager, "signed_at": timezone.now()},
        "empty": {"total": None},
        "replaced": {"is_current": False},
    }
    Scorecard.objects.filter(pk=card.pk).update(**states[how])

    assert page(browse(member), card).context["ahead"] is None


def test_a_month_that_is_over_is_not_looked_ahead_of(make_card, browse, member, last_month):
    assert page(browse(member), set_up(make_card(member, last_month))).context["ahead"] is None


def test_a_line_without_data_is_no_way(card, browse, member):
    card = set_up(card)
    Line.objects.filter(part__scorecard=card, kpi__metric__code="oa.followers_new").update(
        actual=None, score=None, earned=None, weight=0
    )

    assert "oa.followers_new" not in needed(page(browse(member), card))


def test_any_higher_grade_and_a_hundred_can_be_asked_for(card, browse, member):
    card = set_up(card)
    asked = browse(member).get(reverse("kpis:month-card", args=[card.team.slug, card.pk]), {"to": "100"})

    ahead = asked.context["ahead"]
    assert (ahead.goal, ahead.goals, ahead.missing) == (100, [90, 100], Decimal("17.8"))
    assert set(needed(asked).values()) == {None}  # 80 + 17.8 ÷ 0.3 is over every cap of 120
    text = asked.content.decode()
    assert '<details class="panel ways" id="ahead" open>' in text
    assert "?to=90#ahead" in text


@pytest.mark.parametrize("to", ["80", "91", "NaN", "九十"])
def test_what_is_no_higher_grade_is_read_as_the_next_one(to, card, browse, member):
    card = set_up(card)
    asked = browse(member).get(reverse("kpis:month-card", args=[card.team.slug, card.pk]), {"to": to})

    assert (asked.context["ahead"].goal, asked.context["ahead"].is_chosen) == (90, False)
