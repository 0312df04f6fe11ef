"""The demo's campaigns: one for the season, one that brings friends, and what they cost and yielded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from teamops.demo.dice import BUYING, around, between
from teamops.demo.people import COMMUNITY, LEAD
from teamops.demo.sheet import SheetRow, rows_of
from teamops.demo.timeline import Timeline
from teamops.lib.months import Span, last_of

# January to December.
SEASONS = (
    "年货节囤货",
    "情人节礼盒",
    "女神节焕肤季",
    "春季换季护肤周",
    "520 告白礼",
    "618 年中大促",
    "夏日控油周",
    "晒后修护月",
    "开学焕新季",
    "秋冬换季护肤周",
    "双十一拼团",
    "双十二年终回馈",
)
SEASON_DAYS = (8, 21)
CONVERSION = (0.078, 0.076, 0.08)
RETURN = (3.8, 3.75, 3.9)


@dataclass(frozen=True)
class Campaign:
    """A campaign and who answers for it, with their share in percent."""

    name: str
    days: Span
    owners: dict[str, int]
    participants: int
    target: int


def campaigns(timeline: Timeline) -> list[Campaign]:
    """Two a month: the season's, and friends brought by members all month long."""
    found = []
    for month in timeline.months:
        first = month.first
        found.append(
            Campaign(
                f"{first.year} {SEASONS[first.month - 1]}",
                Span(*(first.replace(day=number) for number in SEASON_DAYS)),
                {LEAD: 70, COMMUNITY: 30},
                140,
                26_000,
            )
        )
        found.append(
            Campaign(f"{first.year} 年 {first.month} 月老客邀新", Span(first, last_of(first)), {LEAD: 100}, 34, 15_000)
        )
    return [one for one in found if one.days.first <= timeline.yesterday]


def campaign_rows(timeline: Timeline) -> Iterator[SheetRow]:
    for one in campaigns(timeline):
        yield SheetRow(one.days.first, one.name, "biz.revenue_target", one.target)
        for day in one.days & timeline.days:
            yield from rows_of(day, one.name, campaign_day(one, day, timeline.place(day)))


def campaign_day(one: Campaign, day: date, place: int) -> dict[str, Decimal | int]:
    participants = around(one.participants, day, one.name, rhythm=BUYING, spread=0.25)
    converted = round(participants * (CONVERSION[place] + between(-0.012, 0.012, day, one.name, "converted")))
    spend = Decimal(str(round(participants * between(3.4, 4.2, day, one.name, "spend"), 2)))
    revenue = spend * Decimal(str(round(RETURN[place] + between(-0.4, 0.4, day, one.name, "return"), 3)))
    return {
        "biz.participants": participants,
        "biz.converted": converted,
        "biz.spend": spend,
        "biz.revenue": revenue.quantize(Decimal("0.01")),
        "biz.new_customers": round(converted * 0.6),
    }
