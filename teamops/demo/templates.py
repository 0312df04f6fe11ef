"""The demo's own templates: every target set, and stand-ups counted in each."""

from dataclasses import replace
from decimal import Decimal

from kpis.models import Template
from kpis.models.templates import Half
from kpis.services import templates
from kpis.services.templates import Row
from metrics.models import Metric, Subject
from teamops.demo.people import CAST, MANAGER, OWNER, Cast
from teamops.demo.record import on_record
from teamops.demo.timeline import Timeline

STAND_UPS = "process.stand_up_rate"
STAND_UPS_WEIGH = Decimal(10)
TARGETS = {
    ("content_planner", "content.reads_and_plays"): "46000",
    ("content_planner", "oa.share_rate"): "0.10",
    ("content_planner", "oa.followers_net"): "1050",
    ("copywriter", "content.reads_and_plays"): "64000",
    ("copywriter", "oa.share_rate"): "0.12",
    ("copywriter", "oa.followers_net"): "600",
    ("campaign_planner", "biz.participants"): "3200",
    ("community_manager", "group.net_growth"): "400",
    ("community_manager", "group.user_posts"): "70",
    ("data_analyst", "process.findings_verified"): "4",
    ("team_lead", "user.private_domain"): "90000",
    ("team_lead", "shop.gmv"): "1500000",
}
DRAFTED = "community_manager"
EASED = {"group.net_growth": "320", "user.nps": "42", "group.monthly_active_rate": "0.38"}


def publish(cast: Cast, timeline: Timeline) -> None:
    """Each held role's shipped template, copied, completed and published: by the owner where the manager holds it."""
    at = timeline.at(timeline.first, "08:50")
    held = {code for one in CAST for code in one.roles}
    managers = next(one.roles for one in CAST if one.username == MANAGER)
    for shipped in Template.objects.shipped().filter(role__code__in=held).select_related("role"):
        by = cast[OWNER if shipped.role.code in managers else MANAGER]
        draft = templates.copy(shipped, team=cast.team, by=by)
        templates.edit(draft, by=by, rows=rows_for(draft))
        templates.publish(draft, by=by, at=at, valid_from=timeline.first)


def draft_next(cast: Cast, timeline: Timeline) -> None:
    """A draft for the community's next quarter, after a look at what nobody had ever reached: to be tried out."""
    in_force = Template.objects.filter(team=cast.team, role__code=DRAFTED).published().get()
    by = cast[MANAGER]
    with on_record(by, at=timeline.at(timeline.yesterday, "17:10")):
        draft = templates.copy(in_force, team=cast.team, by=by)
    rows = [Row.of(kpi) for kpi in draft.kpis.select_related("metric")]
    eased = [replace(row, target=Decimal(EASED[code])) if (code := row.metric.code) in EASED else row for row in rows]
    templates.edit(draft, by=by, rows=eased)


def rows_for(draft: Template) -> list[Row]:
    """The shipped KPIs with the team's targets; three quarters of the process half: stand-ups take the rest."""
    rows = []
    for kpi in draft.kpis.select_related("metric"):
        row = Row.of(kpi)
        target = TARGETS.get((draft.role.code, kpi.metric.code))
        share = Decimal("0.75") if row.half == Half.PROCESS else Decimal(1)
        rows.append(replace(row, weight=row.weight * share, target=Decimal(target) if target else row.target))
    return [*rows, stand_ups()]


def stand_ups() -> Row:
    return Row(
        metric=Metric.objects.get(code=STAND_UPS),
        half=Half.PROCESS,
        weight=STAND_UPS_WEIGH,
        subject_kind=Subject.Kind.MEMBER,
        zero_at=Decimal("0.5"),
        target=Decimal("0.95"),
    )
