"""Who may do what about whose card, through each door: nobody reviews, answers, signs or decides for themselves.

Everybody here is somebody's deputy, and each card's member is away with each of the others standing in: it gives nobody
a right. What is refused leaves every row as it was.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kpis.models import Adjustment, Appeal, Dispute, Line, Part, Scorecard, SelfReview
from kpis.services import adjustments, appeals, disputes, finishing, review, self_reviews
from roles.models import Leave, Member
from teamops.lib.exceptions import NotAllowedNow

NOW = timezone.now()
CAST = [
    "owner", "manager", "other_manager", "lead", "analyst", "member", "other_member", "auditor", "outsider",
]  # fmt: skip
TWO = Decimal(2)

# Whose card: who signs it here, who may act as a manager on it, and who may decide an appeal against that signature.
CARDS = {
    "member": ("manager", ["owner", "manager", "other_manager"], ["owner", "other_manager"]),
    "lead": ("owner", ["owner", "manager", "other_manager"], ["manager", "other_manager"]),
    "manager": ("other_manager", ["owner", "other_manager"], ["owner"]),
    "owner": ("manager", ["manager", "other_manager"], ["other_manager"]),
}
# An action: whether it is the member's own, a manager's, or an appeal's decision.
OWN, MANAGERS, DECIDERS = "own", "managers", "deciders"
ACTIONS = {
    "self-review": OWN, "note": OWN, "dispute": OWN, "withdraw": OWN, "appeal": OWN,
    "answer": MANAGERS, "adjust": MANAGERS, "take-back": MANAGERS, "review": MANAGERS, "sign": MANAGERS,
    "finish": MANAGERS, "reopen": MANAGERS,
    "decide": DECIDERS,
}  # fmt: skip
TYPED: dict[str, dict[str, Any]] = {
    "self-review": {"text": "返工两次"}, "note": {"text": "返工"}, "dispute": {"text": "少算了"}, "withdraw": {},
    "answer": {"outcome": "adjusted", "points": "2", "text": "补"}, "adjust": {"points": "2", "reason": "停机"},
    "take-back": {}, "review": {"comment": "好"}, "sign": {"reason": ""}, "finish": {"comment": "好"},
    "reopen": {"reason": "补数据"}, "appeal": {"text": "再看看"}, "decide": {"is_upheld": "upheld", "decision": "补"},
}  # fmt: skip


@pytest.fixture
def cast(request) -> dict[str, Member]:
    """Everybody; each is away today, and the one before them stands in."""
    people = {name: request.getfixturevalue(name) for name in CAST}
    today = timezone.localdate(NOW)
    team = [one for name, one in people.items() if name != "outsider"]
    for one in team:
        for days, deputy in enumerate(other for other in team if other.pk != one.pk):
            day = today + timedelta(days=days)
            Leave.objects.create(member=one, from_on=day, until_on=day, deputy=deputy)
    return people


class Laid:
    """A card as it lies there when somebody tries something."""

    def __init__(self, card: Scorecard, action: str, *, signer: Member) -> None:
        self.card = card
        lines = Line.objects.filter(part__scorecard=card).select_related("part__scorecard__team", "part__assignment")
        self.line = lines[1]
        own = Member.objects.with_level(on=timezone.localdate(NOW)).select_related("team", "person")
        self.own = own.get(pk=card.member_id)
        if action in ("withdraw", "answer"):
            disputes.dispute(self.line, by=self.own, text="少算了", at=NOW)
        elif action == "take-back":
            adjustments.adjust(self.line, by=signer, points=TWO, reason="停机", at=NOW)
        elif action == "sign":
            review.review(card, by=signer, comment="好", at=NOW)
        elif action in ("reopen", "appeal", "decide"):
            finishing.finish(card, by=signer, comment="好", at=NOW)
        if action == "decide":
            appeals.appeal(card, by=self.own, text="再看看", at=NOW)

    @property
    def dispute(self) -> Dispute:
        return Dispute.objects.get(scorecard=self.card)

    @property
    def adjustment(self) -> Adjustment:
        return Adjustment.objects.get(scorecard=self.card)

    def rows(self) -> list[Any]:
        own = [Scorecard.objects.filter(member=self.card.member_id), Part.objects.filter(scorecard=self.card)]
        said = [model.objects.filter(scorecard=self.card) for model in (SelfReview, Adjustment, Dispute, Appeal)]
        return [list(rows.order_by("pk").values()) for rows in [*own, *said]]


SERVICES: dict[str, Callable[[Laid, Member], object]] = {
    "self-review": lambda on, by: self_reviews.write(on.card, by=by, text="返工两次", at=NOW),
    "note": lambda on, by: self_reviews.write(on.card, by=by, text="返工", line=on.line, at=NOW),
    "dispute": lambda on, by: disputes.dispute(on.line, by=by, text="少算了", at=NOW),
    "withdraw": lambda on, by: disputes.withdraw(on.dispute, by=by),
    "answer": lambda on, by: disputes.answer(on.dispute, by=by, outcome="adjusted", points=TWO, text="补", at=NOW),
    "adjust": lambda on, by: adjustments.adjust(on.line, by=by, points=TWO, reason="停机", at=NOW),
    "take-back": lambda on, by: adjustments.take_back(on.adjustment, by=by),
    "review": lambda on, by: review.review(on.card, by=by, comment="好", at=NOW),
    "sign": lambda on, by: review.sign(on.card, by=by, at=NOW),
    "finish": lambda on, by: finishing.finish(on.card, by=by, comment="好", at=NOW),
    "reopen": lambda on, by: review.reopen(on.card, by=by, reason="补数据", at=NOW),
    "appeal": lambda on, by: appeals.appeal(on.card, by=by, text="再看看", at=NOW),
    "decide": lambda on, by: appeals.decide(on.card.appeal, by=by, is_upheld=True, decision="补", at=NOW),
}
# The action of the REST resource, and what its address takes after the card. Notes and sittings have no door there.
REST = {
    "self-review": ("speak", ""), "note": ("speak", ""), "dispute": ("dispute", "line"),
    "withdraw": ("withdraw", "dispute"), "answer": ("settle", "dispute"), "adjust": ("adjust", "line"),
    "take-back": ("unadjust", "adjustment"), "review": ("review", ""), "sign": ("sign", ""), "reopen": ("reopen", ""),
    "appeal": ("appeal", ""), "decide": ("decide", ""),
}  # fmt: skip
NEEDS = {"note": "line", "dispute": "line", "adjust": "line", "withdraw": "dispute", "answer": "dispute",
         "take-back": "adjustment"}  # fmt: skip


def through_service(on: Laid, action: str, by: Member, browse) -> None:
    with suppress(NotAllowedNow), transaction.atomic():
        SERVICES[action](on, by)


def through_page(on: Laid, action: str, by: Member, browse) -> None:
    args = ["brook", on.card.pk, *([getattr(on, NEEDS[action]).pk] if action in NEEDS else [])]
    browse(by).post(f"{reverse(f'kpis:month-{action}', args=args)}?sitting=1", TYPED[action])


def through_rest(on: Laid, action: str, by: Member, browse) -> None:
    name, needs = REST[action]
    args = [on.card.pk, *([getattr(on, needs).pk] if needs else [])]
    typed = TYPED[action] | ({"line": on.line.pk} if action == "note" else {})
    typed |= {"is_upheld": True} if action == "decide" else {}
    browse(by).post(reverse(f"api-scorecards-{name}", args=args), typed, content_type="application/json")


DOORS = {"service": through_service, "page": through_page, "rest": through_rest}
# The services have the rule; that pages and resources ask them is seen on the two cards that tempt most.
TEMPTING = ["manager", "owner"]
TABLE = [
    (door, action, whose)
    for door in DOORS
    for action in ACTIONS
    for whose in (CARDS if door == "service" else TEMPTING)
    if door != "rest" or action in REST
]


@pytest.mark.parametrize(("door", "action", "whose"), TABLE)
def test_who_may_do_it_to_whose_card(door, action, whose, cast, make_card, browse):
    signer, managers, deciders = CARDS[whose]
    card = make_card(cast[whose])
    laid = Laid(card, action, signer=cast[signer])
    before, did = laid.rows(), []

    for name, by in cast.items():
        with transaction.atomic():
            DOORS[door](laid, action, by, browse)
            if laid.rows() != before:
                did.append(name)
            transaction.set_rollback(True)
        laid.card.refresh_from_db()

    assert did == {OWN: [whose], MANAGERS: managers, DECIDERS: deciders}[ACTIONS[action]]


@pytest.mark.parametrize("whose", CARDS)
def test_in_the_sitting_ones_own_card_is_shown_and_never_offered(whose, cast, make_card, browse):
    """A manager comes to their own card in the sitting, and there is nothing of a manager's to fill in."""
    card = make_card(cast[whose])
    address = f"{reverse('kpis:month-card', args=['brook', card.pk])}?sitting=1"
    page = browse(cast[whose]).get(address)

    managers = ["review_form", "sign_form", "finish_form", "adjust_form", "answer_form", "reopen_form", "decision_form"]
    assert [name for name in managers if page.context.get(name)] == []
    assert page.context["self_form"]
    assert not page.context["is_waiting"]
