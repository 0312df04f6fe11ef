"""The print of an item: a hash of all that an approval is bound to. Whatever is in it changes, approvals are gone."""

import hashlib
import json

from campaigns.models import Item, Version
from campaigns.once import once

# The particulars of a campaign that its approval speaks about.
OF_CAMPAIGN = ("kind", "starts_on", "ends_on", "targets", "budget", "contingency")


def of_text(*, title: str, digest: str, body: str, image_texts: str) -> str:
    """The hash of a text, in hexadecimal: SHA-256 over its four parts, each told apart from the next."""
    return _hashed([title, digest, body, image_texts])


def newest_version(item: Item) -> Version | None:
    """The newest version of the item's text, without its words."""
    newest = Version.objects.filter(item=item).select_related("by__person").order_by("-number")
    return once(item, "version", newest.first)


def of_item(item: Item, *, version: Version | None = None) -> str:
    """The hash of what approvals of this item are bound to: its newest text, and a campaign's plan.

    ``version`` is the newest one, where the caller has it. An item of text alone has the print of its newest version.
    """
    return of_read(item, version or newest_version(item))


def of_read(item: Item, version: Version | None) -> str:
    """The same where the caller knows the newest version, or that there is none."""
    text = version.sha256 if version else ""
    if item.kind == Item.Kind.CAMPAIGN:
        detail = item.campaign
        return _hashed([text, *(_plain(getattr(detail, name)) for name in OF_CAMPAIGN)])
    return text or _hashed([item.title])


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): str(value[key]) for key in sorted(value)}
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


def _hashed(parts: list[object] | list[str]) -> str:
    words = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()
