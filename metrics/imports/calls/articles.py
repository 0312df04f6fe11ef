"""公众号 getarticletotaldetail: each article's totals to date, filed under its publishing day."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from metrics.imports.calls.base import Call, Made, Record, call, columns, items, objects
from metrics.imports.calls.official_account import OF_ACCOUNTS, OFFICIAL_ACCOUNT, readers, scene
from metrics.imports.layouts.base import Block, Content, Entry, Layout, Row
from teamops.lib.rounding import round_half_up

FROM_MESSAGES = "公众号消息"

COUNTS = {
    "read_user": "oa.readers",
    "share_user": "oa.sharers",
    "zaikan_user": "oa.wows",
    "like_user": "oa.likes",
    "comment_count": "oa.comments",
    "collection_user": "oa.favourites",
    "read_subscribe_user": "oa.new_from_reading",
}
ABOUT = ("ref_date", "msgid", "title", "content_url", "stat_date")


def newest(made: Made) -> Iterable[Record]:
    """The days of an article are totals since it was published: the last one says all, and adding them up nothing."""
    for item in items(made, "list"):
        details = objects(item.get("detail_list"), "detail_list")
        if not details:
            continue
        detail = max(details, key=lambda one: str(one.get("stat_date")))
        about = {name: item.get(name) for name in ABOUT}
        yield {
            **detail,
            **about,
            "stat_date": detail.get("stat_date"),
            "read_user": readers(detail),
            FROM_MESSAGES: scene(detail, FROM_MESSAGES),
        }


def read(row: Row) -> Iterator[Entry]:
    day = row.day("ref_date")
    msgid = row.text("msgid")
    title = " ".join(row.text("title").split()) or msgid
    if not title:
        row.reject("title", "no_title")
    found = {code: row.count(name) for name, code in COUNTS.items()}
    found["oa.delivered"] = delivered(row.count(FROM_MESSAGES), row.read("read_delivery_rate", exact))
    if day is None:
        return
    article = Content("", title, day, address=row.text("content_url"), msgid=msgid)
    yield from (row.entry(article, code, day, value) for code, value in found.items() if value is not None)


def exact(cell: Any) -> Decimal | None:
    """A part of one with all its places, for it is divided by. Anything else is as if it weren't told."""
    return cell if isinstance(cell, Decimal) and 0 < cell <= 1 else None


def delivered(opened: Decimal | None, rate: Decimal | None) -> Decimal | None:
    """How many people got it: those who opened it from the message ÷ the share of those it was delivered to."""
    return round_half_up(opened / rate, Decimal(1)) if opened and rate else None


ARTICLES = call(
    Call(
        Layout(
            code="getarticletotaldetail",
            label=_("Totals of each article"),
            origin=OFFICIAL_ACCOUNT,
            channel_kinds=OF_ACCOUNTS,
            blocks=(
                Block(
                    columns=columns(*ABOUT, *COUNTS, optional=(FROM_MESSAGES, "read_delivery_rate")),
                    read=read,
                    is_total_to_date=True,
                    computed=frozenset({"oa.delivered"}),
                ),
            ),
        ),
        newest,
    )
)
