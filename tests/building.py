"""Small builders of numbers, for tests that need some."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from campaigns.models import Budget, BudgetLine, Item, Risk, Sop, SopRun, Waiver, Workflow
from campaigns.services import items, sop_runs
from kpis.models import Award, Goal, Grant, Kpi, Line, Part, ProgressDay, Scorecard, Target, Template
from meetings.models import Meeting, Series
from metrics.models import (
    Attribution,
    Channel,
    ColumnMapping,
    Connection,
    ImportBatch,
    MappingDraft,
    Metric,
    Point,
    Subject,
)
from notices.models import GroupBot, GroupMessage
from roles.models import Assignment, Member, Role, Team
from teamops.lib.months import last_of
from teamops.lib.secrets import Secret


def make_channel(team: Team, name: str = "公众号", kind: str = Channel.Kind.OFFICIAL_ACCOUNT, **fields) -> Channel:
    subject = Subject.objects.create(team=team, kind=Subject.Kind.CHANNEL, name=name)
    return Channel.objects.create(subject=subject, kind=kind, **fields)


def make_content(channel: Channel, name: str = "护肤三步", *, published_on=date(2026, 10, 5), **fields) -> Subject:
    team = channel.subject.team
    return Subject.objects.create(
        team=team, kind=Subject.Kind.CONTENT, name=name, channel=channel, published_on=published_on, **fields
    )


def attribute(subject: Subject, member: Member, *, share=100, from_on=date(2026, 1, 1), until_on=None) -> Attribution:
    return Attribution.objects.create(subject=subject, member=member, share=share, from_on=from_on, until_on=until_on)


def put(subject: Subject, code: str, values: dict[date, object]) -> None:
    """Points of one subject and metric."""
    metric = Metric.objects.get(code=code)
    Point.objects.bulk_create(
        Point(subject=subject, metric=metric, team=subject.team, day=day, value=Decimal(str(value)), as_of=day)
        for day, value in values.items()
    )


def each_day(first: date, last: date, value: object) -> dict[date, object]:
    return {first + timedelta(days=n): value for n in range((last - first).days + 1)}


def make_template(team: Team, role: str, kpis: list[dict], *, valid_from=date(2026, 1, 1), version=1) -> Template:
    """A published template. Each KPI: metric (code), half, weight, target, and what else differs from the default."""
    template = Template.objects.create(
        team=team, role=Role.objects.get(code=role), version=version, valid_from=valid_from
    )
    for position, fields in enumerate(kpis):
        Kpi.objects.create(
            template=template,
            position=position,
            metric=Metric.objects.get(code=fields["metric"]),
            subject_kind=fields.get("subject_kind", Subject.Kind.CHANNEL),
            half=fields["half"],
            weight=fields["weight"],
            target=fields["target"],
            zero_at=fields.get("zero_at", 0),
            cap=fields.get("cap", 120),
            numbers=fields.get("numbers", Kpi.Numbers.OWN),
        )
    Template.objects.filter(pk=template.pk).update(state=Template.State.PUBLISHED, published_at=timezone.now())
    template.refresh_from_db()
    return template


def hold(member: Member, role: str, *, share=100, from_on=date(2026, 1, 1), until_on=None) -> Assignment:
    return Assignment.objects.create(
        member=member, role=Role.objects.get(code=role), share=share, from_on=from_on, until_on=until_on
    )


def make_target(assignment: Assignment, code: str, *, by: Member, month=date(2026, 12, 1), **fields) -> Target:
    """What somebody set for one holder of a role."""
    fields = {"target": 400, "zero_at": 0, "set_at": timezone.now()} | fields
    return Target.objects.create(
        team=by.team, month=month, role=assignment.role, assignment=assignment, metric=Metric.objects.get(code=code),
        set_by=by, **fields,
    )  # fmt: skip


def make_card(template: Template, member: Member, month: date, **fields) -> Scorecard:
    """A card of one part with a line for each KPI, as the night would leave it."""
    fields = {
        "through": last_of(month),
        "process": 30,
        "result": 45,
        "total": 75,
        "computed_at": timezone.now(),
    } | fields
    card = Scorecard.objects.create(
        team=member.team, member=member, month=month, days_present=100, days_expected=100, **fields
    )
    assignment = Assignment.objects.filter(member=member).first() or hold(member, template.role.code)
    part = Part.objects.create(
        scorecard=card, assignment=assignment, template=template, first=month, last=last_of(month), weight=1,
        process=card.process, result=card.result, total=card.total,
    )  # fmt: skip
    for kpi in template.kpis.all():
        Line.objects.create(
            part=part, kpi=kpi, actual=1, zero_at=kpi.zero_at, target=kpi.target, weight=kpi.weight, score=75,
            earned=kpi.weight * 75 / 100, days_present=100, days_expected=100, through=card.through,
        )  # fmt: skip
    return card


def make_connection(channel: Channel, *, by: Member | None = None, **fields) -> Connection:
    """Credentials that wait for their second person, so nobody is asked anything with them."""
    fields = {"app_id": "wx0123", "secret": Secret.of("0a1b2c3d4e5f"), "since_on": date(2026, 10, 1)} | fields
    return Connection.objects.create(channel=channel, proposed_by=by, **fields)


def make_goal(owner: Member, **fields) -> Goal:
    """A goal under way of 400 new followers, as approving it would leave it; a draft if ``state`` says so."""
    fields = {
        "name": "新增关注 400",
        "metric": Metric.objects.get(code="oa.followers_new"),
        "subject_kind": Subject.Kind.CHANNEL,
        "baseline": 0,
        "target": 400,
        "start_on": date(2026, 10, 1),
        "end_on": date(2027, 3, 31),
        "state": Goal.State.ACTIVE,
        "approved_by": owner,
        "approved_at": timezone.now(),
        "set_by": owner,
    } | fields
    goal = Goal.objects.create(team=owner.team, owner=owner, **fields)
    if goal.is_active:
        goal.commitments.create(
            number=1, start_on=goal.start_on, end_on=goal.end_on, target=goal.target, state="approved",
            proposed_by=owner, proposed_at=timezone.now(), decided_by=owner, decided_at=timezone.now(),
        )  # fmt: skip
        ProgressDay.objects.create(
            goal=goal, day=goal.start_on, planned=1, actual=40, progress=10, colour=Goal.colour.field.default
        )
    return goal


def make_award(team: Team, name: str = "最多阅读奖", **fields) -> Award:
    """An award of the team's own, for the content that was read most."""
    fields = {
        "basis": Award.Basis.HIGHEST,
        "subject_kind": Subject.Kind.CONTENT,
        "metric": Metric.objects.get(code="oa.reads"),
    } | fields
    return Award.objects.create(team=team, name=name, **fields)


