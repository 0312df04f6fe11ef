"""公众号 内容分析 流量分析, as exported until 2024: the account's days, a row for each source and one for all."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from metrics.imports.layouts import sources
from metrics.imports.layouts.base import Block, Column, Entry, Layout, Row, layout
from metrics.imports.layouts.tendency import channel_day

COUNTS = {
    "readers": ("oa.readers", ("阅读人数",)),
    "reads": ("oa.reads", ("阅读次数",)),
    "sharers": ("oa.sharers", ("分享人数",)),
    "shares": ("oa.shares", ("分享次数",)),
    "original_clicks": ("oa.original_clicks", ("阅读原文人数", "跳转阅读原文人数")),
    "favourites": ("oa.favourites", ("收藏人数", "微信收藏人数")),
    "published": ("oa.published", ("群发篇数", "发表篇数")),
}
METRICS = {name: code for name, (code, _headers) in COUNTS.items()}
# An article is published once, whatever leads to it: its sources can't be added up.
SUMMED = [name for name in COUNTS if name != "published"]
IN_EVERY_EXPORT = {"readers", "reads", "sharers", "shares"}


def read(rows: Sequence[Row]) -> Iterator[Entry]:
    return sources.of_all(rows, key=channel_day, metrics=METRICS, summed=SUMMED)


TRAFFIC = layout(
    Layout(
        code="traffic",
        label=_("Traffic analysis (until 2024)"),
        origin=_("Official account"),
        channel_kinds=frozenset({"official_account"}),
        blocks=(
            Block(
                columns=(
                    Column("day", ("日期",)),
                    *(Column(name, words, is_required=name in IN_EVERY_EXPORT) for name, (_, words) in COUNTS.items()),
                    Column("source", ("渠道",)),
                ),
                gather=read,
            ),
        ),
    )
)
