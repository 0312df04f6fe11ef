"""Who may do what at which stage, on the pages and over REST: one table. What it doesn't allow is refused in words,
and nothing of it is done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from campaigns import item_words, prints
from campaigns.models import Credit, Fact, Item
from campaigns.services import approvals, handovers, stages, texts
from campaigns.services.texts import Part
from roles.models import Leave, Member, Person, Team
from roles.permissions import Level
from tests.building import hold, make_channel, make_item
from tests.conftest import make_member

# Who they are: username, level, role, and whether they had a part in the article (they wrote, edited, are credited).
CAST = """
answers    member   content_planner        -
author     member   copywriter             wrote
editor     member   content_planner        edited
credited   member   content_planner        credited
boss       owner    -                      edited
minder     member   compliance_specialist  -
tinkerer   member   compliance_specialist  edited
away       member   content_planner        -
deputy     member   -                      -
absent     member   content_planner        -
lead       lead     -                      -
manager    manager  -                      -
owner      owner    -                      -
analyst    analyst  data_analyst           -
member     member   -                      -
auditor    auditor  -                      -
"""
# ``answers`` has started the article and answers for it. ``away`` has ``deputy`` to stand in. ``absent`` has the
# author: leads stand in then. The outsider owns another team, the stranger is in none. Nobody is a superuser: people
# here have none of Django's flags. ``worded`` is compliance with a forbidden word in the text.
#
# y: it is done. n: it is refused with a sentence. x: their level doesn't allow it. -: they don't see it.
MAY = """
act        stage        answers author editor credited boss minder tinkerer away deputy absent lead manager owner analyst member auditor outsider stranger
write      topic        y y y y y y y y y y y y y y y x - -
write      compliance   y y y y y y y y y y y y y y y x - -
comment    compliance   y y y y y y y y y y y y y y y x - -
move       topic        y n y y y n n y n y y y y n n x - -
move       create       y y n n y n n n n n y y y n n x - -
move       first_review n n n n n n n n n n n n n n n x - -
move       revise       y y n n y n n n n n y y y n n x - -
move       compliance   n n n n n n n n n n n n n n n x - -
move       schedule     y n y y y n n y n y y y y n n x - -
move       publish      y n y y y n n y n y y y y n n x - -
move       data_review  y n n n y n n n n n y y y y n x - -
approve    create       n n n n n n n n n n n n n n n x - -
approve    first_review y n n n n n n n y n y y y n n x - -
approve    compliance   n n n n n y n n n n n n n n n x - -
decline    first_review y n n n n n n n y n y y y n n x - -
decline    compliance   n n n n n y n n n n n n n n n x - -
send-back  first_review y n y y y n n y y y y y y n n x - -
send-back  compliance   y n n n y y y n n n y y y n n x - -
send-back  publish      y n y y y n n y n y y y y n n x - -
claim      create       n y n n y n n n n n y y y n n x - -
claim      first_review y n n n n n n n y n y y y n n x - -
claim      compliance   n n n n n y n n n n n n n n n x - -
reassign   create       y y n n y n n n n n y y y n n x - -
reassign   compliance   y n n n y y y n n n y y y n n x - -
nudge      compliance   y y y y y n y y y y y y y y y x - -
drop       compliance   y n n n y n n n n n y y y n n x - -
edit       compliance   y n n n y n n n n n y y y n n x - -
tick       create       y y n n y n n n n n y y y n n x - -
credit     compliance   y y y y y n y n n n y y y n n x - -
approve    worded       n n n n n n n n n n n n n n n x - -
waive      worded       n n n n n y n n n n n n n n n x - -
publish    publish      y n y y y n n y n y y y y n n x - -
"""  # noqa: E501 - a table
pytestmark = pytest.mark.django_db
HEADS, *ROWS = [line.split() for line in MAY.strip().split("\n")]
ACTORS = HEADS[2:]
STAGES = ("topic", "create", "first_review", "revise", "compliance", "schedule", "publish", "data_review", "worded")
GATED = ("first_review", "compliance")
DONE, REFUSED, FORBIDDEN, HIDDEN = "y", "n", "x", "-"
JSON = "application/json"


@dataclass
class Scene:
    """An article at each stage, and everybody who might do something with it, signed in."""

    team: Team
    cast: dict[str, Member] = field(default_factory=dict)
    articles: dict[str, Item] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    channel: int = 0


def set_up() -> Scene:
    scene = Scene(Team.objects.create(slug="brook", name="溪屿护肤"))
    parts = {}
    for username, level, role, part in (line.split() for line in CAST.strip().split("\n")):
        scene.cast[username] = make_member(scene.team, username, level)
        parts[username] = part
        if role != "-":
            hold(scene.cast[username], role)
    make_member(Team.objects.create(slug="hill", name="山野咖啡"), "outsider", Level.OWNER)
    stand_in(scene.cast["away"], scene.cast["deputy"])
    stand_in(scene.cast["absent"], scene.cast["author"])
    Person.objects.create_user(username="stranger", password="a-long-secret", name="Stranger")
    for username in ACTORS:
        scene.clients[username] = Client()
        scene.clients[username].force_login(Person.objects.get(username=username))
    scene.channel = make_channel(scene.team).pk
    for stage in STAGES:
        scene.articles[stage] = article_at(stage, scene.cast, parts)
    return scene


def stand_in(member: Member, deputy: Member) -> None:
    today = timezone.localdate()
    Leave.objects.create(member=member, from_on=today, until_on=today, deputy=deputy)


def article_at(stage: str, cast: dict[str, Member], parts: dict[str, str]) -> Item:
    at = timezone.now()
    item = make_item(cast["answers"], "护肤三步")
    for number, username in enumerate(one for one, part in parts.items() if part in ("wrote", "edited")):
        words = f"先停，再修，后养。第 {number} 稿。全网最佳。" if stage == "worded" else f"先停。第 {number} 稿。"
        texts.write(item, by=cast[username], at=at, title=item.title, body=words)
    texts.credit(item, [Part(cast["credited"], Credit.Part.DESIGN, Decimal(100))], by=cast["answers"], at=at)
    while item.now.stage.code != ("compliance" if stage == "worded" else stage):
        here = item.now.stage.code
        if here in GATED:
            by = cast["answers" if here == "first_review" else "minder"]
            approvals.approve(item, by=by, at=at)
            item = Item.objects.select_related("run__stage", "team", "workflow").get(pk=item.pk)
        else:
            handovers.tick(item, by=cast["answers"], at=at)
            item = stages.move(item, by=cast["answers"], at=at)
    if stage not in GATED:
        handovers.tick(item, by=cast["lead"], at=at)
    return item


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker) -> Iterator[Scene]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield set_up()
        transaction.set_rollback(True)


@dataclass
class Asking:
    """What an act needs to be told about the article, by the page and over REST."""

    scene: Scene
    item: Item

    def back(self) -> tuple[dict[str, Any], dict[str, Any]]:
        first = self.item.workflow.stages.order_by("position").first()
        return {"to": first.pk, "reason": "重写开头"}, {"to": first.code, "reason": "重写开头"}

    def words(self) -> tuple[dict[str, Any], dict[str, Any]]:
        text = {"title": self.item.title, "body": "再改一遍。", "base": self.item.versions.count()}
        return text, text

    def of(self, act: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """What is sent to the page, and what to REST."""
        if act in ("send-back", "decline"):
            return self.back()
        if act == "write":
            return self.words()
        return AS_SENT[act](self.scene) if act in AS_SENT else ({}, {})


def both(sent: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return sent, sent


def credited(scene: Scene) -> tuple[dict[str, Any], dict[str, Any]]:
    part = {"member": scene.cast["credited"].pk, "part": "design", "share": "100"}
    formset = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1}
    return formset | {f"form-0-{name}": value for name, value in part.items()}, {"credits": [part]}


def changed(scene: Scene) -> tuple[dict[str, Any], dict[str, Any]]:
    page = {
        "title": "护肤三步", "owner": scene.cast["member"].pk, "of-format": "poster", "of-category": "scene",
    }  # fmt: skip
    return page, {"owner": scene.cast["member"].pk}


def publishing(scene: Scene) -> tuple[dict[str, Any], dict[str, Any]]:
    return both({"channel": scene.channel, "published_at": f"{timezone.localtime():%Y-%m-%dT00:01}"})


AS_SENT: dict[str, Callable[[Scene], tuple[dict[str, Any], dict[str, Any]]]] = {
    "comment": lambda _scene: both({"text": "标题短一点"}),
    "drop": lambda _scene: both({"reason": "过时了"}),
    "reassign": lambda scene: both({"to": scene.cast["member"].pk}),
    "waive": lambda _scene: both({"reason": "原话", "evidence": "报告.pdf", "until_on": f"{date(2027, 1, 31)}"}),
    "credit": credited,
    "tick": lambda _scene: ({}, {"lines": []}),
    "edit": changed,
    "publish": publishing,
}
PAGES = {"comment": "comment", "credit": "credits"}
RESOURCES = {"comment": "remarks", "write": "versions", "credit": "credits", "edit": ""}


def by_page(client: Client, scene: Scene, item: Item, act: str) -> Any:
    page, _rest = Asking(scene, item).of(act)
    place = f"waive/{key_of(item)}" if act == "waive" else PAGES.get(act, act)
    return client.post(f"/t/brook/items/{item.pk}/{place}/", page)


def over_rest(client: Client, scene: Scene, item: Item, act: str) -> Any:
    _page, rest = Asking(scene, item).of(act)
    rest = rest | {"key": key_of(item)} if act == "waive" else rest
    place = f"{RESOURCES.get(act, act)}/".lstrip("/")
    send = client.patch if act == "edit" else client.post
    return send(f"/api/v1/items/{item.pk}/{place}", rest, content_type=JSON)


def key_of(item: Item) -> str:
    return item_words.of_item(item, prints.newest_version(item), on=timezone.localdate()).blocking[0].key


def outcome(response: Any, item: Item, before: int) -> str:
    """What it led to. What was refused has left no trace, and REST says why."""
    now = traces(item)
    if response.status_code in (403, 404):
        assert now == before
        return FORBIDDEN if response.status_code == 403 else HIDDEN
    if now != before:
        return DONE
    if response.headers["Content-Type"] == JSON:
        assert response.status_code == 409, (response.status_code, response.content.decode())
        assert response.json()["detail"]
    return REFUSED


def traces(item: Item) -> int:
    """Everything that is done with an item is a fact, a tick or a remark."""
    ticks = sum(run.ticks.count() for run in item.runs.all())
    return Fact.objects.filter(item=item).count() + item.comments.count() + ticks


@pytest.mark.parametrize("door", [by_page, over_rest], ids=["page", "rest"])
@pytest.mark.parametrize("row", ROWS, ids=[f"{act}-{stage}" for act, stage, *_cells in ROWS])
def test_who_may(scene, row, door):
    act, stage, *cells = row
    item = scene.articles[stage]
    found = {}
    for actor in ACTORS:
        with transaction.atomic():
            before = traces(item)
            found[actor] = outcome(door(scene.clients[actor], scene, item, act), item, before)
            transaction.set_rollback(True)

    assert found == dict(zip(ACTORS, cells, strict=True))
