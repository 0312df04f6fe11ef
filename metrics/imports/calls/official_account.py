"""公众号 getusersummary, getusercumulate, getbizsummary: a row a day, about the channel."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from metrics.imports.calls.base import Answer, Call, Made, Record, call, columns, items, objects, part
from metrics.imports.layouts.base import CHANNEL, Block, Entry, Layout, Row

OFFICIAL_ACCOUNT = _("Official account")
OF_ACCOUNTS = frozenset({"official_account"})
EVERY_SCENE = "全部"


def counted(row: Row, codes: Mapping[str, str]) -> Iterator[Entry]:
    """A day of the channel: each column that has a number, under its metric."""
    day = row.day("ref_date")
    values = {code: row.count(name) for name, code in codes.items() if row.has(name)}
    if day is not None:
        yield from (row.entry(CHANNEL, code, day, value) for code, value in values.items() if value is not None)


def by_day(made: Made) -> Iterable[Record]:
    """New and lost followers are told by source: the day is their sum."""
    days: dict[str, dict[str, Any]] = {}
    for item in items(made, "list"):
        day = days.setdefault(str(item.get("ref_date")), {"ref_date": item.get("ref_date")})
        for name in ("new_user", "cancel_user"):
            if name in item:
                day[name] = added(day.get(name, 0), item[name])
    return days.values()


def added(total: Any, value: Any) -> Any:
    """What can't be added up stays as it is, and is rejected where it is read."""
    if type(total) is int and type(value) is int:
        return total + value
    return value if type(total) is int else total


FOLLOWERS_BY = {"new_user": "oa.followers_new", "cancel_user": "oa.followers_lost"}
FOLLOWERS = call(
    Call(
        Layout(
            code="getusersummary",
            label=_("Followers gained and lost"),
            origin=OFFICIAL_ACCOUNT,
            channel_kinds=OF_ACCOUNTS,
            blocks=(Block(columns=columns("ref_date", *FOLLOWERS_BY), read=lambda row: counted(row, FOLLOWERS_BY)),),
        ),
        by_day,
    )
)


def in_total(made: Made) -> Iterable[Record]:
    """Should the total ever be told by source, the source 0 is all of them."""
    return [item for item in items(made, "list") if item.get("user_source", 0) == 0]


TOTAL_BY = {"cumulate_user": "oa.followers_total"}
TOTAL_FOLLOWERS = call(
    Call(
        Layout(
            code="getusercumulate",
            label=_("Followers in total"),
            origin=OFFICIAL_ACCOUNT,
            channel_kinds=OF_ACCOUNTS,
            blocks=(Block(columns=columns("ref_date", *TOTAL_BY), read=lambda row: counted(row, TOTAL_BY)),),
        ),
        in_total,
    )
)


def scene(detail: Answer, name: str) -> Any:
    """How many readers came from a scene; ``None`` if it isn't told."""
    told = objects(detail.get("read_user_source") or [], "read_user_source")
    return next((one.get("user_count") for one in told if one.get("scene_desc") == name), None)


def readers(detail: Answer) -> Any:
    """All readers, once each."""
    total = scene(detail, EVERY_SCENE)
    return detail.get("read_user") if total is None else total


def business(made: Made) -> Iterable[Record]:
    for item in items(made, "list"):
        detail = part(item, "detail")
        yield {"ref_date": item.get("ref_date"), **detail, "read_user": readers(detail)}


BUSINESS_BY = {
    "read_user": "oa.readers",
    "share_user": "oa.sharers",
    "zaikan_user": "oa.wows",
    "like_user": "oa.likes",
    "comment_count": "oa.comments",
    "collection_user": "oa.favourites",
    "redirect_ori_page_user": "oa.original_clicks",
    "send_page_count": "oa.published",
}
BUSINESS = call(
    Call(
        Layout(
            code="getbizsummary",
            label=_("Reading of the day"),
            origin=OFFICIAL_ACCOUNT,
            channel_kinds=OF_ACCOUNTS,
            blocks=(Block(columns=columns("ref_date", *BUSINESS_BY), read=lambda row: counted(row, BUSINESS_BY)),),
        ),
        business,
    )
)
