"""A piece of content is out: it becomes a subject of numbers, and those who are credited answer for them."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Credit, Fact, Item
from campaigns.services import checks
from campaigns.services.access import locked, need_a_hand
from campaigns.services.telling import note
from metrics.models import Channel, ContentKey
from metrics.services import attribution, subjects
from metrics.services.attribution import Share
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def publish(
    item: Item,
    *,
    by: Member,
    at: datetime,
    published_at: datetime,
    channel: Channel | None = None,
    address: str = "",
    msgid: str = "",
    video_id: str = "",
) -> Item:
    """Say when and where a piece of content came out. Its numbers meet it by address, message id, video id, or title
    and day. Raise ``NotAllowedNow`` for another kind, without a channel, for a day to come, or if a check stands
    against it."""
    item = locked(item, by=by)
    need_a_hand(item, by=by, at=at)
    if item.kind != Item.Kind.CONTENT:
        raise NotAllowedNow(_("Only content is published."))
    if reasons := checks.against_publishing(item):
        raise NotAllowedNow(" ".join(reasons))
    detail = item.content
    detail.channel = channel or detail.channel
    if detail.channel is None:
        raise NotAllowedNow(_("Say on which channel it came out."))
    if published_at > at:
        raise NotAllowedNow(_("That time is still to come. Plan it instead."))
    detail.published_at, detail.address, detail.msgid, detail.video_id = published_at, address, msgid, video_id
    detail.save()
    keys: dict[str, str] = {
        ContentKey.Kind.ADDRESS: address.strip(),
        ContentKey.Kind.MSGID: msgid.strip(),
        ContentKey.Kind.VIDEO_ID: video_id.strip(),
    }
    day = timezone.localdate(published_at)
    subject = subjects.for_content(detail.channel, name=item.title, published_on=day, keys=keys)
    taken = Item.objects.filter(subject=subject).exclude(pk=item.pk).first()
    if taken is not None:
        raise NotAllowedNow(
            _("“%(title)s” (%(code)s) has these numbers already.") % {"title": taken, "code": taken.code}
        )
    item.subject = subject
    item.save(update_fields=["subject"])
    note(item, Fact.Kind.PUBLISHED, by=by, at=at, text=address)
    attribute(item, on=day, at=at)
    return item


def attribute(item: Item, *, on: date, at: datetime) -> None:
    """Let those who are credited answer for the item's numbers, from its publishing day; nothing before that."""
    if item.kind != Item.Kind.CONTENT or item.subject is None:
        return
    shares: dict[Member, Decimal] = defaultdict(Decimal)
    for one in Credit.objects.filter(item=item).select_related("member__person"):
        shares[one.member] += one.share
    if shares:
        wanted = [Share(member, share, item.subject.published_on or on) for member, share in shares.items()]
        attribution.put(item.subject, wanted, at=at)
