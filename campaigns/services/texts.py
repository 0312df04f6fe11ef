"""An item's text: written in versions, remarked upon, credited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import prints, seats
from campaigns.models import Comment, Credit, Fact, Item, Version
from campaigns.services.access import locked
from campaigns.services.publishing import attribute
from campaigns.services.telling import note, tell_some
from campaigns.services.withdrawing import say_what_is_gone
from notices.models import Notice
from roles.models import Member
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

ALL = Decimal(100)


@transaction.atomic
def write(
    item: Item,
    *,
    by: Member,
    at: datetime,
    title: str,
    digest: str = "",
    body: str = "",
    image_texts: str = "",
    changes: str = "",
    base: int | None = None,
) -> Version:
    """Save the item's text as a new version; approvals of the one before are gone by that.

    ``base`` is the number of the version that was edited. Raise ``NotAllowedNow`` if somebody saved another one
    meanwhile, or nothing differs, or there is no title.
    """
    item = locked(item, by=by)
    newest = prints.newest_version(item)
    refuse_overtaken(newest, base=base)
    if not title.strip():
        raise NotAllowedNow(_("Give it a title."))
    text = as_stored(title=title, digest=digest, body=body, image_texts=image_texts)
    sha256 = prints.of_text(**text)
    number = newest.number if newest else 0
    if newest is not None and newest.sha256 == sha256:
        raise NotAllowedNow(_("Nothing differs from version %(number)s.") % {"number": number})
    before = prints.of_item(item, version=newest)
    version = Version.objects.create(
        item=item, number=number + 1, sha256=sha256, note=changes.strip(), by=by, at=at, **text
    )
    if item.title != text["title"]:
        item.title = text["title"]
        item.save(update_fields=["title"])
    note(item, Fact.Kind.WRITTEN, by=by, at=at, version=version, text=changes.strip())
    say_what_is_gone(item, before=before, by=by, at=at)
    return version


def refuse_overtaken(newest: Version | None, *, base: int | None) -> None:
    """Raise ``NotAllowedNow`` if the newest version isn't the one that was edited."""
    if base is not None and newest is not None and base != newest.number:
        told = {"name": newest.by, "number": newest.number}
        raise NotAllowedNow(
            _("%(name)s saved version %(number)s meanwhile. What you typed is still here: compare, then save it.")
            % told
        )


def as_stored(*, title: str, digest: str, body: str, image_texts: str) -> dict[str, str]:
    """The parts of a text without what surrounds them, and the lines of the long ones ended in one way."""
    return {
        "title": title.strip(),
        "digest": digest.strip(),
        "body": body.replace("\r\n", "\n").strip(),
        "image_texts": image_texts.replace("\r\n", "\n").strip(),
    }


@transaction.atomic
def comment(item: Item, *, by: Member, at: datetime, text: str) -> Comment:
    """Remark on the item; whose turn it is, who answers for it and who wrote its newest version hear of it."""
    item = locked(item, by=by, is_open=False)
    if not text.strip():
        raise NotAllowedNow(_("Write what you want to say."))
    newest = prints.newest_version(item)
    said = Comment.objects.create(item=item, run=item.now, version=newest, by=by, at=at, text=text.strip())
    told = [one for one in (item.now.assignee, item.owner, newest.by if newest else None) if one is not None]
    tell_some(told, item, Notice.Kind.ITEM_COMMENTED, by=by, text=text.strip()[:80])
    return said


@dataclass(frozen=True, slots=True)
class Part:
    """A member's part in an item, in percent."""

    member: Member
    part: str
    share: Decimal


def may_credit(item: Item, *, by: Member) -> bool:
    """Who answers for it, who made it, and leads say who made it."""
    return by.pk == item.owner_id or by.may(Permission.RUN_WORK) or by.pk in seats.makers(item)


@transaction.atomic
def credit(item: Item, parts: Sequence[Part], *, by: Member, at: datetime) -> list[Credit]:
    """Say who made the item: exactly these parts, together 100 %. A published item's numbers follow them.

    Raise ``NotAllowedNow`` if they don't sum to 100, name somebody twice for the same part or somebody of another
    team; and for who is neither its owner, nor credited already, nor a lead.
    """
    item = locked(item, by=by, is_open=False)
    if not may_credit(item, by=by):
        raise NotAllowedNow(_("%(name)s, who made it, or a lead says who made it.") % {"name": item.owner})
    total = sum((one.share for one in parts), Decimal(0))
    if total != ALL or any(one.share <= 0 for one in parts):
        raise NotAllowedNow(_("The shares sum to %(total)s %%. They have to be 100 %%.") % {"total": f"{total:f}"})
    if any(one.member.team_id != item.team_id for one in parts):
        raise NotAllowedNow(_("Only people of this team are credited."))
    if len({(one.member.pk, one.part) for one in parts}) < len(parts):
        raise NotAllowedNow(_("Somebody is named twice for the same part."))
    Credit.objects.filter(item=item).delete()
    given = Credit.objects.bulk_create(
        Credit(item=item, member=one.member, part=one.part, share=one.share, by=by, at=at) for one in parts
    )
    note(
        item, Fact.Kind.CREDITED, by=by, at=at,
        particulars={"shares": [[str(one.member), one.part, f"{one.share:f}"] for one in parts]},
    )  # fmt: skip
    attribute(item, on=timezone.localdate(at), at=at)
    return given
