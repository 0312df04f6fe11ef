"""How the demo closed its months: the older one is all signed, in the newer one people still speak."""

from datetime import datetime
from decimal import Decimal

from kpis.models import Dispute, Line, Scorecard
from kpis.services import disputes, review
from notices.models import Notice
from roles.models import Member
from teamops.demo.people import ANALYST, CAST, COMMUNITY, COMPLIANCE, MANAGER, OWNER, WRITER, Cast
from teamops.demo.record import on_record
from teamops.demo.timeline import Timeline
from teamops.lib.months import Span, month_after

REVIEWED_ON, SIGNED_ON = 4, 5
COMMENTS = {
    OWNER: "会议和权限都跟得紧。活动回报离目标还差一截，下月先盯预算。",
    ANALYST: "数据到得齐，结论都验证有效。下月让更多决策用上数据。",
    COMPLIANCE: "审核都在时限内，没有违规。请保持。",
}
COMMENT = "照计划做完，数字都看过了。下月目标见周会。"


def close_older(cast: Cast, timeline: Timeline) -> None:
    """Every card of the month before last was reviewed and signed; what people were told then is old news."""
    month = timeline.months[0]
    for one in CAST:
        if one.roles:
            look_at(one.username, month, cast, timeline)
            sign(one.username, month, cast, timeline)
    at = moment(month, SIGNED_ON, timeline)
    Notice.objects.filter(member__team=cast.team).update(told_at=at, read_at=at)


def begin_newer(cast: Cast, timeline: Timeline) -> None:
    """Of the closed month one card is signed, two are reviewed, the others wait."""
    for username in COMMENTS:
        look_at(username, timeline.closed, cast, timeline)
    sign(ANALYST, timeline.closed, cast, timeline)
    speak(cast, timeline)


def speak(cast: Cast, timeline: Timeline) -> None:
    """In the closed month the writer doubts a line and is right: it is adjusted. Another doubt waits."""
    month, at = timeline.closed, moment(timeline.closed, REVIEWED_ON, timeline)
    waited = line_of(WRITER, "process.output_rate", month, cast)
    with on_record(cast[WRITER], at=at):
        doubt = disputes.dispute(waited, by=cast[WRITER], text="有三篇等封面图才晚的，设计岗那时空着。", at=at)
    with on_record(cast[OWNER], at=at):
        answer = "看了排期，等图的三篇不算晚交，这行加 3 分。"
        outcome, points = Dispute.State.ADJUSTED, Decimal(3)
        disputes.answer(doubt, by=cast[OWNER], outcome=outcome, points=points, text=answer, at=at)
    topics = line_of(COMMUNITY, "process.group_topics", month, cast)
    now = timeline.at(timeline.today, "09:05")
    with on_record(cast[COMMUNITY], at=now):
        disputes.dispute(topics, by=cast[COMMUNITY], text="月底那场新品共创没记上，应该是 4 场。", at=now)


def line_of(username: str, code: str, month: Span, cast: Cast) -> Line:
    lines = Line.objects.filter(part__scorecard=card_of(username, month, cast), kpi__metric__code=code)
    return lines.select_related("part__scorecard", "kpi").earliest("pk")


def look_at(username: str, month: Span, cast: Cast, timeline: Timeline) -> None:
    comment = COMMENTS.get(username, COMMENT)
    by, at = superior(username, cast), moment(month, REVIEWED_ON, timeline)
    with on_record(by, at=at):
        review.review(card_of(username, month, cast), by=by, comment=comment, at=at)


def sign(username: str, month: Span, cast: Cast, timeline: Timeline) -> None:
    by, at = superior(username, cast), moment(month, SIGNED_ON, timeline)
    with on_record(by, at=at):
        review.sign(card_of(username, month, cast), by=by, at=at)


def card_of(username: str, month: Span, cast: Cast) -> Scorecard:
    return Scorecard.objects.of_month(month.first).current().get(member=cast[username])


def superior(username: str, cast: Cast) -> Member:
    """The owner, for the owner the manager: nobody decides about their own card."""
    return cast[MANAGER if username == OWNER else OWNER]


def moment(month: Span, day: int, timeline: Timeline) -> datetime:
    """A day of the following month, or now if that is still to come."""
    return timeline.at(month_after(month.first).replace(day=day), "16:20")
