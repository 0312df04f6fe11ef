"""The timeline: what was approved first, what is planned now, what it was; drawn and in numbers."""

from datetime import date, datetime, time

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import work_timeline
from campaigns.models import ContentDetail, StageRun
from campaigns.services import items, stages
from campaigns.services.watching import promise
from campaigns.work_timeline import Scale
from teamops.lib.months import Span
from tests.campaigns.conftest import AT, moment, start

pytestmark = pytest.mark.django_db

WEEKS = Span(date(2026, 11, 2), date(2027, 1, 24))
TODAY = date(2026, 11, 23)


@pytest.fixture
def campaign(lead):
    return start(lead, code="campaign", title="双十二", starts_on=date(2026, 12, 5), ends_on=date(2026, 12, 14))


def approve(campaign, by) -> None:
    campaign.refresh_from_db()
    campaign.campaign.refresh_from_db()
    promise(campaign, by=by, at=AT)


def plan(campaign, by, first: date, last: date) -> None:
    words = {"title": campaign.title, "owner": campaign.owner, "due_on": None}
    items.change(campaign, by=by, at=AT, **words, starts_on=first, ends_on=last)


def lanes_of(reader, span=WEEKS, today=TODAY):
    return work_timeline.of_team(reader, span, today=today)


def course_of(reader, **how):
    return lanes_of(reader, **how)[0].course


def ran(campaign, stage: str, first: date, last: date | None) -> None:
    """As if it had stood at a stage on these days."""
    at = {"entered_at": noon(first), "left_at": noon(last) if last else None, "outcome": "moved" if last else ""}
    StageRun.objects.filter(item=campaign, left_at=None).update(left_at=noon(first), outcome="moved")
    StageRun.objects.create(item=campaign, stage=campaign.workflow.stages.get(code=stage), **at)


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def test_before_it_is_approved_there_is_only_a_plan(campaign, lead):
    one = course_of(lead)
    assert (one.approved, one.planned, one.actual) == (None, Span(date(2026, 12, 5), date(2026, 12, 14)), None)
    assert one.shift is None


def test_it_is_measured_by_what_was_approved_first_however_often_it_moves(campaign, lead):
    approve(campaign, lead)
    plan(campaign, lead, date(2026, 12, 6), date(2026, 12, 16))
    approve(campaign, lead)
    plan(campaign, lead, date(2026, 12, 8), date(2026, 12, 20))
    one = course_of(lead)
    assert one.approved == Span(date(2026, 12, 5), date(2026, 12, 14))
    assert one.planned == Span(date(2026, 12, 8), date(2026, 12, 20))
    assert (one.shift, one.moves) == (6, 1)


def test_it_ran_from_the_first_running_stage_to_the_last_or_until_today(campaign, lead):
    approve(campaign, lead)
    ran(campaign, "run", date(2026, 11, 10), date(2026, 11, 12))
    assert course_of(lead).actual == Span(date(2026, 11, 10), date(2026, 11, 12))
    ran(campaign, "watch", date(2026, 11, 12), None)
    one = course_of(lead)
    assert one.actual == Span(date(2026, 11, 10), TODAY)
    assert one.shift == 0


def test_what_should_have_begun_and_hasnt_is_late(campaign, lead):
    assert not course_of(lead, today=date(2026, 12, 5)).is_late
    assert course_of(lead, today=date(2026, 12, 6)).is_late


def test_its_content_stands_below_it_and_is_measured_by_its_promise(campaign, lead):
    content = start(lead, title="预告", campaign=campaign.campaign, planned_at=moment("12:00", "2026-12-01"))
    start(lead, title="不相干", planned_at=moment("12:00", "2026-12-01"))
    ContentDetail.objects.filter(item=content).update(
        planned_at=moment("12:00", "2026-12-03"), published_at=moment("12:00", "2026-12-02")
    )
    (lane,) = lanes_of(lead)
    (one,) = lane.contents
    assert (one.approved.first.day, one.planned.first.day, one.actual.first.day) == (1, 3, 2)
    assert (one.shift, one.is_late) == (1, False)


def test_what_touches_the_weeks_in_plan_or_promise_is_there_what_was_dropped_isnt(campaign, lead, outsider):
    approve(campaign, lead)
    plan(campaign, lead, date(2027, 3, 1), date(2027, 3, 9))
    assert len(lanes_of(lead)) == 1
    assert lanes_of(lead, Span(date(2027, 5, 1), date(2027, 5, 31))) == []
    assert lanes_of(outsider) == []
    stages.drop(campaign, by=lead, at=AT, reason="预算没了")
    assert lanes_of(lead) == []


def test_bars_end_where_the_weeks_end():
    scale = Scale(Span(date(2026, 11, 2), date(2026, 11, 11)))
    assert scale.bar(Span(date(2026, 11, 4), date(2026, 11, 5))) == ("20.000%", "20.000%")
    assert scale.bar(Span(date(2026, 10, 1), date(2026, 11, 2))) == ("0.000%", "10.000%")
    assert scale.bar(Span(date(2026, 11, 12), date(2026, 11, 13))) is None
    assert scale.bar(None) is None


def test_the_page_says_the_same_in_numbers(campaign, lead, browse):
    approve(campaign, lead)
    plan(campaign, lead, date(2026, 12, 6), date(2026, 12, 16))
    page = browse(lead).get(reverse("campaigns:timeline", args=["brook"]), {"from": "2026-11-04"}).content.decode()
    assert "12-05 – 12-14" in page
    assert "12-06 – 12-16" in page
    assert "晚 2 天" in page
    assert browse(lead).get(reverse("campaigns:timeline", args=["brook"]), {"from": "gestern"}).status_code == 200


def test_a_campaigns_page_lists_its_content(campaign, lead, browse):
    start(lead, title="预告", campaign=campaign.campaign, planned_at=moment("12:00", "2026-12-01"))
    start(lead, title="不相干")
    address = reverse("campaigns:items-beside", args=["brook", campaign.pk, "work"])
    page = browse(lead).get(address).content.decode()
    assert "预告" in page
    assert "不相干" not in page
