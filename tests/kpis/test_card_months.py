"""A member's months: gaps stay gaps, and the others of the role are a band without names."""

from decimal import Decimal as D

import pytest
from django.urls import reverse

from kpis.models import Part, Scorecard
from kpis.months import Band, band_of
from teamops.lib.months import month_before
from tests.conftest import make_member


def page(client, card):
    return client.get(reverse("kpis:month-months", args=[card.team.slug, card.pk]))


def with_total(card, total) -> Scorecard:
    Scorecard.objects.filter(pk=card.pk).update(total=total)
    return card


@pytest.fixture
def others(team, make_card) -> list[Scorecard]:
    """Four others of the role in the card's month: 60, 70, 80, 90."""
    return [with_total(make_card(make_member(team, f"other{n}")), n) for n in (60, 70, 80, 90)]


def test_the_band_is_the_middle_half():
    assert band_of(map(D, (60, 70, 80, 90))) == Band(D(68), D(83), 4)
    assert band_of(map(D, (60, 70, 80))) is None


def test_the_members_own_total_is_no_part_of_the_band(card, others, browse, member):
    (row,) = page(browse(member), card).context["rows"]

    assert (row.total, row.band) == (D("83.40"), Band(D(68), D(83), 4))


@pytest.mark.parametrize("how", ["fewer", "another_role", "another_team", "empty", "older_revision", "little"])
def test_three_others_are_no_band(how, card, others, browse, member, other_team):
    last = Scorecard.objects.filter(pk=others[0].pk)
    if how == "fewer":
        Part.objects.filter(scorecard=others[0]).delete()
    elif how == "another_role":
        role = type(card.parts.get().assignment.role).objects.get(code="copywriter")
        type(card.parts.get().assignment).objects.filter(member=others[0].member).update(role=role)
    elif how == "another_team":
        last.update(team=other_team)
    elif how == "empty":
        last.update(total=None)
    elif how == "older_revision":
        last.update(is_current=False)
    else:
        Part.objects.filter(scorecard=others[0]).update(weight="0.4")

    assert page(browse(member), card).context["rows"][0].band is None


def test_no_other_is_named(card, others, browse, member):
    text = page(browse(member), card).content.decode()

    assert not [one for one in others if str(one.member) in text]
    assert "68–83" in text


def test_a_month_without_a_card_is_a_gap(card, make_card, browse, member):
    before = month_before(card.month)
    make_card(member, month_before(before))

    response = page(browse(member), card)
    trend = browse(member).get(reverse("kpis:month-card", args=["brook", card.pk])).context["sheet"]

    assert [row.total for row in response.context["rows"]] == [D("83.40"), None, D("83.40")]
    assert (len(response.context["picture"].dots), response.context["picture"].lines) == (2, [])
    assert trend.months[1] == (before, None)
    assert trend.trend.paths == []


@pytest.mark.parametrize("level", ["lead", "analyst", "other_member", "outsider"])
def test_peers_and_strangers_get_404(level, card, browse, request):
    assert page(browse(request.getfixturevalue(level)), card).status_code == 404


def test_bands_above_every_total_are_on_the_chart(card, others, make_card, browse, member):
    make_card(member, month_before(card.month))
    with_total(others[1], 110)
    with_total(others[2], 115)

    picture = page(browse(member), card).context["picture"]

    assert picture.marks[-1][1] == 120  # the band ends at 111
    assert all(float(stick.y) >= 14 for stick in picture.sticks)
