"""A peer's card isn't there: on no page, paper, export or resource, and for no action, whatever level under a manager
asks. What lists cards lists one's own, and no page that all may see names another's score."""

from decimal import Decimal

import pytest
from django.urls import URLPattern, reverse
from django.utils import timezone

from kpis.api import ScorecardViewSet
from kpis.models import Dispute, Line, Scorecard
from kpis.services import adjustments, appeals, disputes, finishing, self_reviews
from kpis.urls import urlpatterns as kpis_patterns
from tests.conftest import make_member

NOW = timezone.now()
PEERS = ["other_member", "analyst", "lead"]

# What is asked for, how, and what its address takes besides the card. Of the signed revision and of the open one.
PAGES = {
    "card": ("get", ""), "print": ("get", ""), "months": ("get", ""),
    "self-review": ("post", ""), "note": ("post", "line"), "dispute": ("post", "line"), "withdraw": ("post", "dispute"),
    "appeal": ("post", ""),
}  # fmt: skip
RESOURCES = {
    "detail": ("get", ""), "lineage": ("get", "line"), "speak": ("post", ""), "dispute": ("post", "line"),
    "withdraw": ("post", "dispute"), "appeal": ("post", ""),
}  # fmt: skip
# What only managers may do at all, and only they and auditors may look at: forbidden before the card is looked for.
FORBIDDEN_PAGES = {
    "review": ("post", ""), "sign": ("post", ""), "finish": ("post", ""), "reopen": ("post", ""),
    "answer": ("post", "dispute"), "adjust": ("post", "line"), "take-back": ("post", "adjustment"),
    "decide": ("post", ""),
}  # fmt: skip
FORBIDDEN_RESOURCES = {
    "review": ("post", ""), "sign": ("post", ""), "reopen": ("post", ""), "settle": ("post", "dispute"),
    "adjust": ("post", "line"), "unadjust": ("post", "adjustment"), "decide": ("post", ""),
}  # fmt: skip
TABLE = [
    *[("kpis:month", 404, name, *how) for name, how in PAGES.items()],
    *[("kpis:month", 403, name, *how) for name, how in FORBIDDEN_PAGES.items()],
    *[("api-scorecards", 404, name, *how) for name, how in RESOURCES.items()],
    *[("api-scorecards", 403, name, *how) for name, how in FORBIDDEN_RESOURCES.items()],
]


@pytest.fixture
def revisions(card, member, manager, owner) -> list[Scorecard]:
    """The member's card, signed and appealed against, and its next revision with a dispute: all that can be asked."""
    line = lines_of(card)[1]
    self_reviews.write(card, by=member, text="返工两次", at=NOW)
    adjustments.adjust(line, by=manager, points=Decimal(2), reason="停机", at=NOW)
    one = disputes.dispute(line, by=member, text="少算了", at=NOW)
    disputes.answer(one, by=manager, outcome=Dispute.State.REJECTED, text="没有少算", at=NOW)
    signed = finishing.finish(card, by=manager, comment="照计划", at=NOW)
    appeals.decide(
        appeals.appeal(signed, by=member, text="再看看", at=NOW), by=owner, is_upheld=True, decision="补", at=NOW
    )
    newer = Scorecard.objects.current().get(member=member)
    disputes.dispute(lines_of(newer)[1], by=member, text="还是少算", at=NOW)
    return [signed, newer]


def lines_of(card: Scorecard):
    return Line.objects.filter(part__scorecard=card).select_related("part__scorecard__team", "part__assignment")


def address(prefix: str, name: str, needs: str, card: Scorecard) -> str:
    keys = {"line": lines_of(card)[1], "dispute": card.disputes.first(), "adjustment": card.adjustments.first()}
    args = [card.pk, *([keys[needs].pk] if needs else [])]
    return reverse(f"{prefix}-{name}", args=args if prefix.startswith("api") else ["brook", *args])


@pytest.mark.parametrize("who", PEERS)
def test_a_peers_card_is_not_there(who, revisions, browse, request):
    client, wrong = browse(request.getfixturevalue(who)), []
    for prefix, status, name, method, needs in TABLE:
        for card in revisions:
            url = address(prefix, name, needs, card)
            for query in ("", "?sitting=1", f"?line={lines_of(card)[1].pk}") if method == "get" else ("",):
                answer = getattr(client, method)(url + query, content_type="application/json")
                if answer.status_code != status:
                    wrong.append(f"{method} {url}{query}: {answer.status_code}")

    assert wrong == []


def test_each_address_of_a_card_is_in_the_table():
    """A new page below a card, and a new action of the resource, gets its line here."""
    from_urls = {pattern.name.removeprefix("month-") for pattern in card_patterns()}
    assert from_urls == {*PAGES, *FORBIDDEN_PAGES}
    actions = {extra.__name__ for extra in ScorecardViewSet.get_extra_actions()}
    assert actions | {"detail"} == {*RESOURCES, *FORBIDDEN_RESOURCES}


def card_patterns():
    for pattern in kpis_patterns:
        found = [pattern] if isinstance(pattern, URLPattern) else pattern.url_patterns
        yield from (one for one in found if str(one.pattern).startswith("cards/"))


@pytest.mark.parametrize("who", PEERS)
def test_lists_and_exports_have_ones_own_alone(who, revisions, make_card, browse, request, last_month):
    peer = request.getfixturevalue(who)
    own = make_card(peer, process="12.34", result="43.21")
    client, month = browse(peer), f"{last_month:%Y-%m}"

    assert client.get(reverse("kpis:month-export", args=["brook"])).status_code == 403
    assert client.get(reverse("kpis:month-sitting", args=["brook"])).status_code == 403
    page = client.get(reverse("kpis:month", args=["brook"]), {"month": month})
    assert [row.card for row in page.context["month"].rows] == [own]
    assert "83.40" not in page.content.decode()
    listed = client.get(reverse("api-scorecards-list"), {"team": "brook", "month": month}).json()["results"]
    assert [one["id"] for one in listed] == [own.pk]
    asked = {"team": "brook", "member": revisions[0].member_id, "is_current": ""}
    assert client.get(reverse("api-scorecards-list"), asked).json()["results"] == []


def test_the_band_of_the_same_role_names_nobody_and_shows_nothing_under_four(team, make_card, member, browse):
    """Three others would let one be guessed."""
    own = make_card(member)
    for name in ("qiao", "lan", "shu"):
        make_card(make_member(team, name))
    text = browse(member).get(reverse("kpis:month-months", args=["brook", own.pk])).content.decode()
    assert not [name for name in ("Qiao", "Lan", "Shu") if name in text]


def test_a_reopened_cards_differences_are_the_members_and_the_managers(revisions, member, manager, browse):
    _signed, newer = revisions
    for who in (member, manager):
        page = browse(who).get(reverse("kpis:month-card", args=["brook", newer.pk]))
        assert page.context["differences"].before.revision == 1
