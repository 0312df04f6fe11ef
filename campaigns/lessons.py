"""Which lessons come back when something starts: those of the same kind whose words, variety or channel it shares."""

import re
from collections.abc import Iterable

from campaigns.models import Item, Lesson
from metrics.models import Channel
from roles.models import Team

MOST = 5
# A topic word says more than the variety or the channel; two characters in common with the other title say something.
BY_TOPIC, BY_VARIETY, BY_CHANNEL, BY_PAIR = 3, 2, 2, 1
ENOUGH = 2
_GAPS = re.compile(r"[\s,，、;；]+")
_WORDS = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]+")


def similar(
    team: Team,
    kind: str,
    title: str,
    *,
    variety: str = "",
    channel: Channel | None = None,
    besides: Item | None = None,
    most: int = MOST,
) -> list[Lesson]:
    """The lessons that say most about a piece of work of this kind, title, variety (a campaign's kind, a content's
    format) and channel; the newest first among equals. One query. ``besides``: not what this item itself taught."""
    lessons = Lesson.objects.filter(team=team, kind=kind).for_list()
    if besides is not None:
        lessons = lessons.exclude(item=besides)
    pairs = pairs_of(title)
    weighed = [(weight(one, title, pairs, variety, channel), one) for one in lessons]
    found = sorted(((said, one) for said, one in weighed if said >= ENOUGH), key=lambda pair: -pair[0])
    return [one for _said, one in found[:most]]


def of_item(item: Item) -> list[Lesson]:
    """What others taught about an item like this one."""
    variety, channel = particulars(item)
    return similar(item.team, item.kind, item.title, variety=variety, channel=channel, besides=item)


def particulars(item: Item) -> tuple[str, Channel | None]:
    """An item's variety and channel, as lessons keep them."""
    if item.kind == Item.Kind.CAMPAIGN:
        return item.campaign.kind, None
    if item.kind == Item.Kind.CONTENT:
        return item.content.format, item.content.channel
    return "", None


def weight(lesson: Lesson, title: str, pairs: set[str], variety: str, channel: Channel | None) -> int:
    said = BY_TOPIC * sum(topic in title.casefold() for topic in topics_of(lesson.topics))
    said += BY_VARIETY if variety and lesson.variety == variety else 0
    said += BY_CHANNEL if channel is not None and lesson.channel_id == channel.pk else 0
    return said + (BY_PAIR * len(pairs & pairs_of(lesson.item.title)) if lesson.item else 0)


def topics_of(text: str) -> list[str]:
    """Topic words as they are compared."""
    return [word.casefold() for word in _GAPS.split(text) if word]


def pairs_of(text: str) -> set[str]:
    """Neighbouring Chinese characters, and whole words of letters: what titles have in common. Years and counts don't
    count."""
    return {pair for run in _WORDS.findall(text.casefold()) for pair in _pieces(run)}


def _pieces(run: str) -> Iterable[str]:
    if run.isascii():
        return () if run.isdigit() else (run,)
    return (run[n : n + 2] for n in range(len(run) - 1))
