"""What only one kind of work has, as an item's page and its exports read it."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.aims import Aim
from campaigns.models import CampaignDetail, CommunityDetail, FindingDetail, Item
from campaigns.once import once
from campaigns.services.items import DETAILS
from metrics.models import Metric
from teamops.lib.tags.numbers import moment, plain, quantity, short_day

Row = tuple[str, str]
# Where a link to it is worth more than its words.
ADDRESS = "address"


def of_item(item: Item) -> list[Row]:
    """Label and value of each particular that is known, in the order of the model."""
    if item.kind not in DETAILS:
        return []
    model = DETAILS[item.kind]
    related = [field.name for field in model._meta.get_fields() if field.many_to_one]
    details = model.objects.select_related(*_through(related))  # type: ignore[attr-defined]
    return list(_rows(once(item, "detail", lambda: details.get(item=item))))


def _through(related: list[str]) -> list[str]:
    """What the words of a related row need."""
    further = {
        "channel": "channel__subject",
        "keeper": "keeper__person",
        "parent": "parent__item",
        "campaign": "campaign__item",
    }
    return [further.get(name, name) for name in related]


def _rows(detail: models.Model) -> Iterator[Row]:
    for field in detail._meta.fields:
        value = None if field.name == "item" else getattr(detail, field.name)
        if value in (None, "", {}):
            continue
        if field.name == "targets":
            yield from _targets(value)
        else:
            yield str(field.verbose_name), _said(detail, field, value)


def _targets(targets: dict[str, str]) -> Iterator[Row]:
    for metric in Metric.objects.filter(code__in=targets):
        aim = Aim.read(targets[metric.code])
        yield _("target: %(metric)s") % {"metric": metric}, f"{aim.sign} {quantity(aim.value, metric.unit)}".strip()


def _said(detail: models.Model, field: Any, value: Any) -> str:
    if field.choices:
        return str(getattr(detail, f"get_{field.name}_display")())
    match value:
        case bool():
            said = _("yes") if value else _("no")
        case datetime():
            said = moment(timezone.localtime(value))
        case date():
            said = short_day(value) if value.year == timezone.localdate().year else f"{value:%Y-%m-%d}"
        case Decimal():
            said = _number(detail, field.name, value)
        case CommunityDetail() | CampaignDetail():
            said = value.item.title
        case _:
            said = str(value)
    return said


def _number(detail: models.Model, name: str, value: Decimal) -> str:
    """In the unit that it has: what a finding started from, in that of its metric."""
    if isinstance(detail, CampaignDetail):
        return quantity(value, "yuan")
    if isinstance(detail, FindingDetail) and name == "before" and detail.metric is not None:
        return quantity(value, detail.metric.unit)
    return plain(value)