def make_grant(award: Award, subject: Subject, *, by: Member, month: date, **fields) -> Grant:
    """A pick that was announced; with ``announced_by=None`` one that wasn't."""
    fields = {"value": 1, "counted": 1, "place": 1, "among": 1, "announced_by": by} | fields
    at = timezone.now()
    announced_at = at if fields["announced_by"] else None
    return Grant.objects.create(
        team=by.team, award=award, subject=subject, month=month, reason="读者都在转", picked_by=by, picked_at=at,
        announced_at=announced_at, **fields,
    )  # fmt: skip


def make_item(owner: Member, title: str = "护肤三步", *, code: str = "content", **fields) -> Item:
    """A piece of work at its first stage."""
    workflow = Workflow.objects.current(owner.team_id).get(code=code)
    return items.start(workflow=workflow, title=title, by=owner, at=timezone.now(), **fields)


def make_waiver(item: Item, *, by: Member, **fields) -> Waiver:
    """A word that may stand in a passage that the item doesn't have."""
    fields = {"field": "body", "word": "最佳", "folded": "最佳", "rule": "广告法", "passage": "最佳"} | fields
    grounds = {"reason": "原话", "evidence": "报告.pdf", "until_on": date(2027, 6, 30)}
    return Waiver.objects.create(item=item, by=by, at=timezone.now(), **grounds | fields)


def make_batch(team: Team, channel: Channel | None = None, **fields) -> ImportBatch:
    """An import as the list shows it; its file isn't kept."""
    fields = {
        "layout": "user_analysis",
        "file_name": "user_analysis.xls",
        "as_of": date(2026, 11, 1),
        "first_day": date(2026, 10, 1),
        "last_day": date(2026, 10, 31),
    } | fields
    return ImportBatch.objects.create(team=team, channel=channel, sha256="0" * 64, size=1, **fields)


