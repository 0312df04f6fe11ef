"""The steps of running SOPs as a sheet."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.models import DueStep


def rows_of(steps: Iterable[DueStep]) -> list[list[str]]:
    """Steps (``for_run``, with their runs) as the rows of a sheet, heads first."""
    heads = [
        _("SOP"), _("What it runs for"), _("Led by"), _("Due"), _("What is done"), _("Whose step"), _("State"),
        _("When"), _("By whom"), _("Note"),
    ]  # fmt: skip
    return [heads, *map(cells_of, steps)]


def cells_of(step: DueStep) -> list[str]:
    when, who = step.done_at or step.skipped_at, step.done_by or step.skipped_by
    return [
        str(step.run.sop),
        step.run.name,
        str(step.run.owner),
        f"{step.due_on:%Y-%m-%d}",
        str(step),
        str(step.member),
        state_of(step),
        f"{timezone.localtime(when):%Y-%m-%d %H:%M}" if when else "",
        str(who or ""),
        step.note,
    ]


def state_of(step: DueStep) -> str:
    if step.is_done:
        return pgettext("sop step", "done late") if step.is_late else pgettext("sop step", "done")
    return pgettext("sop step", "skipped") if step.skipped_at else pgettext("sop step", "open")
