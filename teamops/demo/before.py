"""The numbers that the team brought along: of the two months before it began here, out of its old tables.

Nobody has a card of them, no template counted then. They are what a target is set beside: is it fair?
"""

from collections.abc import Iterator

from metrics.models import Channel
from teamops.demo import campaigns, content, files, nights, numbers, orders, subjects, uploads, work
from teamops.demo.channels import OFFICIAL_ACCOUNT, VIDEO_ACCOUNT, YOUZAN
from teamops.demo.exports import File, sheet_of
from teamops.demo.people import Cast
from teamops.demo.sheet import SheetRow
from teamops.demo.timeline import Before, Timeline


def bring_along(cast: Cast, opened: dict[str, Channel], timeline: Timeline) -> None:
    """Three files on the first morning: the account's back end, the videos', and one sheet for all the rest."""
    before = Before(timeline.now)
    subjects.announce(cast, opened, before)
    at = timeline.at(timeline.first, "09:30")
    for file in old_files(before):
        uploads.bring_in(file, cast=cast, channels=opened, as_of=before.days.last, at=at)
    for month in before.months:
        subjects.credit_videos(cast, before, month)
    nights.leave_out()


def old_files(before: Before) -> Iterator[File]:
    label = f"{before.days.first:%Y%m%d}-{before.days.last:%Y%m%d}"
    followers = files.user_analysis(numbers.followers(before))
    yield File(f"user_analysis_{label}.xls", followers, OFFICIAL_ACCOUNT)
    videos = files.video_details(content.video_records(before, before.days))
    yield File(f"视频号动态数据明细_{label}.csv", videos, VIDEO_ACCOUNT)
    yield File(f"往月数据_{label}.xlsx", sheet_of(old_rows(before)))


def old_rows(before: Before) -> Iterator[SheetRow]:
    yield from numbers.account_rows(before)
    yield from content.article_rows(before)
    yield from numbers.shop_rows(before)
    yield from numbers.shop_rows(before, YOUZAN, orders_a_day=orders.ORDERS_A_DAY)
    yield from numbers.group_rows(before)
    yield from numbers.contact_rows(before)
    yield from numbers.user_rows(before)
    yield from campaigns.campaign_rows(before)
    yield from work.work_rows(before)
