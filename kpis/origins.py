"""Where numbers were read: the rows of a file, or the work itself. Of one row of points, and of a whole card."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kpis.evidence import lines_of, on_paper
from kpis.lineage import Cell, Lineage, LineageRow
from kpis.models import Scorecard
from metrics.imports.orders import ORDERS
from metrics.models import ImportBatch, Metric, Point
from metrics.services import readings

# Where a number that TeamOps made itself can be seen: the address of its page, by the metric.
OF_THE_WORK = [
    "topics_planned", "topics_done", "outputs_due", "outputs_on_time", "violations", "plans_submitted",
    "plans_approved", "resources_asked", "resources_in_place", "reviews_due", "reviews_within_sla",
    "requests_received", "requests_within_sla", "findings_verified", "incidents", "incidents_recovered",
    "sop_due", "sop_done", "group_topics",
]  # fmt: skip
PAGES = {
    **{f"process.{code}": "campaigns:records" for code in OF_THE_WORK},
    "biz.spend": "campaigns:records",
    "process.stand_ups_due": "meetings:wall",
    "process.stand_ups_logged": "meetings:wall",
    "process.points_expected": "metrics:completeness",
    "process.points_received": "metrics:completeness",
}


@dataclass(frozen=True)
class Place:
    """A row of a file, and the page that shows it."""

    row: int
    url: str


@dataclass(frozen=True)
class Source:
    """Where a row of points was read: a file and its rows, or the work itself."""

    name: str
    url: str
    batch: ImportBatch | None
    places: Sequence[Place] = ()
    # Of a day that a file of orders was added up to: how many orders, if that is known.
    is_sum_of_orders: bool = False
    orders: int | None = None


# How many orders a shop's day had in a file: by subject, day and import.
Orders = Mapping[tuple[int, date, int], int]


def orders_in(found: Lineage) -> Orders:
    """Of the days that files of orders were added up to. One query, where there are any."""
    files = {cell.batch for row in found.rows for cell in row.cells if cell and cell.batch and is_of_orders(cell.batch)}
    if not files:
        return {}
    days = [row.day for row in found.rows]
    points = Point.objects.filter(
        subject__in={row.subject.pk for row in found.rows},
        metric__code=ORDERS,
        day__range=(min(days), max(days)),
        batch__in=files,
    )
    named = points.values_list("subject", "day", "batch", "value")
    return {(subject, day, batch): int(value) for subject, day, batch, value in named}


def is_of_orders(batch: ImportBatch) -> bool:
    """Whether its points are sums over a day's orders: a point's row is that of the first."""
    return readings.is_without_file(batch)


def sources_of(row: LineageRow, metrics: Sequence[Metric], *, slug: str, orders: Orders) -> Iterator[Source]:
    """Each file once, with its rows; the work's own numbers with the page that shows them."""
    files: dict[ImportBatch, set[int]] = {}
    own: list[Metric] = []
    for metric, cell in zip(metrics, row.cells, strict=True):
        if cell is not None and cell.batch is None:
            own.append(metric)
        elif cell is not None and cell.batch is not None:
            files.setdefault(cell.batch, set()).update([cell.row] if cell.row else [])
    for batch, rows in files.items():
        source = file_of(batch, sorted(rows), slug=slug)
        known = orders.get((row.subject.pk, row.day, batch.pk))
        yield replace(source, is_sum_of_orders=True, orders=known) if is_of_orders(batch) else source
    if own:
        yield own_record(own[0], row, slug=slug)


def file_of(batch: ImportBatch, rows: Sequence[int], *, slug: str) -> Source:
    places = [Place(row, reverse("metrics:imports-row", args=[slug, batch.pk, row])) for row in rows]
    return Source(batch.called, places[0].url if places else "", batch, places)


def own_record(metric: Metric, row: LineageRow, *, slug: str) -> Source:
    page = PAGES.get(metric.code)
    asked = {"day": row.day.isoformat(), "metric": metric.code}
    member = row.subject.member_id
    asked |= {"subject": str(row.subject.pk)} if member is None else {"member": str(member)}
    url = f"{reverse(page, args=[slug])}?{urlencode(asked)}" if page else ""
    return Source(_("TeamOps' own record"), url, None)


@dataclass
class Origin:
    """A file, or the work itself, behind a whole card: how many rows of it counted."""

    name: str
    batch: ImportBatch | None
    about: list[str] = field(default_factory=list)
    seen: set[tuple[int, date] | int] = field(default_factory=set)

    @property
    def rows(self) -> int:
        return len(self.seen)


def origins(card: Scorecard) -> list[Origin]:
    """What the printed card names as its sources: the files, the fullest first, then the work itself.

    ``card``: loaded for paper. Three queries.
    """
    found: dict[int | None, Origin] = {}
    for seen in on_paper(lines_of(card)).values():
        for row in seen.rows:
            for metric, cell in zip(seen.metrics, row.cells, strict=True):
                if cell is not None:
                    add_origin(found, cell, metric, row)
    return sorted(found.values(), key=lambda origin: (origin.batch is None, -origin.rows))


def add_origin(found: dict[int | None, Origin], cell: Cell, metric: Metric, row: LineageRow) -> None:
    key = cell.batch.pk if cell.batch else None
    name = cell.batch.called if cell.batch else _("TeamOps' own record")
    origin = found.setdefault(key, Origin(name, cell.batch))
    origin.seen.add(cell.row if cell.batch and cell.row is not None else (row.subject.pk, row.day))
    about = str(row.subject) if cell.batch else str(metric)
    if about not in origin.about:
        origin.about.append(about)
