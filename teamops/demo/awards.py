"""The demo's awards: the older month's all announced; of the closed one one is announced, one picked, one waits."""

from datetime import datetime

from kpis.awards.candidates import shortlist
from kpis.models import Award, Grant
from kpis.services import grants
from metrics.models import Subject
from notices.models import Notice
from teamops.demo.people import OWNER, Cast
from teamops.demo.record import on_record
from teamops.demo.timeline import Timeline
from teamops.lib.months import Span, month_after

PICKED_ON, ANNOUNCED_ON = 6, 7
CONTENT, CAMPAIGN, DATA = "best_content", "breakthrough", "data_star"
REASONS = {
    CONTENT: "读者不光读完，还主动转给朋友；选题是从会员提问里挑出来的，值得大家学。",
    CAMPAIGN: "预算没有多花，靠老客带新把收入做过了目标。",
    DATA: "每周一个结论，改动以后都回头验证了效果。",
}


def give_all(cast: Cast, timeline: Timeline) -> None:
    """The owner picks: whoever made the content may not."""
    older, closed = timeline.months[0], timeline.closed
    for code in REASONS:
        announce(pick(code, older, cast, timeline), older, cast, timeline)
    at = moment(older, ANNOUNCED_ON, timeline)
    told = [Notice.Kind.AWARD_WON, Notice.Kind.AWARD_ANNOUNCED]
    Notice.objects.filter(member__team=cast.team, kind__in=told).update(told_at=at, read_at=at)
    announce(pick(CONTENT, closed, cast, timeline), closed, cast, timeline)
    Notice.objects.filter(member__team=cast.team, kind__in=told, read_at=None).update(
        told_at=moment(closed, ANNOUNCED_ON, timeline)
    )
    pick(DATA, closed, cast, timeline)


def pick(code: str, month: Span, cast: Cast, timeline: Timeline) -> Grant | None:
    """The first of the candidates, if the numbers name one."""
    award = Award.objects.for_candidates().get(team=None, code=code)
    candidates = shortlist(award, team=cast.team, month=month.first).candidates
    if not candidates:
        return None
    first: Subject = candidates[0].subject
    by, at = cast[OWNER], moment(month, PICKED_ON, timeline)
    with on_record(by, at=at):
        return grants.pick(award, month=month.first, to=first, by=by, reason=REASONS[code], at=at)


def announce(grant: Grant | None, month: Span, cast: Cast, timeline: Timeline) -> None:
    by, at = cast[OWNER], moment(month, ANNOUNCED_ON, timeline)
    if grant is not None:
        with on_record(by, at=at):
            grants.announce(grant, by=by, at=at)


def moment(month: Span, day: int, timeline: Timeline) -> datetime:
    """A day of the following month, or now if that is still to come."""
    return timeline.at(month_after(month.first).replace(day=day), "15:10")
