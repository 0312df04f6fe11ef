"""The list of the work as a sheet."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Item


def rows_of(items: Iterable[Item]) -> list[list[str]]:
    """Items (``for_list``) as the rows of a sheet, heads first."""
    heads = [
        _("Number"), _("Title"), _("Kind"), _("Workflow"), _("State"), _("Stage"), _("With"), _("Stage due"),
        _("Answers for it"), _("Due"), _("Made"), _("Closed"),
    ]  # fmt: skip
    return [heads, *map(cells_of, items)]


def cells_of(item: Item) -> list[str]:
    due_at, closed_at = item.now.due_at, item.closed_at
    return [
        item.code,
        item.title,
        str(item.get_kind_display()),
        item.workflow.label,
        str(item.get_state_display()),
        item.now.stage.label,
        str(item.now.assignee or "") if item.is_open else "",
        f"{timezone.localtime(due_at):%Y-%m-%d %H:%M}" if due_at and item.is_open else "",
        str(item.owner),
        f"{item.due_on:%Y-%m-%d}" if item.due_on else "",
        f"{timezone.localtime(item.made_at):%Y-%m-%d}",
        f"{timezone.localtime(closed_at):%Y-%m-%d}" if closed_at else "",
    ]
