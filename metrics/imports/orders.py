"""What a shop's orders come to, day by day: the arithmetic that all order files share.

Of customers nothing leaves this module but their pseudonyms. Rows say nothing of their cells but days and amounts.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from metrics.imports import pseudonyms, values
from metrics.imports.layouts.base import CHANNEL, Buyer, Entry, Problem, Row, Whole

ORDERS, GMV, REFUNDS = "shop.orders", "shop.gmv", "shop.refunds"
PAYERS, REPEAT_PAYERS = "shop.payers", "shop.repeat_payers"
# These make an item of an order what it is, where the export has a row for each.
ITEM = ("product", "code", "own_code", "sku", "properties", "quantity", "price")

A_DAY = timedelta(days=1)
NOTHING = Decimal(0)
# Yuan. What is more is a phone number, or another number, in the wrong column.
LARGEST_ORDER = Decimal(1_000_000)
HIDDEN = "••••"

Found = Entry | Buyer | Whole | Problem
# A day or an amount may be shown again; a cell of another shape may hold a person.
_SHOWN = re.compile(
    r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}[日\d :.T]{0,16}|[¥￥+-]?[\dOolI]{1,3}(,?[\dOolI]{3})?(\.[\dOolI]{0,4})?"
)


@dataclass(slots=True)
class Order:
    """A paid or unpaid order, whose amounts are in yuan."""

    row: int
    created: date
    paid: date | None
    amount: Decimal
    buyer: str | None
    is_masked: bool
    refunded: Decimal
    items: set[tuple[str, ...]] = field(default_factory=set)


@dataclass(slots=True)
class Day:
    """What was paid on a day. ``strangers`` are orders that don't say who paid: each counts as a payer."""

    row: int
    orders: int = 0
    amount: Decimal = NOTHING
    refunded: Decimal = NOTHING
    buyers: set[str] = field(default_factory=set)
    strangers: int = 0


def by_order(rows: Sequence[Row]) -> Iterator[Found]:
    """Of an export with one row for each order."""
    return _gather(rows, is_by_item=False)


def by_item(rows: Sequence[Row]) -> Iterator[Found]:
    """Of an export with one row for each item: its order's amount repeats, its refund is its own."""
    return _gather(rows, is_by_item=True)


def _gather(rows: Sequence[Row], *, is_by_item: bool) -> Iterator[Found]:
    orders: dict[str, Order] = {}
    for row in rows:
        _add(orders, row, is_by_item=is_by_item)
        row.problems = [replace(problem, value=shown(problem.value)) for problem in row.problems]
    if orders:
        days = _days(orders.values())
        for day in sorted(days):
            yield from _of_day(day, days[day])
        through = max(order.created for order in orders.values())
        yield Whole(through)
        yield from _remarks(len(rows), list(orders.values()), through)


def _add(orders: dict[str, Order], row: Row, *, is_by_item: bool) -> None:
    """Join a row to its order, or reject it."""
    number, found = row.text("order"), _order(row)
    if not number:
        row.reject("order", "no_order_number")
    if found is None or row.problems:
        return
    order = orders.setdefault(number, found)
    if order is found:
        return
    if not is_by_item:
        row.reject_all("duplicate_order", first=order.row)
    elif (found.created, found.paid, found.amount) != (order.created, order.paid, order.amount):
        row.reject_all("order_differs", first=order.row)
    elif found.items & order.items:
        row.reject_all("duplicate_item", first=order.row)
    else:
        order.refunded += found.refunded
        order.items |= found.items
        if order.buyer is None:
            order.buyer, order.is_masked = found.buyer, found.is_masked


def _order(row: Row) -> Order | None:
    created = row.day("created")
    is_paid = not values.is_blank(row.text("paid"))
    paid = row.day("paid") if is_paid else None
    amount = row.read("amount", money) if is_paid else None
    refunded = row.read("refunded", money) if is_paid else None
    if is_paid and amount is None and not row.problems:
        row.reject("amount", "no_amount")
    if created and paid and paid < created:
        row.reject("paid", "paid_before_created")
    if created is None or row.problems:
        return None
    phone = row.text("buyer")
    item = tuple(row.text(name) for name in ITEM)
    return Order(
        row.number,
        created,
        paid,
        amount or NOTHING,
        pseudonyms.pseudonym(phone),
        pseudonyms.is_masked(phone),
        refunded or NOTHING,
        {item} if any(item) else set(),
    )


def money(cell: Any) -> Decimal | None:
    """Yuan, from zero up. What is wrong with it is quoted only if it is no phone number in the wrong column."""
    try:
        value = values.number(cell)
    except values.Invalid as reason:
        if reason.code == "letter_in_number" and _SHOWN.fullmatch(values.text(cell)):
            raise
        raise values.Invalid("not_an_amount") from reason
    if value is not None and value < 0:
        raise values.Invalid("negative_amount")
    if value is not None and value >= LARGEST_ORDER:
        raise values.Invalid("amount_too_large")
    return value


def shown(value: str) -> str:
    """A rejected cell's text where it is a day or an amount, else dots."""
    return value if not value or _SHOWN.fullmatch(value) else HIDDEN


def _days(orders: Iterable[Order]) -> dict[date, Day]:
    """Every day from the first to the last on which an order was created, and those on which one was paid. A day
    without a paid order leads to the order that was created last before it."""
    days: dict[date, Day] = {}
    created: dict[date, int] = {}
    for order in orders:
        created.setdefault(order.created, order.row)
        if order.paid:
            day = days.setdefault(order.paid, Day(order.row))
            day.orders += 1
            day.amount += order.amount
            day.refunded += order.refunded
            if order.buyer:
                day.buyers.add(order.buyer)
            else:
                day.strangers += 1
    at, last = min(created), max(created)
    row = created[at]
    while at <= last:
        row = created.get(at, row)
        days.setdefault(at, Day(row))
        at += A_DAY
    return days


def _of_day(day: date, found: Day) -> Iterator[Entry | Buyer]:
    payers = len(found.buyers) + found.strangers
    counts = {
        ORDERS: Decimal(found.orders),
        GMV: found.amount,
        REFUNDS: found.refunded,
        PAYERS: Decimal(payers),
    }
    for metric, value in counts.items():
        yield Entry(found.row, CHANNEL, metric, day, value)
    for key in found.buyers:
        yield Buyer(key, day)


def _remarks(rows: int, orders: Sequence[Order], through: date) -> Iterator[Problem]:
    """What the file was made of, and which of its counts are only about right."""
    counts: dict[str, int] = defaultdict(int)
    paid = [order for order in orders if order.paid]
    for order in paid:
        counts["later"] += order.paid is not None and order.paid > through
        counts["masked"] += order.is_masked
        counts["strangers"] += order.buyer is None
    told: dict[str, str | int] = {"rows": rows, "paid": len(paid), "unpaid": len(orders) - len(paid)}
    yield Problem(0, "", "", "orders_counted", told)
    if counts["later"]:
        yield Problem(0, "", "", "days_in_part", {"later": counts["later"], "through": through.isoformat()})
    if counts["masked"]:
        yield Problem(0, "", "", "approximate_masked", {"masked": counts["masked"], "paid": len(paid)})
    if counts["strangers"]:
        yield Problem(0, "", "", "approximate_strangers", {"strangers": counts["strangers"]})