def make_mapping(team: Team, name: str = "某榜日报", *, by: Member | None = None) -> ColumnMapping:
    """A sheet of days and reads that the team has explained; its headers are its own."""
    headers = ["日期", f"{name}的阅读"]
    mapping = ColumnMapping.objects.create(
        team=team, name=name, channel_kind=Channel.Kind.OFFICIAL_ACCOUNT, headers=headers, fingerprint=name
    )
    reads = {"header": headers[1], "means": "metric", "metric": "oa.reads", "scale": "", "unit": "times"}
    day = {"header": headers[0], "means": "day", "metric": "", "scale": "", "unit": ""}
    mapping.versions.create(number=1, columns=[day, reads], made_by=by)
    return mapping


def make_mapping_draft(team: Team, *, by: Member | None = None) -> MappingDraft:
    """A file that waits to be mapped; only its first rows are kept."""
    heads = [{"name": "Sheet1", "rows": [[1, ["日期", "阅读"]], [2, ["2026-10-01", "5"]]]}]
    return MappingDraft.objects.create(
        team=team, file_name="某榜.xlsx", size=1, as_of=date(2026, 11, 1), heads=heads, uploaded_by=by
    )


def make_bot(team: Team, *, name: str = "运营群", used_up: bool = False, **fields) -> GroupBot:
    """A group's bot; ``used_up`` if it has posted as much as it may in this minute."""
    words = {"kind": GroupBot.Kind.WECOM, "key": Secret.of("k" * 36), "signing": Secret.of("")}
    bot = GroupBot.objects.create(team=team, name=name, **words | {"topics": list(GroupBot.Topic)} | fields)
    now = timezone.now()
    for one in range(20 if used_up else 0):
        make_group_message(bot, about=f"{one}", state="sent", sent_at=now, claimed_at=now)
    return bot


def make_group_message(bot: GroupBot, about: str = "1", **fields) -> GroupMessage:
    now = timezone.now()
    moments = {"posted_at": now, "next_at": now, "until": now + timedelta(hours=1)}
    words = {"topic": GroupBot.Topic.AGENDA, "about": about, "title": "周会议程", "text": "15:00"}
    return GroupMessage.objects.create(bot=bot, **words | moments | fields)


def make_budget(by: Member, *, quarter=date(2026, 10, 1), name: str = "活动", planned=100_000) -> BudgetLine:
    """A quarter's budget with one line, or a further line of it."""
    budget, _is_new = Budget.objects.get_or_create(
        team=by.team, quarter=quarter, defaults={"made_by": by, "made_at": timezone.now()}
    )
    return BudgetLine.objects.create(budget=budget, name=name, purpose="campaigns", planned=planned)


def make_sop_run(owner: Member, code: str = "group_week", *, begins_on: date | None = None, **fields) -> SopRun:
    """A SOP that begins today, or on a day, as starting it then would leave it."""
    begins_on = begins_on or timezone.localdate()
    at = timezone.make_aware(datetime.combine(begins_on, time(9)))
    sop = Sop.objects.current(owner.team_id).get(code=code)
    return sop_runs.start(sop, begins_on=begins_on, by=owner, at=at, **{"name": "护肤交流 3 群"} | fields)


def make_risk(owner: Member, title: str = "群主号被限制", **fields) -> Risk:
    """An open risk that its owner registered."""
    now = timezone.now()
    fields = {"likelihood": 3, "impact": 4, "review_on": timezone.localdate() + timedelta(days=9)} | fields
    return Risk.objects.create(team=owner.team, title=title, owner=owner, raised_by=owner, raised_at=now, **fields)


def make_meeting(chair: Member, **fields) -> Meeting:
    """A weekly meeting of today, in a series of its own."""
    on = {"starts_at": time(16, 0), "minutes": 60, "chair": chair}
    today = timezone.localdate()
    series = Series.objects.create(
        team=chair.team, kind="weekly", name="周复盘", frequency="weekly", weekday=3, first_on=today, **on
    )
    return Meeting.objects.create(series=series, day=today, **(on | fields))
