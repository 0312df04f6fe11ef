"""When a piece of content goes out: only where its channel has room."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import ContentDetail, Fact, Item
from campaigns.room import Room
from campaigns.services.access import locked, need_a_hand
from campaigns.services.changing import set_all
from campaigns.services.telling import note
from metrics.models import Channel
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow


class NoRoom(NotAllowedNow):
    """Nothing more can be sent then; ``next_free`` is the same time of the next day on which it can."""

    def __init__(self, sentence: str, next_free: datetime | None) -> None:
        super().__init__(sentence)
        self.next_free = next_free


@transaction.atomic
def plan(
    item: Item, *, planned_at: datetime | None, by: Member, at: datetime, channel: Channel | None = None, **more: str
) -> Item:
    """Say when, where and to whom a piece of content goes out; without ``channel`` it stays with its own. For who has a
    hand in it.

    Raise ``NoRoom`` if the channel's quota is used up then or nothing goes out on that day, ``NotAllowedNow`` for
    another kind, or for what is out already.
    """
    item = locked(item, by=by)
    need_a_hand(item, by=by, at=at)
    if item.kind != Item.Kind.CONTENT:
        raise NotAllowedNow(_("Only content is planned for a channel."))
    detail = item.content
    if detail.published_at is not None:
        raise NotAllowedNow(_("It is out already."))
    changed = set_all(detail, {"planned_at": planned_at, "channel": channel or detail.channel, **more})
    if changed:
        note(item, Fact.Kind.CHANGED, by=by, at=at, particulars=changed)
    if {"planned_at", "channel"} & set(changed):
        need_room(detail)
    return item


def need_room(detail: ContentDetail) -> None:
    """Raise ``NoRoom`` if the content can't go out as planned. The channel is locked first: of two who take its last
    place at once, one gets it."""
    if detail.planned_at is None or detail.channel_id is None or detail.published_at is not None:
        return
    channel = Channel.objects.select_for_update(of=("self",)).select_related("subject").get(pk=detail.channel_id)
    room = Room(channel, since=timezone.localdate(detail.planned_at), but=detail)
    if not (sentence := room.against(detail.planned_at)):
        return
    free = room.next_free(detail.planned_at)
    offer = _("The next free time is %(time)s.") % {"time": f"{timezone.localtime(free):%m-%d %H:%M}"} if free else ""
    raise NoRoom(" ".join(filter(None, [sentence, offer])), free)
