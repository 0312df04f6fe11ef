"""The demo's people: who they are, what they may do, which roles they hold."""

from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from roles.models import Member, Person, Role, StaffingLine, StaffingTemplate, Team
from roles.permissions import Level
from roles.services import assignments, leave, people, teams
from teamops.demo.record import on_record
from teamops.demo.timeline import A_DAY, Timeline

SLUG = "demo"
TEAM_NAME = "溪屿护肤"
STAFFING_NAME = "溪屿"
# What the team wants beyond the standard template: somebody for pictures (there is nobody), for rules, for the tenant.
ALSO_WANTED = ("visual_designer", "compliance_specialist", "wecom_admin")
VACANT_FOR = 14


@dataclass(frozen=True)
class Character:
    """One of the ten: roles with their share in percent. The auditor works on nothing, so holds none."""

    username: str
    name: str
    level: Level
    roles: dict[str, int]
    employment: Member.Employment = Member.Employment.STAFF


COMPLIANCE = "xuanran"
OWNER, MANAGER, WRITER, OPERATOR = "zhoumingyuan", "chensiqi", "wangzihan", "liuhaoran"
COMMUNITY, LEAD, ANALYST, AUDITOR, TECH = "zhaoyuwei", "sunjianing", "linxiaotong", "hejing", "wuqihang"

CAST = (
    Character(OWNER, "周明远", Level.OWNER, {"team_lead": 60, "wecom_admin": 30}),
    Character(MANAGER, "陈思琪", Level.MANAGER, {"content_planner": 70, "copywriter": 30}),
    Character(WRITER, "王子涵", Level.MEMBER, {"copywriter": 100}),
    Character(OPERATOR, "刘浩然", Level.MEMBER, {"user_operator": 100}),
    Character(COMMUNITY, "赵雨薇", Level.MEMBER, {"community_manager": 100, "campaign_planner": 25}),
    Character(LEAD, "孙佳宁", Level.LEAD, {"campaign_planner": 80}),
    Character(ANALYST, "林晓彤", Level.ANALYST, {"data_analyst": 60}),
    Character(COMPLIANCE, "许安然", Level.MEMBER, {"compliance_specialist": 50}, Member.Employment.PART_TIME),
    Character(AUDITOR, "何静", Level.AUDITOR, {}, Member.Employment.PART_TIME),
    Character(TECH, "吴启航", Level.MEMBER, {"tech_support": 60}, Member.Employment.OUTSOURCED),
)
NAMES = {one.username: one.name for one in CAST}


@dataclass
class Cast:
    """The team and its members by username, each loaded with the level they have throughout."""

    team: Team
    members: dict[str, Member] = field(default_factory=dict)

    def __getitem__(self, username: str) -> Member:
        return self.members[username]


def gather(timeline: Timeline, *, password: str) -> Cast:
    """Found the team on the first day of the story, with everybody in it and the same password for each."""
    at = timeline.at(timeline.first, "08:30")
    cast = Cast(teams.found(name=TEAM_NAME, slug=SLUG, at=at))
    cast.team.staffing = own_staffing(cast.team)
    cast.team.save(update_fields=["staffing"])
    founder = CAST[0]
    owner = people.make_owner(cast.team, username=founder.username, name=founder.name, at=at)
    cast.members[founder.username] = with_level(owner, timeline)
    for one in CAST[1:]:
        added = people.add_person(
            cast.team,
            username=one.username,
            name=one.name,
            level=one.level,
            employment=one.employment,
            by=cast[OWNER],
            at=at,
        )
        cast.members[one.username] = with_level(added.member, timeline)
    # They are the same people as before they came here.
    Member.objects.filter(team=cast.team).update(joined_on=timeline.began)
    # Once for all: hashing takes its time by design.
    Person.objects.filter(memberships__team=cast.team).update(password=make_password(password))
    give_roles(cast, timeline)
    return cast


def with_level(member: Member, timeline: Timeline) -> Member:
    return Member.objects.with_level(on=timeline.first).select_related("team", "person").get(pk=member.pk)


def own_staffing(team: Team) -> StaffingTemplate:
    """The standard template, but the team asks for a designer and names who minds rules and tenant."""
    standard = StaffingTemplate.objects.get(team=None, code="standard")
    own = StaffingTemplate.objects.create(team=team, code="own", name=STAFFING_NAME, name_en="Xiyu staffing")
    wanted = {line.role_id: (line.minimum, line.maximum) for line in standard.lines.all()}
    wanted |= {role.pk: (1, 1) for role in Role.objects.filter(code__in=ALSO_WANTED)}
    StaffingLine.objects.bulk_create(
        StaffingLine(template=own, role_id=role, minimum=low, maximum=high) for role, (low, high) in wanted.items()
    )
    return own


def give_roles(cast: Cast, timeline: Timeline) -> None:
    """The owner writes down what everybody has held since before, the manager what the owner has. The analyst stood in
    for a designer for a while.
    """
    roles = {role.code: role for role in Role.objects.all()}
    at = timeline.at(timeline.first, "08:40")
    for one in CAST:
        by = cast[MANAGER if one.username == OWNER else OWNER]
        for code, share in one.roles.items():
            assignments.assign(cast[one.username], roles[code], from_on=timeline.began, share=share, by=by, at=at)
    stand_in = assignments.assign(
        cast[ANALYST], roles["visual_designer"], from_on=timeline.first, share=30, by=cast[OWNER], at=at
    )
    last_day = timeline.today - VACANT_FOR * A_DAY
    ended_at = timeline.at(last_day, "17:30")
    with on_record(cast[OWNER], at=ended_at):
        assignments.end(stand_in, until_on=last_day, by=cast[OWNER], at=ended_at)


def take_leave(cast: Cast, timeline: Timeline) -> None:
    """The outsourced engineer is away from yesterday to tomorrow; the analyst stands in."""
    with on_record(cast[LEAD], at=timeline.at(timeline.yesterday - A_DAY, "17:40")):
        leave.enter(
            cast[TECH],
            from_on=timeline.yesterday,
            until_on=timeline.today + A_DAY,
            deputy=cast[ANALYST],
            note="家里有事，小程序问题先找林晓彤",
            by=cast[LEAD],
        )
