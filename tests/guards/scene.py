"""One row of each kind, and somebody of each level to ask for it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from campaigns import item_words
from campaigns.models import Blackout, Quota, Sop, Threshold, WordList, Workflow, WorkflowDraft
from campaigns.services import texts, weeks
from kpis.models import Adjustment, Appeal, Dispute, Goal, Scorecard, TargetQuestion, Template
from meetings.models import Action, Blocker, Meeting, Series, StandUp
from metrics.models import Channel, ImportBatch, LongImport
from notices.models import Notice
from notices.services import feeds
from roles.models import ApiToken, Leave, Member, Role, Team
from roles.permissions import Level
from teamops.lib.months import month_before
from teamops.lib.quarters import quarter_of
from tests.building import (
    attribute,
    hold,
    make_award,
    make_batch,
    make_bot,
    make_budget,
    make_card,
    make_channel,
    make_connection,
    make_content,
    make_goal,
    make_grant,
    make_group_message,
    make_item,
    make_mapping,
    make_mapping_draft,
    make_risk,
    make_sop_run,
    make_target,
    make_template,
    make_waiver,
)
from tests.conftest import make_member

PEER = "peer"  # another member of the same level
OUTSIDER = "outsider"
ANONYMOUS = "anonymous"
ACTORS = [*Level, PEER, OUTSIDER, ANONYMOUS]

CARD_SIGNED = {"month": "2026-10", "by": "林乔"}
KPIS = [
    {"metric": "process.stand_up_rate", "half": "process", "weight": 40, "target": 1, "subject_kind": "member"},
    {"metric": "oa.followers_new", "half": "result", "weight": 60, "target": 300},
]


@dataclass
class Scene:
    team: Team
    clients: dict[str, Client] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)


def set_up() -> Scene:
    """A team in which each level has one member (``peer`` is a second plain one), and things to ask for by name.

    Card, notice, token and stand-up are the plain member's; what else is about a member is about somebody else.
    """
    scene = Scene(Team.objects.create(slug="brook", name="溪屿护肤"))
    hill = Team.objects.create(slug="hill", name="山野咖啡")
    cast = {level: make_member(scene.team, level.value, level) for level in Level}
    cast[PEER] = make_member(scene.team, PEER)
    cast[OUTSIDER] = make_member(hill, OUTSIDER, Level.OWNER)
    for actor, member in cast.items():
        scene.levels[actor] = member.level
        scene.clients[actor] = Client()
        scene.clients[actor].force_login(member.person)
    scene.clients[ANONYMOUS] = Client()
    put_things(scene, member=cast[Level.MEMBER], somebody=make_member(scene.team, "somebody"))
    return scene


def put_things(scene: Scene, *, member: Member, somebody: Member) -> None:
    today, now = timezone.localdate(), timezone.now()
    channel = make_channel(scene.team)
    template = make_template(scene.team, "copywriter", KPIS)
    draft = Template.objects.create(team=scene.team, role=template.role, version=2)
    card = make_card(template, member, month_before(today), state=Scorecard.State.REVIEWED, review_comment="好")
    tomorrow = today + timedelta(days=1)
    goal = make_goal(somebody)
    stop = goal.milestones.create(name="手册", due_on=goal.end_on, promised_on=goal.end_on)
    content, award = make_content(channel), make_award(scene.team)
    month = month_before(today)
    word_list = WordList.objects.create(team=scene.team, name="竞品")
    word_version = word_list.versions.create(number=1)
    scene.things = {
        "word_list": word_list.pk,
        "word_version": word_version.number,
        "word": word_version.words.create(word="竹林", folded="竹林", rule="品牌部约定").pk,
        "award": award.pk,
        "blackout": black_out(somebody),
        "quota": Quota.objects.create(channel=channel, at_most=4, per="month", set_by=somebody, set_at=now).pk,
        "award-month": f"{month:%Y-%m}",
        "pick": make_grant(award, content, by=somebody, month=month).pk,
        "member": somebody.pk,
        "grant": somebody.levels.get().pk,
        "assignment": hold(somebody, "copywriter", from_on=today).pk,
        "leave": Leave.objects.create(member=somebody, from_on=tomorrow, until_on=tomorrow).pk,
        "day": "2026-12-24",
        "yesterday": today - timedelta(days=1),
        "team": scene.team.pk,
        "role": Role.objects.get(code="copywriter").code,
        "channel": channel.pk,
        "content": content.pk,
        "attribution": attribute(channel.subject, somebody).pk,
        "connection": make_connection(make_channel(scene.team, "企业微信", Channel.Kind.WECOM), by=somebody).pk,
        "preview": make_batch(scene.team, channel).pk,
        "long import": LongImport.objects.create(
            team=scene.team, kind=LongImport.Kind.LOOK, by=somebody, file_name="long.csv"
        ).pk,
        "import": make_batch(scene.team, channel, state=ImportBatch.State.IMPORTED, confirmed_at=now).pk,
        "row": 2,
        "metric": "oa.followers_new",
        "mapping": make_mapping(scene.team).pk,
        "mapping-draft": make_mapping_draft(scene.team).pk,
        "item": make_item(somebody).pk,
        "clock": "recover",
        "finding": make_item(somebody, "为什么没人转", code="finding").pk,
        **campaign_with_a_resource(somebody),
        **things_made(somebody),
        **things_run(somebody),
        **group_with_a_week(somebody),
        **things_worded(somebody),
        "stage": "topic",
        "workflow": "content",
        **workflow_of_the_team(somebody),
        "workflow_version": Workflow.objects.get(team=None, code="content").pk,
        "template": template.pk,
        "draft": draft.pk,
        "card": card.pk,
        "goal": goal.pk,
        "draft-goal": make_goal(somebody, state=Goal.State.DRAFT, approved_at=None, approved_by=None).pk,
        "milestone": stop.pk,
        "target": make_target(card.parts.get().assignment, "oa.followers_new", by=somebody).pk,
        "question": TargetQuestion.objects.create(member=somebody, month=today.replace(day=1), text="为什么").pk,
        "line": card.parts.get().lines.first().pk,
        **things_said(card, by=somebody),
        "stand-up": StandUp.objects.create(member=member, day=today, plan="写稿", written_at=now).pk,
        "blocker": Blocker.objects.create(
            team=scene.team, text="等预算", raised_by=member, owner=somebody, raised_on=today
        ).pk,
        **things_met(scene, chair=somebody),
        **things_spent(by=somebody),
        "notice": Notice.objects.create(member=member, kind=Notice.Kind.CARD_SIGNED, arguments=CARD_SIGNED).pk,
        "reach": "mine",
        "feed": feeds.renew(member, "team", at=now).token.reveal(),
        "bot": make_bot(scene.team).pk,
        "resting bot": make_bot(scene.team, name="满", used_up=True).pk,
        "group message": make_group_message(make_bot(scene.team, name="消息"), state="given_up").pk,
        "token": ApiToken.issue(member.person, name="报表", expires_at=now + timedelta(days=9))[0].pk,
        "uid": "1",
        "key": "abc",
    }


def workflow_of_the_team(by: Member) -> dict[str, int]:
    """A version of the team's own, and a draft of the next one."""
    own = Workflow.objects.create(team=by.team, code="request", kind="request", version=2, name="协作", made_by=by)
    WorkflowDraft.objects.create(
        team=by.team, code="request", base=own, name="协作", stages=[], saved_by=by, saved_at=timezone.now()
    )
    return {"own_workflow": own.pk}


