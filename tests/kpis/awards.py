"""Small builders of what can win: content, campaigns, findings, each with its numbers of a month."""

from datetime import date, timedelta

from kpis.awards.candidates import Shortlist, shortlist
from kpis.models import Award
from metrics.models import Channel, Subject
from roles.models import Member, Team
from tests.building import attribute, make_content, put


def article(channel: Channel, name: str, day: date, *, reads=None, sharers=None, by: dict[Member, int] | None = None):
    """A content item with its totals, filed under its publishing day."""
    item = make_content(channel, name, published_on=day)
    for code, value in (("oa.reads", reads), ("oa.sharers", sharers)):
        if value is not None:
            put(item, code, {day: value})
    for member, share in (by or {}).items():
        attribute(item, member, share=share, from_on=day)
    return item


def campaign(team: Team, name: str, day: date, *, revenue=None, target=None, by: Member | None = None) -> Subject:
    subject = Subject.objects.create(team=team, kind=Subject.Kind.CAMPAIGN, name=name)
    for code, value in (("biz.revenue", revenue), ("biz.revenue_target", target)):
        if value is not None:
            put(subject, code, {day: value})
    if by:
        attribute(subject, by, from_on=day)
    return subject


def findings(member: Member, month: date, count: int) -> Subject:
    """One verified a day, from the first of the month on."""
    subject = Subject.objects.create(team=member.team, kind=Subject.Kind.MEMBER, name=str(member), member=member)
    put(subject, "process.findings_verified", {month + timedelta(days=n): 1 for n in range(count)} or {month: 0})
    return subject


def shipped(code: str) -> Award:
    return Award.objects.for_candidates().get(team=None, code=code)


def of(award: Award, team: Team, month: date) -> Shortlist:
    return shortlist(Award.objects.for_candidates().get(pk=award.pk), team=team, month=month)


def places(found: Shortlist) -> list[tuple[int, str]]:
    return [(one.place, one.subject.name) for one in found.candidates]
