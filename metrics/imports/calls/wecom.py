"""企业微信 get_user_behavior_data, a member a call; statistic_group_by_day, about the channel of the groups."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from metrics.imports import values
from metrics.imports.as_of import BEIJING
from metrics.imports.calls.base import Call, Made, Record, call, columns, items, part
from metrics.imports.calls.official_account import counted
from metrics.imports.layouts.base import Block, Entry, Layout, Named, Row

WECOM = _("WeCom")
OF_WECOM = frozenset({"wecom"})


def day_of(seconds: Any) -> str:
    """The day that begins in Beijing at a moment; what is no moment stays, and is rejected where it is read."""
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return str(seconds)
    try:
        return datetime.fromtimestamp(seconds, tz=BEIJING).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def behaviour(made: Made) -> Iterable[Record]:
    for item in items(made, "behavior_data"):
        yield {**item, "ref_date": day_of(item.get("stat_time")), "member": made.about, "userid": userid(made)}


def userid(made: Made) -> str:
    asked = made.request.get("userid")
    return str(asked[0]) if isinstance(asked, list) and asked else ""


COUNTS = {
    "new_apply_cnt": "wecom.requests",
    "new_contact_cnt": "wecom.new_customers",
    "chat_cnt": "wecom.chats",
    "message_cnt": "wecom.messages",
    "negative_feedback_cnt": "wecom.blocked",
}
# They are told only of days on which there were chats: no data, and no zero.
WITH_CHATS = ("reply_percentage", "avg_reply_time")


def read_behaviour(row: Row) -> Iterator[Entry]:
    day = row.day("ref_date")
    found = {code: row.count(name) for name, code in COUNTS.items()}
    found["wecom.replied_chats"] = values.times(row.read("reply_percentage", percent), found["wecom.chats"])
    found["wecom.reply_minutes"] = row.read("avg_reply_time", minutes)
    if day is None:
        return
    member = Named(row.text("member"), "member")
    yield from (row.entry(member, code, day, value) for code, value in found.items() if value is not None)


def percent(cell: Any) -> Decimal | None:
    """0 to 100, as a part of one."""
    value = values.number(cell)
    if value is None:
        return None
    if not 0 <= value <= values.HUNDRED:
        raise values.Invalid("rate_over_one")
    return value / values.HUNDRED


def minutes(cell: Any) -> Decimal | None:
    value = values.number(cell)
    if value is not None and value < 0:
        raise values.Invalid("negative")
    return value


BEHAVIOUR = call(
    Call(
        Layout(
            code="get_user_behavior_data",
            label=_("Members' contact with customers"),
            origin=WECOM,
            channel_kinds=OF_WECOM,
            blocks=(
                Block(
                    columns=columns("ref_date", "userid", "member", *COUNTS, optional=WITH_CHATS),
                    read=read_behaviour,
                ),
            ),
        ),
        behaviour,
    )
)


def groups(made: Made) -> Iterable[Record]:
    for item in items(made, "items"):
        yield {**part(item, "data"), "ref_date": day_of(item.get("stat_time"))}


GROUPS_BY = {
    "chat_total": "group.count",
    "new_chat_cnt": "group.new",
    "chat_has_msg": "group.active",
    "member_total": "group.members",
    "new_member_cnt": "group.joined",
    "member_has_msg": "group.spoke",
    "msg_total": "group.messages",
}
GROUPS = call(
    Call(
        Layout(
            code="statistic_group_by_day",
            label=_("Groups by day"),
            origin=WECOM,
            channel_kinds=frozenset({"wecom", "group"}),
            blocks=(Block(columns=columns("ref_date", *GROUPS_BY), read=lambda row: counted(row, GROUPS_BY)),),
        ),
        groups,
    )
)
