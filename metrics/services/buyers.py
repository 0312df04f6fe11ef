"""Buyers by their pseudonyms: kept with the import that brought them, and gone with it.

A repeat payer is a buyer with an earlier day in what is known of the channel. That changes with every order file that
comes or goes, so it is counted anew each time, wherever an order file says it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Min, Q

from metrics import store
from metrics.imports.layouts import LAYOUTS
from metrics.imports.layouts.base import Buyer
from metrics.imports.orders import PAYERS, REPEAT_PAYERS
from metrics.imports.reading import Reading
from metrics.models import BuyerDay, ImportBatch, Metric, Point, Restatement
from teamops.lib.months import Span

AT_ONCE = 2_000


def keep(batch: ImportBatch, buyers: Iterable[Buyer]) -> None:
    """Put a previewed file's buyers aside; they are known once it is imported."""
    rows = (
        BuyerDay(team=batch.team, channel=batch.channel, batch=batch, key=buyer.key, day=buyer.day) for buyer in buyers
    )
    BuyerDay.objects.bulk_create(rows, batch_size=AT_ONCE)


def move(batch: ImportBatch) -> None:
    """Follow a preview to another channel."""
    batch.buyer_days.update(channel=batch.channel)


def forget(batch: ImportBatch) -> None:
    batch.buyer_days.all().delete()


def count_repeats(batch: ImportBatch, reading: Reading) -> None:
    """Complete a reading of orders: each day of payers gets its repeat payers, as far as is known now."""
    if reading.layout.keeps_file:
        return
    came_back = dict(batch.buyer_days.who_came_back().values_list("day").annotate(Count("pk")))
    reading.entries += [
        replace(entry, metric=REPEAT_PAYERS, value=Decimal(came_back.get(entry.day, 0)))
        for entry in reading.entries
        if entry.metric == PAYERS
    ]


def recount(batch: ImportBatch) -> store.Written:
    """Set right what the channel's order files say of repeat payers, now that ``batch`` has come or gone: what stands,
    and what something newer replaced. What other kinds of files say stays. Returns what has changed of what stands."""
    channel, since = batch.channel, batch.buyer_days.aggregate(first=Min("day"))["first"]
    if channel is None or since is None:
        return store.NOTHING
    metric = Metric.objects.get(code=REPEAT_PAYERS)
    files = ImportBatch.objects.imported().filter(channel=channel, layout__in=order_layouts())
    known = BuyerDay.objects.filter(batch__in=files, day__gte=since).who_came_back()
    counted = {(file, day): Decimal(n) for file, day, n in known.values_list("batch", "day").annotate(Count("pk"))}
    said = Q(subject=channel.subject_id, metric=metric, day__gte=since, batch__in=files)
    changed: list[date] = []
    for day, file, value in Point.objects.filter(said).values_list("day", "batch", "value"):
        right = counted.get((file, day), Decimal(0))
        if value != right:
            Point.objects.filter(subject=channel.subject_id, metric=metric, day=day).update(value=right)
            changed.append(day)
    for restated in Restatement.objects.filter(said):
        right = counted.get((restated.batch_id, restated.day), Decimal(0))
        if restated.value != right:
            Restatement.objects.filter(pk=restated.pk).update(value=right)
    if not changed:
        return store.NOTHING
    return store.Written(frozenset({channel.subject_id}), Span(min(changed), max(changed)))


def order_layouts() -> list[str]:
    return [layout.code for layout in LAYOUTS.values() if not layout.keeps_file]
