"""The orders of the demo's 有赞 shop, one by one: who came back, what was never paid, what was refunded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from teamops.demo.channels import YOUZAN
from teamops.demo.dice import BUYING, around, chance
from teamops.demo.numbers import ORDER_VALUE, PAYERS_OF_ORDERS, REPEAT_SHARE
from teamops.demo.timeline import Timeline

ORDERS_A_DAY = 148
NOTHING = Decimal("0.00")
# Of a hundred orders so many are refunded whole, and so many left unpaid.
REFUNDED, UNPAID = 4, 6
MINUTES_OPEN = 14 * 60
# No mobile number begins like this.
PHONES = 100_0000_0000


@dataclass(frozen=True)
class Order:
    """A row of 有赞订单; without ``paid_at`` it was closed unpaid. Amounts in yuan."""

    number: str
    created_at: datetime
    paid_at: datetime | None
    amount: Decimal
    refunded: Decimal
    phone: str

    @property
    def day(self) -> date:
        return self.created_at.date()


def orders(timeline: Timeline) -> list[Order]:
    """Each day's orders; a part of the buyers has bought before."""
    known: list[int] = []
    found: list[Order] = []
    for day in timeline.days:
        dice = chance(day, YOUZAN, "orders")
        place = timeline.place(day)
        count = around(ORDERS_A_DAY, day, YOUZAN, rhythm=BUYING)
        payers = round(count * PAYERS_OF_ORDERS)
        back = dice.sample(known, min(round(payers * (REPEAT_SHARE[place] + dice.uniform(-0.03, 0.03))), len(known)))
        new = list(range(len(known), len(known) + payers - len(back)))
        known += new
        buyers = [*back, *new]
        buyers += dice.choices(buyers, k=count - len(buyers))
        value = ORDER_VALUE[place] * dice.uniform(0.96, 1.04)
        found += sorted(_of_day(day, buyers, value, dice), key=lambda order: order.created_at)
    return found


def _of_day(day: date, buyers: list[int], value: float, dice: Random) -> Iterator[Order]:
    """An order for each buyer, around a ``value``, and some that nobody paid."""
    unpaid = dice.choices(buyers, k=len(buyers) * UNPAID // 100)
    for number, buyer in enumerate([*buyers, *unpaid]):
        at = datetime(day.year, day.month, day.day, 8) + timedelta(minutes=dice.randrange(MINUTES_OPEN))  # noqa: DTZ001
        is_paid = number < len(buyers)
        amount = Decimal(round(value * dice.uniform(0.3, 1.7) * 100)) / 100
        refunded = amount if is_paid and dice.randrange(100) < REFUNDED else NOTHING
        paid_at = at + timedelta(minutes=2, seconds=dice.randrange(60)) if is_paid else None
        yield Order(f"E{day:%Y%m%d}{number:05d}", at, paid_at, amount, refunded, str(PHONES + buyer))