def things_worded(by: Member) -> dict[str, Any]:
    """An item with a forbidden word, and a waiver."""
    item = make_item(by, "全网最佳")
    found = item_words.of_item(item, None, on=timezone.localdate()).blocking[0]
    waiver = make_waiver(item, by=by)
    return {"item with a word": item.pk, "key of a word": found.key, "waiver": waiver.pk}


def black_out(by: Member) -> int:
    day, now = timezone.localdate(), timezone.now()
    made = Blackout.objects.create(team=by.team, first_on=day, last_on=day, reason="封网", made_by=by, made_at=now)
    return made.pk


def campaign_with_a_resource(owner: Member) -> dict[str, int]:
    campaign = make_item(owner, "双十一拼团", code="campaign")
    day = timezone.localdate()
    return {
        "campaign": campaign.pk,
        "resource": campaign.resources.create(what="赠品", needed_by=day, asked_by=owner).pk,
    }


def things_met(scene: Scene, *, chair: Member) -> dict[str, int]:
    """A weekly meeting that stands in the calendar, its series, and an action of the chair's."""
    today, now = timezone.localdate(), timezone.now()
    series = Series.objects.create(
        team=scene.team, kind="weekly", name="周复盘", frequency="weekly", weekday=3, first_on=today, starts_at="16:00",
        minutes=60, chair=chair,
    )  # fmt: skip
    meeting = Meeting.objects.create(series=series, day=today, starts_at="16:00", minutes=60, chair=chair)
    action = Action.objects.create(
        team=scene.team, text="补群规", owner=chair, promised_on=today, due_on=today, given_by=chair, given_at=now
    )
    return {"series": series.pk, "meeting": meeting.pk, "action": action.pk}


