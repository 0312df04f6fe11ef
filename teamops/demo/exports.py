"""Which files the demo's analyst has: four layouts, each month's days, one mistyped cell, one correction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from metrics.models import Metric
from teamops.demo import campaigns, content, files, numbers, orders, work
from teamops.demo.channels import OFFICIAL_ACCOUNT, VIDEO_ACCOUNT, YOUZAN
from teamops.demo.numbers import FollowerDay
from teamops.demo.orders import Order
from teamops.demo.sheet import SheetRow
from teamops.demo.timeline import Timeline
from teamops.lib.months import Span

# In the closed month: the day whose followers were mistyped, and the day of whose orders a part came later.
MISTYPED_DAY, CORRECTED_DAY = 22, 19
KNOWN_AT_FIRST = 0.62


@dataclass(frozen=True)
class File:
    """A file with its name and its bytes; the channel that it is for, if its layout has one."""

    name: str
    content: bytes
    channel: str = ""


class Exports:
    """The files of each month, and the corrected one."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._followers = numbers.followers(timeline)
        self._orders = orders.orders(timeline)
        self._sheets: dict[str, list[SheetRow]] = {
            "公众号与内容": [*numbers.account_rows(timeline), *content.article_rows(timeline)],
            "店铺、社群与企业微信": [
                *numbers.shop_rows(timeline),
                *numbers.group_rows(timeline),
                *numbers.contact_rows(timeline),
            ],
            "用户、活动与团队过程": [
                *numbers.user_rows(timeline),
                *campaigns.campaign_rows(timeline),
                *work.work_rows(timeline),
            ],
        }

    @property
    def _corrected_day(self) -> date:
        return self.timeline.closed.first.replace(day=CORRECTED_DAY)

    def of(self, month: Span) -> Iterator[File]:
        """The files that bring a month's days in."""
        label = f"{month.first:%Y%m%d}-{month.last:%Y%m%d}"
        days, mistyped = self._followers_of(month)
        yield File(f"user_analysis_{label}.xls", files.user_analysis(days, mistyped=mistyped), OFFICIAL_ACCOUNT)
        if records := content.video_records(self.timeline, month):
            yield File(f"视频号动态数据明细_{label}.csv", files.video_details(records), VIDEO_ACCOUNT)
        yield self._orders_file(label, self._known_at_first(month))
        for name, rows in self._sheets.items():
            yield File(f"{name}_{label}.xlsx", sheet_of(row for row in rows if row.day in month))

    def _followers_of(self, month: Span) -> tuple[list[FollowerDay], FollowerDay | None]:
        """A month's days; in the closed month one of them, with a round number, is mistyped."""
        wrong_day = self.timeline.closed.first.replace(day=MISTYPED_DAY)
        days = [
            replace(one, new=max(round(one.new, -1), 10)) if one.day == wrong_day else one
            for one in self._followers
            if one.day in month
        ]
        return days, next((one for one in days if one.day == wrong_day), None)

    def corrected(self) -> File:
        """The orders of a day of the closed month, all of them this time."""
        day = self._corrected_day
        return self._orders_file(f"{day:%Y%m%d}_更正", [order for order in self._orders if order.day == day])

    def _known_at_first(self, month: Span) -> Iterator[Order]:
        """A month's orders, but for the evening of the day that is corrected later."""
        whole = [order for order in self._orders if order.day in month]
        of_day = [order for order in whole if order.day == self._corrected_day]
        missing = set(of_day[round(len(of_day) * KNOWN_AT_FIRST) :])
        return (order for order in whole if order not in missing)

    @staticmethod
    def _orders_file(label: str, found: Iterable[Order]) -> File:
        return File(f"有赞订单_{label}.csv", files.youzan_orders(found), YOUZAN)


def sheet_of(rows: Iterable[SheetRow]) -> bytes:
    """People write a metric's name, not its code."""
    names = dict(Metric.objects.filter(team=None).values_list("code", "name"))
    return files.own_sheet(row._replace(metric=names[row.metric]) for row in sorted(rows, key=by_day))


def by_day(row: SheetRow) -> date:
    return row.day
