"""Takes the demo team away again: its rows, its people, its files, and nothing else."""

from functools import partial

from auditlog.context import disable_auditlog
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext as _

from campaigns.models import (
    Activity,
    Approval,
    Asset,
    Blackout,
    Budget,
    BudgetChange,
    BudgetLine,
    CampaignDay,
    CampaignDetail,
    CampaignNote,
    Clock,
    Comment,
    CommunityDetail,
    ContentDetail,
    Credit,
    DailyNote,
    Deliverable,
    DueStep,
    Entry,
    Fact,
    FindingDetail,
    Gate,
    HandoverTick,
    IncidentDetail,
    Item,
    Lesson,
    Promise,
    Quota,
    RequestDetail,
    Resource,
    Review,
    Risk,
    RiskStep,
    Sop,
    SopRun,
    SopStep,
    Stage,
    StageRun,
    Threshold,
    Version,
    Waiver,
    WeekDecision,
    WeekPlan,
    Word,
    WordList,
    WordListVersion,
    Workflow,
    WorkflowDraft,
)
from jobs.models import JobRun
from kpis.models import (
    Adjustment,
    Appeal,
    Award,
    Beside,
    CatchUpNote,
    Commitment,
    Dispute,
    Evidence,
    Goal,
    Grade,
    Grant,
    GrantShare,
    Kpi,
    Line,
    Milestone,
    Part,
    ProgressDay,
    Scorecard,
    SelfReview,
    Target,
    TargetConfirmation,
    TargetQuestion,
    Template,
)
from meetings.models import (
    Action,
    ActionStep,
    Attendance,
    Blocker,
    BlockerStep,
    Correction,
    Decision,
    Meeting,
    Minute,
    Series,
    StandUp,
    Topic,
)
from metrics.models import (
    AccessToken,
    Attribution,
    BuyerDay,
    Channel,
    ColumnMapping,
    Connection,
    ContentKey,
    ImportBatch,
    JoinedRow,
    Keeper,
    LongImport,
    MappingDraft,
    MappingVersion,
    Metric,
    Pair,
    Point,
    PulledDay,
    RejectedRow,
    Restatement,
    Subject,
    Term,
    WecomUser,
)
from notices.models import CalendarEntry, CalendarFeed, GroupBot, GroupMessage, Mail, Notice
from roles import audit
from roles.models import (
    Assignment,
    DayOverride,
    Leave,
    LevelGrant,
    Member,
    Person,
    StaffingLine,
    StaffingTemplate,
    Team,
)
from teamops.demo import circles, uploads
from teamops.demo.people import OWNER, SLUG
from teamops.lib.exceptions import NotAllowedNow

