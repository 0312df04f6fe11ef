"""Saying something in the team's groups: upper rooms post here, in the transaction of what happened.

    outbox.post(team, Topic.AGENDA, lambda: (title, text), about="meeting 7", at=now)

The words are asked for in each bot's language. They are plain or Markdown, and never hold secrets or scores of persons.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from notices.holding import FARTHEST, Quiet, next_moment
from notices.models import GroupBot, GroupMessage
from roles.calendar import WorkingDays
from roles.models import Team
from teamops.lib.months import Span

Topic = GroupBot.Topic
# Makes the title and the text in the language that is spoken at that moment.
Words = Callable[[], tuple[str, str]]
TITLE_LENGTH = 120
A_DAY = timedelta(days=1)
# What a group's Markdown would take for its own signs.
_SIGNS = str.maketrans("<>[]*`#\n\r", "＜＞［］＊＇＃  ")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a topic is said: for how long it is worth saying, whether it is held in quiet hours, and on which side

    it errs when nobody knows whether it was sent: twice, or perhaps not at all.
    """

    worth: timedelta
    is_held: bool
    rather_twice: bool


# A reminder, a report, an agenda, a summary stand on a page, too, and everybody in the group would read the copy: they
# err on the side of not coming. A goal that turned red must not pass unnoticed: it errs on the side of coming twice.
MANNERS: Mapping[str, Manner] = {
    Topic.STAND_UP_REMINDER: Manner(timedelta(hours=1), is_held=False, rather_twice=False),
    Topic.STAND_UP_REPORT: Manner(timedelta(hours=6), is_held=False, rather_twice=False),
    Topic.AGENDA: Manner(timedelta(hours=12), is_held=False, rather_twice=False),
    Topic.NIGHT_SUMMARY: Manner(timedelta(hours=8), is_held=True, rather_twice=False),
    Topic.RED_ALERT: Manner(timedelta(days=3), is_held=True, rather_twice=True),
    GroupMessage.TRIAL: Manner(timedelta(minutes=5), is_held=False, rather_twice=False),
}


def post(team: Team, topic: str, words: Words, *, about: str, at: datetime) -> int:
    """Have the team's bots that post this topic say it: once about the same thing, however often this is called.

    Return how many bots were given it.
    """
    bots = [bot for bot in GroupBot.objects.filter(team=team).active() if topic in bot.topics]
    if not bots:
        return 0
    today = timezone.localdate(at)
    worked = WorkingDays(team, Span(today, today + FARTHEST + A_DAY))
    messages = [_message(bot, topic, words, worked, about=about, at=at) for bot in bots]
    GroupMessage.objects.bulk_create(messages, ignore_conflicts=True)
    return len(messages)


def plain(text: str) -> str:
    """A name as it is, although Markdown would take some of its signs for its own."""
    return text.translate(_SIGNS)


def link(words: str, path: str) -> str:
    """A way from the group to a page of the site."""
    return f"[{words}]({settings.SITE_URL.rstrip('/')}{path})"


def _message(bot: GroupBot, topic: str, words: Words, worked: WorkingDays, *, about: str, at: datetime) -> GroupMessage:
    manner, moment = MANNERS[topic], timezone.localtime(at)
    if manner.is_held:
        quiet = Quiet(bot.quiet_from, bot.quiet_until)
        moment = next_moment(moment, quiet=quiet, works=lambda one: one.date() in worked)
    with override(bot.language):
        title, text = words()
    return GroupMessage(
        bot=bot,
        topic=topic,
        about=about,
        title=title[:TITLE_LENGTH],
        text=text,
        posted_at=at,
        next_at=moment,
        until=moment + manner.worth,
    )
