"""The month and a card ask at most eight queries each, a print ten, equally many in a team of 5 and in one of 200.

Counted is all that a page asks beyond the frame around it (who asks, their teams, the clock, unread notices, the
working days), by whom it costs most and in each state that asks for more. An open line is measured with the others.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kpis.models import Appeal, Line, Scorecard
from kpis.scorecards import recompute
from kpis.services import adjustments, disputes, review, self_reviews
from metrics.models import Point
from roles.models import DayOverride, Member, Team
from roles.permissions import Level
from teamops.lib.months import first_of, last_of, month_before
from tests.building import attribute, each_day, hold, make_batch, make_card, make_channel, make_template, put
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

# A print names the grade and the disputes, too, and has no parts that come later.
MOST = {"month": 8, "card": 8, "print": 10}
FEW, MANY = 5, 200
FRAME = "reports:more"
STATES = ("open", "disputed", "signed", "reopened", "changed")
KPIS = [
    {"metric": "process.stand_up_rate", "half": "process", "weight": 10, "target": 1, "subject_kind": "member"},
    {"metric": "group.leave_rate", "half": "process", "weight": 30, "target": Decimal("0.1"), "zero_at": 10},
    {"metric": "oa.followers_net", "half": "result", "weight": 45, "target": 300},
    {"metric": "shop.order_value_growth", "half": "result", "weight": 15, "target": 1},
]


class Scene:
    """A month that is over, with cards in every state, and the others of the team around them."""

    def __init__(self, members: int) -> None:
        self.team = Team.objects.create(slug=f"brook-{members}", name="溪屿护肤")
        self.now, today = timezone.now(), timezone.localdate()
        self.month = month_before(first_of(today))
        self.manager = make_member(self.team, f"manager-{members}", Level.MANAGER)
        self.template = make_template(self.team, "copywriter", KPIS)
        self.channel = make_channel(self.team, "公众号", watermark=last_of(self.month))
        batch = make_batch(self.team, self.channel, state="imported", uploaded_by=self.manager, confirmed_at=self.now)
        day = month_before(self.month)
        for code in ("oa.followers_new", "oa.followers_lost", "shop.orders", "shop.gmv", "group.left", "group.members"):
            put(self.channel.subject, code, each_day(day, last_of(self.month), 7))
        Point.objects.filter(team=self.team).update(batch=batch, row=2)
        DayOverride.objects.create(team=self.team, day=today, is_working=False)
        self.members = {name: self.add(f"{name}-{members}") for name in STATES}
        recompute(self.team, through=last_of(self.month), at=self.now)
        self.cards = {name: Scorecard.objects.get(member=one, month=self.month) for name, one in self.members.items()}
        for name in STATES:
            make_card(self.template, self.members[name], day)
        for n in range(members - len(STATES)):
            make_card(self.template, make_member(self.team, f"member-{n}-{members}"), self.month)
        self.speak()

    def add(self, username: str) -> Member:
        member = make_member(self.team, username)
        hold(member, "copywriter", from_on=date(2026, 1, 1))
        attribute(self.channel.subject, member, share=10)
        return member

    def speak(self) -> None:
        disputed = self.cards["disputed"]
        adjustments.adjust(self.line("disputed"), by=self.manager, points=Decimal(2), reason="补录", at=self.now)
        member = self.members["disputed"]
        self_reviews.write(disputed, by=member, text="按计划完成", at=self.now)
        disputes.dispute(self.line("disputed"), by=member, text="少了两天", at=self.now)
        Scorecard.objects.filter(pk=self.cards["changed"].pk).update(changed_on=timezone.localdate(), was_total=1)
        changed = Line.objects.filter(part__scorecard=self.cards["changed"])
        changed.update(changed_on=timezone.localdate(), was_earned=0, was_actual=0)
        for name in ("signed", "reopened"):
            card = review.review(self.cards[name], by=self.manager, comment="好", at=self.now)
            self.cards[name] = review.sign(card, by=self.manager, reason="数据不全", at=self.now)
        Appeal.objects.create(scorecard=self.cards["signed"], text="再看一次")
        self.cards["reopened"] = review.reopen(
            self.cards["reopened"], by=self.manager, reason="补进来重算", at=self.now
        )
        recompute(self.team, through=last_of(self.month), at=timezone.now())

    def line(self, name: str) -> Line:
        lines = Line.objects.filter(part__scorecard=self.cards[name], score__isnull=False)
        return lines.select_related("part__scorecard", "kpi").earliest("pk")

    def measure(self) -> dict[str, tuple[list[str], int]]:
        """Of each page, state and reader the queries, and how many of them are the frame's."""
        found = {}
        for who, card, reader in self.readings():
            client = Client()
            client.force_login(reader.person)
            around = len(self.asked(client, reverse(FRAME, args=[self.team.slug])))
            for page, address in self.pages(self.cards[card]).items():
                found[f"{page} {card} {who}"] = self.asked(client, address), around
        return found

    def readings(self) -> Iterator[tuple[str, str, Member]]:
        for card in self.cards:
            yield "manager", card, self.manager
            yield "member", card, self.members[card]

    def pages(self, card: Scorecard) -> dict[str, str]:
        month = f"?month={self.month:%Y-%m}"
        return {
            "month": reverse("kpis:month", args=[self.team.slug]) + month,
            "card": reverse("kpis:month-card", args=[self.team.slug, card.pk]),
            "print": reverse("kpis:month-print", args=[self.team.slug, card.pk]),
        }

    def asked(self, client: Client, address: str) -> list[str]:
        """Asked for once before, so that nothing is the first time."""
        for _time in range(2):
            with CaptureQueriesContext(connection) as captured:
                response = client.get(address)
            assert response.status_code == 200, (address, response.status_code)
        return [query["sql"] for query in captured.captured_queries]


@pytest.fixture(scope="module")
def measured(django_db_setup, django_db_blocker) -> Iterator[tuple[dict, dict]]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Scene(FEW).measure(), Scene(MANY).measure()
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", ["manager", "member"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("page", ["month", "card", "print"])
def test_at_most_so_many_queries_in_a_team_of_5_and_of_200(page, state, who, measured):
    (few, around), (many, _around) = (scene[f"{page} {state} {who}"] for scene in measured)
    assert len(few) == len(many), "\n".join(query[:300] for query in many if query not in few)
    assert len(many) - around <= MOST[page], "\n".join(query[:300] for query in many)
