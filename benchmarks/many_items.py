"""A team with 5,000 pieces of work: content planned over a year, campaigns, quotas; made in bulk."""

import random
from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from campaigns.models import CampaignDetail, ContentDetail, Item, Promise, Quota, Stage, StageRun, Workflow
from metrics.models import Channel, Subject
from roles.models import Assignment, LevelGrant, Member, Person, Role, Team
from roles.permissions import Level

PEOPLE, CHANNELS, CAMPAIGNS = 20, 6, 48
# Of ten pieces three are under way; the rest is done.
OPEN_OF_TEN = 3


def build(items: int) -> Member:
    """The team's manager, who looks at it all."""
    chance = random.Random(5)
    team = Team.objects.create(slug="bench-work", name="Work")
    members = list(_people(team))
    channels = list(_channels(team, members[0]))
    campaigns = _campaigns(team, members, chance)
    workflow = Workflow.objects.current(team).get(code="content")
    rows = _items(team, workflow, members, range(len(campaigns) + 1, items + 1), chance)
    now = timezone.now()
    ContentDetail.objects.bulk_create(
        ContentDetail(
            item=item,
            channel=chance.choice(channels),
            planned_at=now + timedelta(hours=chance.randint(-24 * 300, 24 * 65)) if number % 12 else None,
            published_at=now - timedelta(hours=chance.randint(1, 24 * 300)) if not item.is_open else None,
            audience=f"人群 {number % 40}" if number % 3 else "",
            campaign=chance.choice(campaigns) if number % 5 == 0 else None,
        )
        for number, item in enumerate(rows)
    )
    return Member.objects.with_level(on=timezone.localdate()).select_related("team", "person").get(pk=members[0].pk)


def _people(team: Team) -> Iterator[Member]:
    today, role = timezone.localdate(), Role.objects.get(code="content_planner")
    password = make_password(None)
    for number in range(PEOPLE):
        person = Person.objects.create(username=f"bench-work-{number}", name=f"成员 {number}", password=password)
        member = Member.objects.create(team=team, person=person, joined_on=today - timedelta(days=400))
        level = Level.MANAGER if number == 0 else Level.MEMBER
        LevelGrant.objects.create(member=member, level=level, from_on=member.joined_on)
        Assignment.objects.create(member=member, role=role, from_on=member.joined_on, share=100)
        yield member


def _channels(team: Team, by: Member) -> Iterator[Channel]:
    for number in range(CHANNELS):
        subject = Subject.objects.create(team=team, kind=Subject.Kind.CHANNEL, name=f"公众号 {number}")
        channel = Channel.objects.create(subject=subject, kind=Channel.Kind.OFFICIAL_ACCOUNT)
        Quota.objects.create(channel=channel, at_most=1, per="day", set_by=by, set_at=timezone.now())
        yield channel


def _campaigns(team: Team, members: list[Member], chance: random.Random) -> list[CampaignDetail]:
    workflow, today = Workflow.objects.current(team).get(code="campaign"), timezone.localdate()
    rows = _items(team, workflow, members, range(1, CAMPAIGNS + 1), chance)
    details = []
    for number, item in enumerate(rows):
        first = today + timedelta(days=7 * (number - CAMPAIGNS + 6))
        days = {"starts_on": first, "ends_on": first + timedelta(days=13)}
        details.append(CampaignDetail(item=item, budget=1000, **days))
    CampaignDetail.objects.bulk_create(details)
    at, by = timezone.now(), members[0]
    Promise.objects.bulk_create(
        Promise(item=one.item, number=1, starts_on=one.starts_on, ends_on=one.ends_on, budget=1000, by=by, at=at)
        for one in details
    )
    return details


def _items(team: Team, workflow: Workflow, members: list[Member], numbers: range, chance: random.Random) -> list[Item]:
    """Each at a stage, or done at the last one."""
    now, stages = timezone.now(), list(Stage.objects.filter(workflow=workflow))
    made = []
    for number in numbers:
        is_open = number % 10 < OPEN_OF_TEN
        owner = chance.choice(members)
        fields = {"state": Item.State.OPEN} if is_open else {"state": Item.State.DONE, "closed_at": now}
        title = f"{chance.choice(('换季', '敏感肌', '会员日', '成分', '直播'))}的第 {number} 篇"
        made.append(
            Item(team=team, kind=workflow.kind, workflow=workflow, number=number, title=title, owner=owner,
                 made_by=owner, made_at=now - timedelta(hours=number), due_on=None, **fields)
        )  # fmt: skip
    Item.objects.bulk_create(made)
    runs = []
    for item in made:
        entered = now - timedelta(hours=chance.randint(1, 200))
        due = {"due_at": entered + timedelta(hours=60), "remind_at": entered + timedelta(hours=48)}
        closed = {} if item.is_open else {"left_at": now, "outcome": "moved"}
        stage = chance.choice(stages) if item.is_open else stages[-1]
        runs.append(StageRun(item=item, stage=stage, assignee=item.owner, entered_at=entered, **due, **closed))
    StageRun.objects.bulk_create(runs)
    for item, run in zip(made, runs, strict=True):
        item.run = run
    Item.objects.bulk_update(made, ["run"], batch_size=1000)
    return made