def things_spent(*, by: Member) -> dict[str, int]:
    """A line of the running quarter's budget, an entry of it, a risk, a limit of the team's own."""
    today, now = timezone.localdate(), timezone.now()
    line = make_budget(by, quarter=quarter_of(today))
    entry = line.entries.create(amount=10, day=today, what_for="海报", by=by, at=now)
    threshold = Threshold.objects.get(team=None, metric__code="group.leave_rate")
    own = Threshold.objects.create(team=by.team, metric=threshold.metric, value=threshold.value)
    things = {"risk": make_risk(by).pk, "threshold": own.pk}
    return {"budget": line.budget_id, "budget_line": line.pk, "budget_entry": entry.pk, **things}


def things_made(maker: Member) -> dict[str, int]:
    """An item with a text and an asset."""
    item, at = make_item(maker), timezone.now()
    texts.write(item, by=maker, at=at, title="护肤三步", body="先停，再修，后养。")
    asset = item.assets.create(name="封面", address="https://assets.example.com/1", by=maker, at=at)
    return {"item": item.pk, "part": "trail", "item_version": 1, "asset": asset.pk}


def group_with_a_week(owner: Member) -> dict[str, int]:
    """A group, and a topic that is planned for today."""
    group = make_item(owner, "护肤交流 3 群", code="community")
    now = timezone.now()
    topic = weeks.plan(group, day=timezone.localdate(), kind="topic", title="换季泛红", by=owner, at=now)
    return {"group": group.pk, "activity": topic.pk, "week plan": topic.plan_id}


def things_run(owner: Member) -> dict[str, int]:
    """A SOP that runs, and its first step."""
    run = make_sop_run(owner)
    own = Sop.objects.create(team=owner.team, code="own-1", name="开群")
    return {"sop": run.sop_id, "sop run": run.pk, "sop step": run.steps.first().pk, "own sop": own.pk}


def things_said(card: Scorecard, *, by: Member) -> dict[str, int]:
    """A dispute, an adjustment and an appeal: by their keys."""
    part = card.parts.get()
    line, now = part.lines.first(), timezone.now()
    about = {"scorecard": card, "assignment": part.assignment, "kpi": line.kpi}
    Appeal.objects.create(scorecard=card, text="再看看", made_at=now)
    return {
        "dispute": Dispute.objects.create(**about, text="少算了", raised_at=now, due_on=now.date()).pk,
        "adjustment": Adjustment.objects.create(**about, points=1, reason="停机", by=by, at=now).pk,
    }
