"""The monthly meeting of a team whose October somebody wrote down by hand: the agenda is theirs, word for word."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from campaigns.models import Risk
from kpis.models import Appeal, Dispute, Scorecard
from meetings.agenda.writing import agenda_of
from meetings.models import Action, Meeting, Series
from meetings.services import meetings
from tests.building import make_card, make_goal, make_template
from tests.conftest import make_member
from tests.guards.scene import KPIS

pytestmark = pytest.mark.django_db

OCTOBER, DAY = date(2026, 10, 1), date(2026, 11, 5)
AT = datetime(2026, 11, 5, 6, 0, tzinfo=UTC)


@pytest.fixture
def month(team, lead, manager, member, other_member, settings):
    """Six cards: one signed, two reviewed, three open, of which one lacks a half. A dispute past its day, an appeal.

    A goal that is red, one that is yellow, one that is green; it ends in December, and has a milestone there. A risk
    of 4 × 4, one of 2 × 2. An action of the last meeting that is late, one that is done.
    """
    settings.LANGUAGE_CODE = "en"
    template = make_template(team, "copywriter", KPIS)
    people = [lead, manager, member, other_member, make_member(team, "fifth"), make_member(team, "sixth")]
    state = Scorecard.State
    states = [state.SIGNED, state.REVIEWED, state.REVIEWED, state.OPEN, state.OPEN, state.OPEN]
    cards = [make_card(template, one, OCTOBER) for one in people]
    signed = {"signed_at": AT, "signed_by": manager, "content_hash": "0" * 64}
    for card, now in zip(cards, states, strict=True):
        Scorecard.objects.filter(pk=card.pk).update(state=now, **(signed if now == state.SIGNED else {}))
    Scorecard.objects.filter(pk=cards[5].pk).update(result=None, total=None)
    return cards


@pytest.fixture
def series(team, lead):
    return Series.objects.create(
        team=team, kind="monthly", name="月度战略会", frequency="monthly", month_day=5, first_on=date(2026, 9, 5),
        starts_at=time(14, 0), minutes=120, chair=lead,
    )  # fmt: skip


def hold(series, day) -> Meeting:
    return Meeting.objects.create(series=series, day=day, starts_at=time(14, 0), minutes=120, chair=series.chair)


def test_the_agenda_of_a_month_is_the_one_a_person_wrote(team, lead, member, other_member, month, series):
    line = month[3].parts.get().lines.order_by("pk")[0]
    Dispute.objects.create(
        scorecard=month[3],
        assignment=line.part.assignment,
        kpi=line.kpi,
        text="少了一篇",
        raised_at=AT,
        due_on=date(2026, 11, 4),
    )
    Appeal.objects.create(scorecard=month[0], text="请再看", made_at=AT)
    red = make_goal(member, name="私域 100 万", colour="red", serious_since=DAY)
    red.days.create(day=date(2026, 11, 4), planned=50, actual=76, progress=19, colour="red")
    yellow = make_goal(other_member, name="新增 4000 人", colour="yellow")
    yellow.days.create(day=date(2026, 11, 4), planned=50, actual=44, progress=44, colour="yellow")
    make_goal(lead, name="续费 80%", end_on=date(2026, 12, 20))
    for title, size in (("活动页被封", 4), ("赠品缺货", 2)):
        Risk.objects.create(
            team=team, title=title, kind="loss", likelihood=size, impact=size, owner=lead, raised_by=lead,
            raised_at=AT, review_on=date(2026, 12, 1),
        )  # fmt: skip
    before = hold(series, date(2026, 10, 9))
    meetings.start(before, by=lead, at=AT - timedelta(days=27))
    for text, done in (("补群规", None), ("换封面", date(2026, 10, 20))):
        Action.objects.create(
            team=team, meeting=before, text=text, owner=member, promised_on=date(2026, 11, 3),
            due_on=date(2026, 11, 3), given_by=lead, given_at=AT, done_on=done, done_by=done and member,
        )  # fmt: skip
    meetings.close(before, by=lead, at=AT - timedelta(days=27))
    meeting = hold(series, DAY)

    agenda = {one.code: one for one in agenda_of(meeting, at=AT)}

    assert {code: [(line.title, line.chip_words) for line in one.lines] for code, one in agenda.items()} == {
        "cards": [("2 to be signed", ""), ("3 to be reviewed", ""), ("1 without enough data", ""), ("1 signed", "")],
        "hits": [],
        "disputes": [("1 disputes are open", ""), ("1 past their day", ""), ("1 appeals are open", "")],
        "goals": [("私域 100 万", "31 points behind"), ("新增 4000 人", "6 points behind")],
        "risks": [("活动页被封", "4 × 4")],
        "value": [],
        "actions": [("补群规", "2 days late")],
        "next": [("Agree on the targets of 2026-12", ""), ("Goal ends: 续费 80%", "due 12-20")],
    }
    assert [str(word) for word in agenda["risks"].fact_words] == ["1 smaller ones besides"]
    assert [str(word) for word in agenda["actions"].fact_words] == ["since the last meeting 1 done, 1 open"]
    assert [str(word) for word in agenda["next"].fact_words] == ["2026-12 has 23 working days"]
    assert sum(one.minutes for one in agenda.values()) == series.minutes
