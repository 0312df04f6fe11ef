"""小程序 getweanalysisappiddailysummarytrend and …dailyvisittrend: one day a call, about the channel."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from metrics.imports.calls.base import Call, Made, Record, call, columns, items
from metrics.imports.calls.official_account import counted
from metrics.imports.layouts.base import Block, Layout

MINI_PROGRAM = _("Mini program")
OF_MINI_PROGRAMS = frozenset({"mini_program"})


def days(made: Made) -> Iterable[Record]:
    return items(made, "list")


SUMMARY_BY = {"visit_total": "mini.users", "share_uv": "mini.sharers"}
DAILY_SUMMARY = call(
    Call(
        Layout(
            code="getweanalysisappiddailysummarytrend",
            label=_("Users and sharers"),
            origin=MINI_PROGRAM,
            channel_kinds=OF_MINI_PROGRAMS,
            blocks=(Block(columns=columns("ref_date", *SUMMARY_BY), read=lambda row: counted(row, SUMMARY_BY)),),
        ),
        days,
    )
)

VISITS_BY = {
    "session_cnt": "mini.sessions",
    "visit_pv": "mini.visits",
    "visit_uv": "mini.visitors",
    "visit_uv_new": "mini.new_visitors",
}
DAILY_VISITS = call(
    Call(
        Layout(
            code="getweanalysisappiddailyvisittrend",
            label=_("Visits of the day"),
            origin=MINI_PROGRAM,
            channel_kinds=OF_MINI_PROGRAMS,
            blocks=(Block(columns=columns("ref_date", *VISITS_BY), read=lambda row: counted(row, VISITS_BY)),),
        ),
        days,
    )
)
