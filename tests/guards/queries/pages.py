"""Each address that is measured: the name of its page, and what that needs after the team.

A page with a list belongs in the table of its subject.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from kpis.models import Line
from teamops.api import RESOURCES
from tests.guards.queries.house import House

FRAME = "reports:more"
HOME = "reports:today"

PEOPLE = {
    "roles:board": [],
    "roles:members": [],
    "roles:members-detail": ["member"],
    "roles:leave": [],
    "roles:working-days": [],
    "roles:team": [],
    "roles:audit": [],
    "jobs:runs": [],
    "notices:inbox": [],
    "notices:bots": [],
    "notices:calendar": [],
    "notices:log": [],
    "notices:log-groups": [],
}
WORK = {
    "campaigns:mine": [],
    "campaigns:items": [],
    "campaigns:items-export": [],
    "campaigns:items-version": ["item", "item_version"],
    "campaigns:workflows": [],
    "campaigns:workflows-workflow": ["workflow"],
    "campaigns:workflows-version": ["workflow", "workflow_version"],
    "campaigns:workflows-edit": ["workflow"],
    "campaigns:workflows-publish": ["workflow"],
    "campaigns:budget": [],
    "campaigns:budget-export": [],
    "campaigns:budget-entries": [],
    "campaigns:budget-line": ["budget_line"],
    "campaigns:items-week": ["group"],
    "campaigns:sops": [],
    "campaigns:sops-export": [],
    "campaigns:sops-sop": ["sop"],
    "campaigns:sops-run": ["sop run"],
    "campaigns:risks": [],
    "campaigns:risks-export": [],
    "campaigns:risks-risk": ["risk"],
    "campaigns:risks-thresholds": [],
    "campaigns:lessons": [],
    "campaigns:board": [],
    "campaigns:calendar": [],
    "campaigns:calendar-rules": [],
    "campaigns:timeline": [],
    "campaigns:desk": [],
    "campaigns:bottlenecks": [],
    "campaigns:bottlenecks-stays": ["stage"],
    "campaigns:words": [],
    "campaigns:words-list": ["word_list"],
    "campaigns:words-version": ["word_list", "word_version"],
}
MEETINGS = {
    "meetings:wall": [],
    "meetings:write": [],
    "meetings:meetings": [],
    "meetings:decisions": [],
    "meetings:search": [],
    "meetings:actions": [],
    "meetings:series": [],
    "meetings:blockers": [],
    "meetings:blockers-detail": ["blocker"],
}
NUMBERS = {
    "metrics:completeness": [],
    "metrics:completeness-day": ["channel", "yesterday"],
    "metrics:imports": [],
    "metrics:imports-mappings": [],
    "metrics:imports-preview": ["preview"],
    "metrics:imports-result": ["import"],
    "metrics:imports-rejected": ["import"],
    "metrics:channels": [],
    "metrics:channels-detail": ["channel"],
    "metrics:channels-answering": ["channel"],
    "metrics:content": [],
    "metrics:content-detail": ["content"],
    "metrics:content-answering": ["content"],
    "metrics:connections": [],
    "metrics:connections-detail": ["connection"],
    "metrics:connections-users": ["connection"],
    "metrics:dictionary": [],
}
CARDS = {
    "kpis:month": [],
    "kpis:month-export": [],
    "kpis:month-card": ["card"],
    "kpis:month-months": ["card"],
    "kpis:templates": [],
    "kpis:templates-detail": ["template"],
    "kpis:templates-grades": [],
}
GOALS = {
    "goals:list": [],
    "goals:list-export": [],
    "goals:list-add": [],
}
# A row of a file, and a whole import, lead to the scorecards that read them; a metric to all that stands on it.
LINEAGE = {
    "metrics:imports-row": ["import", "row"],
    "metrics:imports-points": ["import"],
    "metrics:dictionary-metric": ["metric"],
}
AWARDS = {
    "kpis:awards": [],
    "kpis:awards-detail": ["award", "award-month"],
    "kpis:awards-evidence": ["award", "award-month", "candidate"],
    "kpis:awards-history": [],
    "kpis:awards-export": [],
    "kpis:awards-kinds": [],
}
TARGETS: dict[str, list[str]] = {"kpis:targets": [], "kpis:own-targets": []}
PRINT, GOAL, MEETING = "kpis:month-print", "goals:list-goal", "meetings:meetings-detail"
SINGLE = {PRINT: ["card"], GOAL: ["goal"], MEETING: ["meeting"], FRAME: [], HOME: []}
OF_TEAM: dict[str, list[str]] = PEOPLE | WORK | MEETINGS | NUMBERS | CARDS | GOALS | LINEAGE | AWARDS | TARGETS | SINGLE
# A card with one of its lines open down to the points.
OPEN_LINE = "kpis:month-card?line"
# An item where it is written, one that waits for a yes with a forbidden word in it, a campaign: each page is asked for
# in parts, and none of them asks more than any page.
ITEMS = {"item": ["trail", "work"], "held up": ["trail"], "campaign": ["run", "work", "trail"], "group": ["work"]}
# What a process number counted, and how many days ago: SOP steps, and content with who has a part in it.
RECORDS = {"process.sop_due": 0, "process.outputs_due": 1}
PERSONAL_PAGES = ["profile", "notice-choices", "usersessions_list"]
RESOURCE_LISTS = [prefix for prefix, _viewset in RESOURCES]
DETAILS = {
    "connections": "connection",
    "imports": "import",
    "scorecards": "card",
    "templates": "template",
    "channels": "channel",
    "content": "content",
    "goals": "goal",
    "word-lists": "word_list",
    "workflows": "workflow_version",
    "blockers": "blocker",
    "budgets": "budget",
    "risks": "risk",
    "sops": "sop",
    "sop-runs": "sop run",
    "group-weeks": "week plan",
}
REST_ITEMS = [f"items/{name}" for name in ITEMS]


def addresses(house: House) -> Iterator[tuple[str, str]]:
    slug, things = house.team.slug, house.things
    for name, needs in (
        PEOPLE | WORK | MEETINGS | NUMBERS | CARDS | GOALS | LINEAGE | AWARDS | TARGETS | SINGLE
    ).items():
        yield name, reverse(name, args=[slug, *(things[need] for need in needs)])
    yield from of_items(house)
    for code, days_ago in RECORDS.items():
        day = timezone.localdate() - timedelta(days=days_ago)
        yield code, reverse("campaigns:records", args=[slug]) + f"?metric={code}&day={day}"
    card = reverse("kpis:month-card", args=[slug, house.card.pk])
    yield OPEN_LINE, f"{card}?line={Line.objects.filter(part__scorecard=house.card).earliest('pk').pk}"
    yield from ((name, reverse(name)) for name in PERSONAL_PAGES)
    yield from of_resources(house)


def of_items(house: House) -> Iterator[tuple[str, str]]:
    slug, things = house.team.slug, house.things
    for name, parts in ITEMS.items():
        yield f"{name}'s page", reverse("campaigns:items-item", args=[slug, things[name]])
        for part in parts:
            yield f"{name}'s {part}", reverse("campaigns:items-beside", args=[slug, things[name], part])


def of_resources(house: House) -> Iterator[tuple[str, str]]:
    things = house.things
    for prefix in RESOURCE_LISTS:
        yield prefix, reverse(f"api-{prefix}-list") + f"?team={house.team.slug}"
    for name in ITEMS:
        yield f"items/{name}", reverse("api-items-detail", args=[things[name]])
    for prefix, thing in DETAILS.items():
        yield f"{prefix}/{thing}", reverse(f"api-{prefix}-detail", args=[things[thing]])
