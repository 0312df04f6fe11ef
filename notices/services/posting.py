"""Bringing messages to groups: in order, within the platform's limits, each claimed before it goes.

Where nobody knows whether a message arrived (the worker died, the platform fell silent) its topic decides, see
``outbox.MANNERS``: it goes again, or it is given up as unsure and a person looks into the group.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from notices.bots.client import BotClient, post
from notices.bots.platforms import PLATFORMS
from notices.bots.refusals import BUSY, LIMIT, RESTS, PostFailed, explain
from notices.models import GroupBot, GroupMessage, Notice
from notices.outbox import MANNERS
from notices.services import claiming
from notices.services.mailing import Clock
from notices.services.telling import tell_all
from roles.models import Member
from roles.permissions import Permission

A_MINUTE = timedelta(minutes=1)
RATHER_TWICE = [topic for topic, manner in MANNERS.items() if manner.rather_twice]
Clients = Callable[[str], BotClient]


def send_due(*, clock: Clock, clients: Clients = BotClient) -> int:
    """Let each bot say what is due, the oldest first; a bot in trouble holds up none of the others."""
    at = clock()
    _settle_left_lying(clock=clock)
    _drop_late(clock=clock)
    due = GroupMessage.objects.due(at=at)
    due.filter(bot__is_active=False).update(state=GroupMessage.State.GIVEN_UP, error="not_in_use")
    bots = GroupBot.objects.active().awake(at=at).filter(pk__in=due.values("bot")).select_related("team")
    return sum(_speak(bot, clock=clock, clients=clients) for bot in bots)


def _settle_left_lying(*, clock: Clock) -> None:
    """What a dead worker had claimed: again, or given up as unsure."""
    at = clock()
    lying = GroupMessage.objects.left_lying(at=at)
    claiming.sign_failed(lying.filter(topic__in=RATHER_TWICE), error="unsure", arguments={}, at=at)
    claiming.give_up(GroupMessage.objects.left_lying(at=at), error="unsure")


def _drop_late(*, clock: Clock) -> None:
    at = clock()
    claiming.give_up(GroupMessage.objects.filter(state__in=GroupMessage.OPEN, until__lt=at), error="too_late")


def _speak(bot: GroupBot, *, clock: Clock, clients: Clients) -> int:
    """Say as much as the platform takes in a minute. What is left stays due."""
    sent, room = 0, room_of(bot, clock=clock)
    due = GroupMessage.objects.due(at=clock()).filter(bot=bot).order_by("next_at", "pk")
    client = clients(bot.kind)
    for message in list(due[:room]):
        try:
            sent += say(message, bot, clock=clock, client=client)
        except PostFailed:
            break
    return sent


def room_of(bot: GroupBot, *, clock: Clock) -> int:
    """How many messages it may still post within this minute."""
    platform = PLATFORMS[bot.kind]
    tried = bot.messages.tried_since(clock() - A_MINUTE).count()
    return max(min(platform.a_minute - tried, platform.a_run), 0)


def say(message: GroupMessage, bot: GroupBot, *, clock: Clock, client: BotClient) -> bool:
    """Claim a message and post it; False if another worker has it. Raise ``PostFailed``, which is signed already."""
    if not (mark := claiming.claim(GroupMessage.objects.filter(pk=message.pk), at=clock())):
        return False
    claimed = GroupMessage.objects.filter(claim=mark)
    try:
        post(bot, message.title, message.text, at=clock(), client=client)
    except PostFailed as failed:
        _sign(claimed, message, bot, failed, clock=clock)
        raise
    at = clock()
    claiming.sign_sent(claimed, at=at)
    GroupBot.objects.filter(pk=bot.pk).update(
        last_sent_at=at, error="", error_arguments={}, error_at=None, rests_until=None
    )
    return True


def _sign(
    claimed: QuerySet[GroupMessage], message: GroupMessage, bot: GroupBot, failed: PostFailed, *, clock: Clock
) -> None:
    at = clock()
    if failed.meaning == LIMIT:
        # It was surely not posted, and that it was too early is no attempt of its own.
        rest = at + RESTS[bot.kind]
        GroupBot.objects.filter(pk=bot.pk).update(rests_until=rest)
        said = {"error": failed.code, "error_arguments": failed.arguments}
        claimed.update(state=GroupMessage.State.FAILED, next_at=rest, attempts=F("attempts") - 1, **said)
    elif failed.is_unsure and not MANNERS[message.topic].rather_twice:
        claiming.give_up(claimed, error="unsure")
    elif failed.meaning == BUSY:
        claiming.sign_failed(claimed, error=failed.code, arguments=failed.arguments, at=at)
    else:
        claiming.give_up(claimed, error=failed.code, arguments=failed.arguments)
        _remember(bot, failed, clock=clock)


def _remember(bot: GroupBot, failed: PostFailed, *, clock: Clock) -> None:
    """Keep what is wrong with the bot, and tell those who may mend it, once for each trouble."""
    at = clock()
    is_new = (
        GroupBot.objects.filter(pk=bot.pk)
        .filter(~Q(error=failed.code))
        .update(error=failed.code, error_arguments=failed.arguments, error_at=at)
    )
    if not is_new:
        return
    managers = Member.objects.filter(team=bot.team_id).who_may(Permission.MANAGE_CONNECTIONS, on=timezone.localdate(at))
    reason = {}
    for key, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            reason[key] = explain(bot.kind, failed.code, failed.arguments)
    words: dict[str, Any] = {"bot": bot.name, "reason": reason}
    address = reverse("notices:bots", args=[bot.team.slug])
    tell_all(managers, Notice.Kind.BOT_REFUSED, words, address, about=f"bot {bot.pk} {int(at.timestamp())}")
