"""视频号动态数据明细: each video's totals to date, filed under its publishing day."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from metrics.imports import values
from metrics.imports.layouts.base import Block, Column, Content, Entry, Layout, Row, layout

# 推荐 is the heart and 喜欢 the thumb: the words mislead, and 推荐 is no exposure.
COUNTS = {
    "plays": ("vc.plays", ("播放量",)),
    "hearts": ("vc.hearts", ("推荐",)),
    "thumbs": ("vc.thumbs", ("喜欢",)),
    "comments": ("vc.comments", ("评论量",)),
    "shares": ("vc.shares", ("分享量",)),
    "follows": ("vc.follows", ("关注量",)),
    "forwards": ("vc.forwards", ("转发聊天和朋友圈",)),
    "wecom_clicks": ("vc.wecom_clicks", ("企微链接点击次数",)),
    "wecom_adds": ("vc.wecom_adds", ("添加到通讯录次数",)),
}
IN_EVERY_EXPORT = {"plays", "hearts", "thumbs", "comments", "shares"}


def read(row: Row) -> Iterator[Entry]:
    day = row.day("day")
    counts = {name: row.count(name) for name in COUNTS if row.has(name)}
    finished = row.read("finished", values.rate)
    average = row.read("average", values.seconds)
    title, external_id = " ".join(row.text("title").split()), row.text("id")
    if not title and not external_id:
        row.reject("title", "no_title")
    if day is None:
        return
    video = Content(external_id, title, day)
    for name, value in counts.items():
        if value is not None:
            yield row.entry(video, COUNTS[name][0], day, value)
    plays = counts.get("plays")
    for metric, value in (
        ("vc.completed", values.times(finished, plays)),
        ("vc.watch_seconds", values.times(average, plays)),
    ):
        if value is not None:
            yield row.entry(video, metric, day, value)


VIDEO_POSTS = layout(
    Layout(
        code="video_posts",
        label=_("Video details"),
        origin=_("Video account"),
        channel_kinds=frozenset({"video_account"}),
        blocks=(
            Block(
                columns=(
                    Column("title", ("视频描述",)),
                    Column("id", ("视频ID",), is_required=False),
                    Column("day", ("发布时间",)),
                    Column("finished", ("完播率",), is_required=False),
                    Column("average", ("平均播放时长",), is_required=False),
                    *(Column(name, words, is_required=name in IN_EVERY_EXPORT) for name, (_, words) in COUNTS.items()),
                ),
                read=read,
                is_total_to_date=True,
                computed=frozenset({"vc.completed", "vc.watch_seconds"}),
            ),
        ),
    )
)
