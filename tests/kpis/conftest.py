"""Cards to review and sign: of the month that was over last, made without the night."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from kpis.models import Line, Part, Scorecard, Template
from roles.models import Assignment, Member
from teamops.lib.months import first_of, last_of, month_before
from tests.building import hold, make_template

MakeCard = Callable[..., Scorecard]


@pytest.fixture
def this_month() -> date:
    return first_of(timezone.localdate())


@pytest.fixture
def last_month(this_month) -> date:
    return month_before(this_month)


@pytest.fixture
def template(team) -> Template:
    return make_template(
        team,
        "user_operator",
        [
            {
                "metric": "process.stand_up_rate",
                "half": "process",
                "weight": 40,
                "target": 1,
                "subject_kind": "member",
            },
            {"metric": "shop.repurchase_rate", "half": "result", "weight": 30, "target": "0.35", "zero_at": "0.10"},
            {"metric": "oa.followers_new", "half": "result", "weight": 30, "target": 300},
        ],
    )


@pytest.fixture
def make_card(template, last_month) -> MakeCard:
    """``make_card(member)``: process 35.90, result 47.50, complete unless said."""

    def make(member: Member, month: date = last_month, *, process="35.90", result="47.50", **fields) -> Scorecard:
        halves = [None if half is None else Decimal(half) for half in (process, result)]
        total = None if None in halves else sum(halves)
        defaults = {
            "team": member.team,
            "through": last_of(month),
            "days_present": 100,
            "days_expected": 100,
            "computed_at": timezone.now(),
        }
        card = Scorecard.objects.create(
            member=member, month=month, process=halves[0], result=halves[1], total=total, **defaults | fields
        )
        add_part(card, template, *halves)
        return card

    return make


def add_part(card: Scorecard, template: Template, process: Decimal | None, result: Decimal | None) -> None:
    assignment = Assignment.objects.filter(member=card.member).first() or hold(card.member, template.role.code)
    part = Part.objects.create(
        scorecard=card, assignment=assignment, template=template, first=card.month, last=card.last_day, weight=1,
        process=process, result=result, total=card.total,
    )  # fmt: skip
    for kpi in template.kpis.all():
        earned = process if kpi.half == "process" else result and result / 2
        Line.objects.create(
            part=part,
            kpi=kpi,
            actual=None if earned is None else Decimal("0.285"),
            numerator=None if earned is None else Decimal(1083),
            denominator=None if earned is None else Decimal(3800),
            zero_at=kpi.zero_at,
            target=kpi.target,
            score=None if earned is None else earned * 100 / kpi.weight,
            weight=0 if earned is None else kpi.weight,
            earned=earned,
            days_present=card.days_present,
            days_expected=card.days_expected,
            through=card.through,
        )


@pytest.fixture
def card(make_card, member) -> Scorecard:
    return make_card(member)
