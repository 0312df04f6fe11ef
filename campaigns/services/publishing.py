"""A piece of content is out: it becomes a subject of numbers, and those who are credited answer for them."""

from collections import defaultdict
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Credit, Fact, Item
from campaigns.published import standing
from campaigns.services import checks
from campaigns.services.access import locked, need_a_hand
from campaigns.services.telling import note
from metrics.models import Channel, ContentKey, Point, Subject
from metrics.services import attribution, content, subjects
from metrics.services.attribution import Share
from roles.models import Member, Team
from teamops.lib.exceptions import NotAllowedNow

# How long numbers are looked for: WeChat's exports of single articles reach back two months.
LOOKED_FOR = timedelta(days=60)


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
    if reasons := checks.against_publishing(item, on=timezone.localdate(at)):
        raise NotAllowedNow(" ".join(reasons))
    detail = item.content
    detail.channel = channel or detail.channel
    if detail.channel is None:
        raise NotAllowedNow(_("Say on which channel it came out."))
    if published_at > at:
        raise NotAllowedNow(_("That time is still to come. Plan it instead."))
    detail.published_at, detail.address, detail.msgid, detail.video_id = published_at, address, msgid, video_id
    detail.save()
    _meet(item, by=by, at=at)
    note(item, Fact.Kind.PUBLISHED, by=by, at=at, text=address)
    attribute(item, on=timezone.localdate(published_at), at=at)
    return item


def _meet(item: Item, *, by: Member, at: datetime) -> bool:
    """Let the item be about the subject that its keys, or its title and day, name now; what was known of the one before
    goes along. Say whether that is another one. Raise ``NotAllowedNow`` if another item has these numbers."""
    detail, before = item.content, standing(item)
    assert detail.channel is not None, "published on no channel"  # noqa: S101 - publish() asks for it
    assert detail.published_at is not None, "not published"  # noqa: S101
    keys: dict[str, str] = {
        ContentKey.Kind.ADDRESS: detail.address.strip(),
        ContentKey.Kind.MSGID: detail.msgid.strip(),
        ContentKey.Kind.VIDEO_ID: detail.video_id.strip(),
    }
    day = timezone.localdate(detail.published_at)
    subject = subjects.for_content(detail.channel, name=item.title, published_on=day, keys=keys)
    if before is not None and subject.pk == before.pk:
        return False
    _take(item, subject, before=before, by=by, at=at)
    return True


def _take(item: Item, subject: Subject, *, before: Subject | None, by: Member, at: datetime) -> None:
    taken = Item.objects.filter(subject=subject).exclude(pk=item.pk).first()
    if taken is not None:
        raise NotAllowedNow(
            _("“%(title)s” (%(code)s) has these numbers already.") % {"title": taken, "code": taken.code}
        )
    if before is not None and before.is_counted:
        content.join(before, into=subject, by=by, at=at, is_confirmed=True)
    item.subject = subject
    item.save(update_fields=["subject"])


@transaction.atomic
def join(item: Item, subject: Subject, *, by: Member, at: datetime) -> Item:
    """Say by hand which numbers are this item's, where no key tells. Raise ``NotAllowedNow`` for an item that isn't
    published, numbers of another channel, or such as are another item's."""
    item = locked(item, by=by, is_open=False)
    need_a_hand(item, by=by, at=at)
    if item.kind != Item.Kind.CONTENT or item.content.published_at is None:
        raise NotAllowedNow(_("Only what is published has numbers."))
    if subject.channel_id != item.content.channel_id or subject.team_id != item.team_id:
        raise NotAllowedNow(_("The two are of different channels: each channel counts its own numbers."))
    before = standing(item)
    if before is None or before.pk != subject.pk:
        _take(item, subject, before=before, by=by, at=at)
        note(item, Fact.Kind.MET_NUMBERS, by=by, at=at, text=subject.name)
        attribute(item, on=timezone.localdate(item.content.published_at), at=at)
    return item


def look_for_numbers(team: Team, *, at: datetime) -> int:
    """Once more for what is published and has no numbers: they may have come in under a key that the item was given
    since. Items whose numbers are another's, or contradict, stay as they are. Return how many met theirs."""
    since = at - LOOKED_FOR
    found = Item.objects.filter(team=team, kind=Item.Kind.CONTENT, content__published_at__range=(since, at))
    without = found.filter(Q(subject=None) | ~Exists(Point.objects.filter(subject=OuterRef("subject"))))
    met = 0
    for item in (
        without.filter(content__channel__isnull=False)
        .exclude(subject__joined_to__isnull=False)
        .select_related("team", "owner", "run", "subject", "content__channel__subject__team")
    ):
        with suppress(NotAllowedNow), transaction.atomic():
            if _meet(item, by=item.owner, at=at):
                note(item, Fact.Kind.MET_NUMBERS, by=None, at=at, text=str(item.subject))
                attribute(item, on=timezone.localdate(item.content.published_at), at=at)
                met += 1
    return met


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
