"""公众号 用户分析: followers new, lost and in total, a row a day."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from metrics.imports import values
from metrics.imports.layouts.base import CHANNEL, Block, Column, Entry, Layout, Row, layout


def read(row: Row) -> Iterator[Entry]:
    day = row.day("day")
    new, lost, total = (row.count(name) for name in ("new", "lost", "total"))
    net = row.read("net", values.whole)
    if day is None:
        return
    is_exact = not row.warnings
    if is_exact and net is not None and new is not None and lost is not None and net != new - lost:
        row.warn("net", "net_differs", new=str(new), lost=str(lost), expected=str(new - lost))
    for metric, value in (("oa.followers_new", new), ("oa.followers_lost", lost), ("oa.followers_total", total)):
        if value is not None:
            yield row.entry(CHANNEL, metric, day, value)


USER_ANALYSIS = layout(
    Layout(
        code="user_analysis",
        label=_("User analysis"),
        origin=_("Official account"),
        channel_kinds=frozenset({"official_account"}),
        blocks=(
            Block(
                columns=(
                    Column("day", ("时间", "日期")),
                    Column("new", ("新关注人数", "新增关注人数")),
                    Column("lost", ("取消关注人数", "取关人数")),
                    Column("net", ("净增关注人数",), is_required=False),
                    Column("total", ("累积关注人数", "累计关注人数")),
                ),
                read=read,
            ),
        ),
    )
)