# Whatever hangs on a team, and how. A row stands before the rows that it refers to.
HANGS_ON_TEAM: dict[type[models.Model], str] = {
    CalendarEntry: "team",
    CalendarFeed: "member__team",
    GroupMessage: "bot__team",
    GroupBot: "team",
    Mail: "member__team",
    Notice: "member__team",
    ActionStep: "action__team",
    Action: "team",
    Attendance: "meeting__series__team",
    Minute: "meeting__series__team",
    Correction: "meeting__series__team",
    Decision: "meeting__series__team",
    Topic: "series__team",
    Meeting: "series__team",
    Series: "team",
    BlockerStep: "blocker__team",
    Blocker: "team",
    StandUp: "member__team",
    Word: "version__list__team",
    WordListVersion: "list__team",
    WordList: "team",
    WeekDecision: "plan__item__team",
    Activity: "plan__item__team",
    WeekPlan: "item__team",
    DueStep: "run__team",
    SopRun: "team",
    SopStep: "sop__team",
    Sop: "team",
    Quota: "channel__subject__team",
    Blackout: "team",
    Lesson: "team",
    Review: "item__team",
    CampaignNote: "item__team",
    CampaignDay: "item__team",
    DailyNote: "item__team",
    Promise: "item__team",
    RiskStep: "risk__team",
    Risk: "team",
    Threshold: "team",
    Entry: "line__budget__team",
    BudgetChange: "line__budget__team",
    BudgetLine: "budget__team",
    Budget: "team",
    Approval: "run__item__team",
    Waiver: "item__team",
    Fact: "item__team",
    Asset: "item__team",
    Comment: "item__team",
    Credit: "item__team",
    HandoverTick: "run__item__team",
    Clock: "item__team",
    Resource: "item__team",
    StageRun: "item__team",
    Version: "item__team",
    ContentDetail: "item__team",
    CampaignDetail: "item__team",
    FindingDetail: "item__team",
    IncidentDetail: "item__team",
    RequestDetail: "item__team",
    CommunityDetail: "item__team",
    Item: "team",
    Gate: "stage__workflow__team",
    Deliverable: "stage__workflow__team",
    Stage: "workflow__team",
    WorkflowDraft: "team",
    Workflow: "team",
    CatchUpNote: "goal__team",
    ProgressDay: "goal__team",
    Milestone: "goal__team",
    Commitment: "goal__team",
    Goal: "team",
    Grade: "team",
    GrantShare: "grant__team",
    Grant: "team",
    Award: "team",
    Appeal: "scorecard__team",
    Dispute: "scorecard__team",
    Adjustment: "scorecard__team",
    SelfReview: "scorecard__team",
    Beside: "line__part__scorecard__team",
    Evidence: "line__part__scorecard__team",
    Line: "part__scorecard__team",
    Part: "scorecard__team",
    Scorecard: "team",
    Target: "team",
    TargetConfirmation: "member__team",
    TargetQuestion: "member__team",
    Kpi: "template__team",
    Template: "team",
    JoinedRow: "subject__team",
    ContentKey: "subject__team",
    Restatement: "team",
    Point: "team",
    RejectedRow: "batch__team",
    BuyerDay: "team",
    LongImport: "team",
    ImportBatch: "team",
    Attribution: "subject__team",
    WecomUser: "connection__channel__subject__team",
    PulledDay: "connection__channel__subject__team",
    AccessToken: "connection__channel__subject__team",
    Connection: "channel__subject__team",
    MappingDraft: "team",
    MappingVersion: "mapping__team",
    ColumnMapping: "team",
    Channel: "subject__team",
    Subject: "team",
    Pair: "team",
    Keeper: "team",
    Term: "metric__team",
    Metric: "team",
    Assignment: "member__team",
    LevelGrant: "member__team",
    Leave: "member__team",
    DayOverride: "team",
    Member: "team",
    StaffingLine: "template__team",
    StaffingTemplate: "team",
    Team: "pk",
}


def demo_team() -> Team | None:
    """The demo's team, if there is one. Raise ``NotAllowedNow`` if somebody's own team has its address."""
    team = Team.objects.filter(slug=SLUG).first()
    if team is not None and not team.members.filter(person__username=OWNER).exists():
        raise NotAllowedNow(
            _("The team at the address “%(slug)s” isn't the demo's. It stays as it is.") % {"slug": SLUG}
        )
    return team


@transaction.atomic
def remove(team: Team) -> None:
    """Delete the team, all that hangs on it, and those of its people who are in no other team."""
    stored = list(ImportBatch.objects.filter(team=team).with_file().values_list("stored_as", flat=True))
    stored += MappingDraft.objects.filter(team=team).values_list("stored_as", flat=True)
    elsewhere = Member.objects.exclude(team=team).values("person")
    people = list(Person.objects.filter(memberships__team=team).exclude(pk__in=elsewhere).values_list("pk", flat=True))
    audit.entries(team).delete()
    JobRun.objects.filter(scope=team.slug).delete()
    circles.cut(team)
    with disable_auditlog():
        for model, way in HANGS_ON_TEAM.items():
            model._base_manager.filter(**{way: team.pk}).delete()
        Person.objects.filter(pk__in=people).delete()
    transaction.on_commit(partial(drop_files, stored))
    uploads.sweep()


def drop_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
