"""A copywriters' team with three closed months before 23 November 2026, small enough to score by hand."""

from datetime import date
from decimal import Decimal as D

from kpis.models import Kpi, Template
from kpis.services import templates as services
from metrics.models import Subject
from roles.models import Member
from teamops.lib.months import Span
from tests.building import attribute, each_day, make_channel, make_template, put

TODAY = date(2026, 11, 23)
AUGUST, SEPTEMBER, OCTOBER = (Span.month(date(2026, month, 1)) for month in (8, 9, 10))
KPIS = [
    {"metric": "process.stand_up_rate", "half": "process", "weight": 40, "target": D(1), "subject_kind": "member"},
    {"metric": "oa.followers_new", "half": "result", "weight": 60, "target": D(300)},
]


def in_force(team) -> Template:
    return make_template(team, "copywriter", KPIS)


def draft_of(template: Template, by: Member, **changes) -> Template:
    """The next version; ``followers_target=D(400)`` or any field of the KPI of followers by its name."""
    draft = services.copy(template, team=by.team, by=by)
    Kpi.objects.filter(template=draft, metric__code="oa.followers_new").update(**changes)
    return replayed(draft)


def replayed(draft: Template) -> Template:
    return Template.objects.for_replay().get(pk=draft.pk)


def follower_days(member: Member, a_day: int, *months: Span) -> Subject:
    """An account of the member's own that wins ``a_day`` followers on each day of the months."""
    channel = make_channel(member.team, f"公众号 {member.person.name}", watermark=OCTOBER.last)
    attribute(channel.subject, member)
    for month in months:
        put(channel.subject, "oa.followers_new", each_day(month.first, month.last, a_day))
    return channel.subject


def stand_ups(member: Member, *months: Span, logged: int = 1) -> None:
    """Every day due, and all of them (or none: ``logged=0``) written."""
    subject = Subject.objects.create(team=member.team, kind="member", name=member.person.name, member=member)
    attribute(subject, member)
    for month in months:
        put(subject, "process.stand_ups_due", each_day(month.first, month.last, 1))
        put(subject, "process.stand_ups_logged", each_day(month.first, month.last, logged))


def working(member: Member, a_day: int, *months: Span) -> Subject:
    """All stand-ups written, and ``a_day`` followers each day."""
    stand_ups(member, *months)
    return follower_days(member, a_day, *months)
