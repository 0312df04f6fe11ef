"""Group bots: entered, changed, tried out, taken away; a message said again by hand."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from notices.bots.client import BotClient
from notices.bots.platforms import PLATFORMS, key_of
from notices.bots.refusals import LIMIT, PostFailed, explain
from notices.models import GroupBot, GroupMessage
from notices.outbox import MANNERS
from notices.services import posting
from notices.services.mailing import Clock
from roles.models import Member, Team
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.secrets import Secret


@transaction.atomic
def save(
    team: Team,
    *,
    bot: GroupBot | None,
    kind: str,
    name: str,
    webhook: str,
    signing: str,
    topics: list[str],
    language: str,
    quiet_from: time,
    quiet_until: time,
    is_active: bool,
    by: Member,
) -> GroupBot:
    """Enter a bot, or change it; an empty address or secret keeps the one that is there.

    Raise ``NotAllowedNow`` for an address that isn't one of that platform, or a name that another bot has.
    """
    need(by, Permission.MANAGE_CONNECTIONS, team=team)
    known = GroupBot.objects.select_for_update().get(pk=bot.pk, team=team) if bot else None
    if known is None or known.kind != kind:
        _need_all(kind, webhook=webhook, signing=signing)
    saved = known or GroupBot(team=team, made_by=by)
    saved.kind, saved.name, saved.topics, saved.language = kind, name, topics, language
    saved.quiet_from, saved.quiet_until, saved.is_active = quiet_from, quiet_until, is_active
    if webhook:
        saved.key = Secret.of(key_of(kind, webhook))
    if signing or known is None or not PLATFORMS[kind].signs:
        saved.signing = Secret.of(signing if PLATFORMS[kind].signs else "")
    if webhook or signing:
        saved.error, saved.error_arguments, saved.error_at, saved.rests_until = "", {}, None, None
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        raise NotAllowedNow(_("Another bot is called %(name)s already.") % {"name": name}) from None
    return saved


def _need_all(kind: str, *, webhook: str, signing: str) -> None:
    if not webhook:
        raise NotAllowedNow(_("Enter the address of the webhook."))
    if PLATFORMS[kind].signs and not signing:
        raise NotAllowedNow(_("Enter the signing secret: in the bot's 安全设置 choose 签名校验 or 加签."))


@transaction.atomic
def delete(bot: GroupBot, *, by: Member) -> None:
    """Take a bot away with all that it was to say."""
    need(by, Permission.MANAGE_CONNECTIONS, team=bot.team)
    bot.delete()


def try_out(bot: GroupBot, *, by: Member, clock: Clock, client: BotClient | None = None) -> None:
    """Post a trial now. Raise ``NotAllowedNow`` with what the platform said, while the bot rests, or if a minute's
    messages are used up."""
    need(by, Permission.MANAGE_CONNECTIONS, team=bot.team)
    if bot.is_resting(at=clock()):
        raise NotAllowedNow(_resting(bot))
    if not posting.room_of(bot, clock=clock):
        raise NotAllowedNow(_("The bot has posted as much as it may in a minute. Try again in a minute."))
    trial = _trial(bot, by=by, at=clock())
    try:
        posting.say(trial, bot, clock=clock, client=client or BotClient(bot.kind))
    except PostFailed as failed:
        # Whoever looks sees it at once: it isn't tried again by itself.
        GroupMessage.objects.filter(pk=trial.pk).update(state=GroupMessage.State.GIVEN_UP)
        bot.refresh_from_db(fields=["rests_until"])
        told = _resting(bot) if failed.meaning == LIMIT else explain(bot.kind, failed.code, failed.arguments)
        raise NotAllowedNow(told) from None


def _resting(bot: GroupBot) -> str:
    told = {"platform": bot.get_kind_display(), "time": timezone.localtime(bot.rests_until).strftime("%H:%M")}
    return _("%(platform)s got more than it takes: the bot rests until %(time)s. Try again then.") % told


def _trial(bot: GroupBot, *, by: Member, at: datetime) -> GroupMessage:
    with override(bot.language):
        title = _("TeamOps · %(team)s") % {"team": bot.team}
        text = _("%(name)s tries out this bot. It works.") % {"name": by}
    moments: dict[str, Any] = {"posted_at": at, "next_at": at, "until": at + MANNERS[GroupMessage.TRIAL].worth}
    return GroupMessage.objects.create(
        bot=bot, topic=GroupMessage.TRIAL, about=uuid4().hex, title=title, text=text, **moments
    )


@transaction.atomic
def say_again(message: GroupMessage, *, by: Member, at: datetime) -> None:
    """Have a message that was given up said after all. Raise ``NotAllowedNow`` for one that wasn't."""
    need(by, Permission.MANAGE_CONNECTIONS, team=message.bot.team)
    again = GroupMessage.objects.filter(pk=message.pk, state=GroupMessage.State.GIVEN_UP).update(
        state=GroupMessage.State.WAITING, attempts=0, next_at=at, until=at + timedelta(hours=1), claim=None
    )
    if not again:
        raise NotAllowedNow(_("This message wasn't given up."))
