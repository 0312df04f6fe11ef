"""Goals for tests: aims that lack nothing, drafts, goals under way."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal as D

from kpis.goals.smart import Aim
from kpis.models import Goal
from kpis.services import goals as services
from metrics.models import Metric, Subject
from roles.models import Member

START, END = date(2026, 10, 1), date(2026, 11, 9)  # 40 days: 2.5 points a day
AT = datetime(2026, 9, 30, 1, 0, tzinfo=UTC)


def aim(owner: Member, metric="oa.followers_new", **fields) -> Aim:
    """400 new followers of the team's accounts in 40 days."""
    whole = Aim(
        name="新增关注 400",
        metric=Metric.objects.get(code=metric),
        subject_kind=Subject.Kind.CHANNEL,
        period=Goal.Period.START,
        baseline=D(0),
        target=D(400),
        start_on=START,
        end_on=END,
        owner=owner,
        dimension=Goal.Dimension.USERS,
    )
    return replace(whole, **fields)


def draft(owner: Member, *, by: Member | None = None, **fields) -> Goal:
    return services.set_goal(aim(owner, **fields), by=by or owner, at=AT)


def under_way(owner: Member, approver: Member, *, at=AT, **fields) -> Goal:
    return services.approve(draft(owner, **fields), by=approver, at=at)
