"""Which imports moved a card's lines on the day on which they changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kpis.models import Kpi, Line
from metrics.imports.calls.naming import called
from metrics.models import Attribution, ImportBatch, Point, Term
from teamops.lib.months import month_before


@dataclass(frozen=True)
class Brought:
    """An import that a line reads: its file, who brought it (nobody: it was fetched), when."""

    batch: int
    file: str
    by: str
    at: datetime


def imports_behind(lines: Sequence[Line], *, on: date) -> Mapping[int, list[Brought]]:
    """What was imported on that day or the one before and is among what each line reads, by the line's key, the newest
    first. The night counts what came the day before. One query.

    ``lines``: of one card, with their parts.
    """
    if not lines:
        return {}
    card, metric = lines[0].part.scorecard, OuterRef(OuterRef("kpi__metric"))
    named = Term.objects.filter(metric=metric).values("source")
    grown = Term.objects.filter(metric__used_in__metric=metric).values("source")
    team = OuterRef("part__scorecard__team")
    read = Point.objects.filter(
        Q(metric=OuterRef("kpi__metric")) | Q(metric__in=named) | Q(metric__in=grown),
        batch=OuterRef("part__scorecard__team__imports"),
        team=team,
        subject__kind=OuterRef("kpi__subject_kind"),
        day__range=(month_before(card.month), card.last_day),
    )
    mine = Attribution.objects.filter(member=card.member_id).values("subject")
    is_read = Q(Exists(read), kpi__numbers=Kpi.Numbers.TEAM) | Q(Exists(read.filter(subject__in=mine)))
    imports = "part__scorecard__team__imports__"
    first = timezone.make_aware(datetime.combine(on - timedelta(days=1), time.min))
    # In one filter, so that all of it is about the same import.
    lines_and_imports = Line.objects.filter(
        is_read,
        pk__in=[line.pk for line in lines],
        part__scorecard__team__imports__state=ImportBatch.State.IMPORTED,
        part__scorecard__team__imports__confirmed_at__range=(first, first + timedelta(days=2)),
    )
    names = (
        "pk",
        *(f"{imports}{name}" for name in ("pk", "file_name", "layout", "uploaded_by__person__name", "confirmed_at")),
    )
    found = lines_and_imports.order_by(f"-{imports}confirmed_at").values_list(*names)
    brought: dict[int, list[Brought]] = defaultdict(list)
    for line, batch, file, layout, by, at in found:
        brought[line].append(Brought(batch, called(file, layout), by or "", at))
    return brought
