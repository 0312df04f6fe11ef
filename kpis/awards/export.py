"""The history of awards as an Excel file, as the page lists it. Names stay text, never formulas."""

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kpis.export import NUMBER, RATE, SAFE, TWO_PLACES, Cell, day_of, write_sheet
from kpis.models import Grant
from metrics.models import Metric


def workbook(grants: Iterable[Grant]) -> bytes:
    """``grants`` come from ``for_list()``."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, SAFE)
    formats = {name: book.add_format({"num_format": name}) for name in (RATE, TWO_PLACES, NUMBER)}
    head = book.add_format({"bold": True, "bottom": 1})
    write_sheet(book.add_worksheet(_("Awards")), heads(), [cells(grant) for grant in grants], head, formats)
    book.close()
    return buffer.getvalue()


def heads() -> list[str]:
    return [
        _("Month"), pgettext("prize", "award"), pgettext("award", "Goes to"), pgettext("award", "People"),
        _("Reason"), _("Metric"), _("Value"), _("Second metric"), _("Second value"), _("Target"), _("Place"),
        _("Candidates"), _("State"), _("Picked by"), _("Picked"), _("Announced by"), _("Announced"), _("Withdrawn by"),
        _("Withdrawn"), _("Why it was withdrawn"),
    ]  # fmt: skip


def cells(grant: Grant) -> list[Cell]:
    award = grant.award
    return [
        (f"{grant.month:%Y-%m}", ""),
        (str(award), ""),
        (str(grant.subject), ""),
        (_(", ").join(f"{one.member} {one.share.normalize():f}%" for one in grant.shares.all()), ""),
        (grant.reason, ""),
        (str(award.metric or ""), ""),
        (grant.value, number_format(award.metric)),
        (str(award.also or ""), ""),
        (grant.also_value, number_format(award.also)),
        (grant.target_value, number_format(award.metric)),
        (grant.place, NUMBER),
        (grant.among, NUMBER),
        (grant.state_label, ""),
        (str(grant.picked_by), ""),
        (day_of(grant.picked_at), ""),
        (str(grant.announced_by or ""), ""),
        (day_of(grant.announced_at), ""),
        (str(grant.withdrawn_by or ""), ""),
        (day_of(grant.withdrawn_at), ""),
        (grant.withdrawal, ""),
    ]


def number_format(metric: Metric | None) -> str:
    return RATE if metric is not None and metric.unit == Metric.Unit.PERCENT else NUMBER
