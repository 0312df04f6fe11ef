"""An article at compliance whose text somebody is about to look at, and lists that change."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import item_words, prints
from campaigns.models import Item
from campaigns.services import approvals, texts, waivers, word_lists
from campaigns.services.waivers import Grounds
from campaigns.services.word_lists import Saying
from tests.campaigns.conftest import AT, go

BODY = "先停，再修。这是全网最佳的修护霜！明天见。"


def today():
    return timezone.localdate()


@pytest.fixture
def at_compliance(article, other_planner, writer, minder):
    """``at_compliance(body)`` is the article with this text, waiting for its compliance review."""

    def make(body: str = BODY, **fields) -> Item:
        approvals.approve(article, by=other_planner, at=AT)
        item = Item.objects.get(pk=article.pk)
        texts.write(item, by=writer, at=AT, title=fields.pop("title", item.title), body=body, **fields)
        return fresh(go(Item.objects.get(pk=item.pk), "compliance", by=writer))

    return make


def fresh(item: Item) -> Item:
    return Item.objects.select_related("run__stage", "team", "workflow").get(pk=item.pk)


def words_of(item: Item, *, on=None) -> item_words.ItemWords:
    return item_words.of_item(item, prints.newest_version(item), on=on or today())


def grounds(**fields) -> Grounds:
    said = {"reason": "第三方评测的原话", "evidence": "评测报告.pdf", "until_on": today() + timedelta(days=30)}
    return Grounds(**said | fields)


def waive(item: Item, *, by, which: int = 0, at=None, **fields):
    return waivers.waive(
        item, key=words_of(item).blocking[which].key, grounds=grounds(**fields), by=by, at=at or timezone.now()
    )


def publish_list(team, *words: str, by, severity: str = "block", asks_legal: bool = False, name: str = "竞品"):
    """A new list of the team's own that says something of these words."""
    made = word_lists.add_list(team, name=name, by=by)
    sayings = [Saying(word, severity, rule="品牌部约定", asks_legal=asks_legal) for word in words]
    draft = word_lists.take_in(made, sayings, replace=False, by=by)
    return word_lists.publish(draft, note="", by=by, at=timezone.now())
