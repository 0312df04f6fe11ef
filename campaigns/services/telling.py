"""Who hears what about an item, and what stands in its trail."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from campaigns.models import Fact, Item, Version
from notices.services import tell
from roles.models import Member
from teamops.lib.naming import Bilingual


def address_of(item: Item) -> str:
    return reverse("campaigns:items-item", args=[item.team.slug, item.pk])


def note(
    item: Item,
    kind: str,
    *,
    by: Member | None,
    at: datetime,
    version: Version | None = None,
    whom: Member | None = None,
    text: str = "",
    particulars: dict[str, Any] | None = None,
) -> Fact:
    """Put on record what happened to an item, at the stage it stands at."""
    return Fact.objects.create(
        item=item,
        run=item.run,
        kind=kind,
        by=by,
        at=at,
        version=version,
        whom=whom,
        text=text,
        particulars=particulars or {},
    )


def tell_some(
    members: Iterable[Member], item: Item, kind: str, *, by: Member | None, about: str = "", **words: Any
) -> None:
    """Tell some people about an item, each once, never who did it; once for good if ``about`` says what about."""
    arguments = {"item": item.title, "stage": in_both(item.now.stage), **words}
    if by is not None:
        arguments["by"] = str(by)
    for member in {one.pk: one for one in members}.values():
        if by is None or member.pk != by.pk:
            tell(member, kind, arguments, address_of(item), about=about)


def in_both(named: Bilingual) -> dict[str, str]:
    """The name of a stage, a workflow, a SOP, for readers of either language."""
    return {"zh": named.name, "en": named.name_en or named.name}
