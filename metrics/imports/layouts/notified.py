"""公众号 内容分析 已通知内容: what each article had reached seven days after it was sent."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from metrics.imports import values
from metrics.imports.layouts.base import Block, Column, Content, Entry, Layout, Row, layout

COUNTS = {
    "readers": ("oa.readers", ("总阅读人数",)),
    "reads": ("oa.reads", ("总阅读次数",)),
    "sharers": ("oa.sharers", ("总分享人数",)),
    "shares": ("oa.shares", ("总分享次数", "分享次数")),
    "new_from_reading": ("oa.new_from_reading", ("阅读后关注人数",)),
    "delivered": ("oa.delivered", ("送达人数",)),
    "session_reads": ("oa.session_reads", ("公众号消息阅读次数",)),
}
IN_EVERY_EXPORT = {"readers", "reads", "delivered"}


def read(row: Row) -> Iterator[Entry]:
    day = row.day("day")
    counts = {name: row.count(name) for name in COUNTS if row.has(name)}
    # The rates beside it (送达阅读率, 首次分享率) are computed from what is kept; this one is kept as whom it counts.
    finished = values.times(row.read("finished", values.rate), counts.get("readers"))
    title, address = " ".join(row.text("title").split()), row.text("address")
    if not title and not address:
        row.reject("title", "no_title")
    if day is None:
        return
    article = Content("", title, day, address=address)
    for name, value in counts.items():
        if value is not None:
            yield row.entry(article, COUNTS[name][0], day, value)
    if finished is not None:
        yield row.entry(article, "oa.finished", day, finished)


NOTIFIED = layout(
    Layout(
        code="notified",
        label=_("Notified articles"),
        origin=_("Official account"),
        channel_kinds=frozenset({"official_account"}),
        blocks=(
            Block(
                columns=(
                    Column("title", ("内容标题",)),
                    Column("day", ("发表时间", "发表日期")),
                    *(Column(name, words, is_required=name in IN_EVERY_EXPORT) for name, (_, words) in COUNTS.items()),
                    Column("finished", ("阅读完成率", "完读率"), is_required=False),
                    Column("address", ("内容url", "内容链接"), is_required=False),
                ),
                read=read,
                is_total_to_date=True,
                computed=frozenset({"oa.finished"}),
            ),
        ),
        window_days=7,
    )
)
