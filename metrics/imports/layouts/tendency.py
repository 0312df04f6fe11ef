"""公众号 内容分析, tendency_….xls: three blocks side by side, two of the account's days and one of its articles."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from metrics.imports.layouts import sources
from metrics.imports.layouts.base import CHANNEL, Block, Column, Content, Entry, Layout, Row, layout

BY_DAY = {
    "sharers": ("oa.sharers", ("分享人数",)),
    "original_clicks": ("oa.original_clicks", ("跳转阅读原文人数", "阅读原文人数")),
    "favourites": ("oa.favourites", ("微信收藏人数", "收藏人数")),
    "published": ("oa.published", ("发表篇数", "群发篇数")),
}
READERS = {"readers": "oa.readers"}


def read_sources(rows: Sequence[Row]) -> Iterator[Entry]:
    return sources.of_all(rows, key=channel_day, metrics=READERS, summed=READERS)


def channel_day(row: Row) -> sources.Key | None:
    day = row.day("day")
    return None if day is None else (CHANNEL, day)


def read_day(row: Row) -> Iterator[Entry]:
    day = row.day("day")
    counts = {name: row.count(name) for name in BY_DAY if row.has(name)}
    if day is None:
        return
    for name, value in counts.items():
        if value is not None:
            yield row.entry(CHANNEL, BY_DAY[name][0], day, value)


def read_articles(rows: Sequence[Row]) -> Iterator[Entry]:
    return sources.of_all(rows, key=article, metrics=READERS, summed=READERS)


def article(row: Row) -> sources.Key | None:
    day = row.day("published_on")
    title = " ".join(row.text("title").split())
    if not title:
        row.reject("title", "no_title")
    return None if day is None or not title else (Content("", title, day), day)


TENDENCY = layout(
    Layout(
        code="tendency",
        label=_("Content analysis"),
        origin=_("Official account"),
        channel_kinds=frozenset({"official_account"}),
        blocks=(
            Block(
                columns=(
                    Column("day", ("日期",)),
                    Column("source", ("渠道",)),
                    Column("readers", ("阅读人数",)),
                ),
                gather=read_sources,
            ),
            Block(
                columns=(
                    Column("day", ("日期",)),
                    *(
                        Column(name, headers, is_required=name == "sharers")
                        for name, (_code, headers) in BY_DAY.items()
                    ),
                ),
                read=read_day,
                is_required=False,
            ),
            Block(
                columns=(
                    Column("source", ("传播渠道",)),
                    Column("published_on", ("发表日期", "发表时间")),
                    Column("title", ("内容标题",)),
                    Column("readers", ("阅读人数",)),
                ),
                gather=read_articles,
                is_required=False,
                is_total_to_date=True,
            ),
        ),
    )
)
