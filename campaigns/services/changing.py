"""Writing what differs in a row, and saying what stood there."""

from typing import Any

from django.db import models

from campaigns.models import CampaignDetail


def set_all(row: models.Model, values: dict[str, Any]) -> dict[str, list[str]]:
    """Write what differs; return what stood there and what stands there now, in words."""
    changed = {}
    for name, value in values.items():
        was = getattr(row, name)
        if was != value:
            changed[name] = [_said(was), _said(value)]
            setattr(row, name, value)
    row.save(update_fields=list(changed))
    return changed


def _said(value: Any) -> str:
    """A campaign by its name: what it is called by itself is only its kind."""
    if isinstance(value, CampaignDetail):
        return value.item.title
    return "" if value is None else str(value)
