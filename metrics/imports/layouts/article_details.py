"""公众号 数据明细（题）: everything about one article, in sections below each other."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from metrics.imports import values
from metrics.imports.layouts.base import Block, Column, Content, Entry, Layout, Row, Target, layout
from metrics.imports.unreadable import Unreadable

# The back end counts people in some exports and times in others; a label says which. Labels are compared without
# spaces and widths. The English ones are as the English back end has been reported to write them: mend them here.
OVERVIEW = {
    "oa.readers": ("阅读(人)", "阅读人数", "Views(people)", "Readers"),
    "oa.reads": ("阅读(次)", "阅读次数", "Views(times)", "Views"),
    "oa.new_from_reading": (
        "阅读后关注(人)",
        "新增关注(人)",
        "阅读后关注人数",
        "Followed after reading(people)",
        "Follows after reading",
        "New followers(people)",
    ),
    "oa.sharers": ("分享(人)", "分享人数", "Shares(people)", "Sharers"),
    "oa.shares": ("分享(次)", "分享次数", "Shares(times)", "Shares"),
    "oa.wows": ("在看(人)", "在看(次)", "在看人数", "Wow(people)", "Wow(times)", "Wow", "Wows"),
    "oa.likes": ("点赞(人)", "点赞(次)", "点赞人数", "Like(people)", "Likes(people)", "Likes(times)", "Like", "Likes"),
    "oa.favourites": (
        "收藏(人)",
        "收藏(次)",
        "微信收藏(人)",
        "收藏人数",
        "Favorites(people)",
        "Favorites",
        "Saves(people)",
        "Saves",
    ),
    "oa.comments": ("评论(条)", "留言(条)", "评论数", "Comments", "Comments(count)"),
}
CONVERSION = {
    "oa.delivered": ("送达人数", "送达(人)", "Delivered(people)", "Delivered", "Recipients"),
    "oa.session_readers": ("公众号消息阅读人数", "公众号消息阅读(人)", "Official account message readers"),
    "oa.session_reads": ("公众号消息阅读次数", "公众号消息阅读(次)", "Official account message views"),
}
TIPS = ("赞赏(分)", "Tips(fen)", "Rewards(fen)")
FINISH_RATE = ("完读率", "阅读完成率", "Completion rate", "Finish rate")
FEN = Decimal(100)


def words(labels: Sequence[str]) -> set[str]:
    return {word(label) for label in labels}


def word(label: str) -> str:
    return "".join(values.plain(label).split()).casefold()


def by_word(labels: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {word(label): metric for metric, known in labels.items() for label in known}


OVERVIEW_WORDS, CONVERSION_WORDS = by_word(OVERVIEW), by_word(CONVERSION)


def read_overview(rows: Sequence[Row]) -> Iterator[Entry]:
    readers: Decimal | None = None
    for row in rows:
        label = word(row.text("name"))
        if label in OVERVIEW_WORDS:
            value = row.count("value")
            readers = value if OVERVIEW_WORDS[label] == "oa.readers" else readers
            yield from entry(row, OVERVIEW_WORDS[label], value)
        elif label in words(TIPS):
            fen = row.count("value")
            yield from entry(row, "oa.tips", None if fen is None else fen / FEN)
    for row in rows:
        if word(row.text("name")) in words(FINISH_RATE):
            yield from entry(row, "oa.finished", values.times(row.read("value", values.rate), readers))


def read_conversion(rows: Sequence[Row]) -> Iterator[Entry]:
    for row in rows:
        metric = CONVERSION_WORDS.get(word(row.text("name")))
        if metric:
            yield from entry(row, metric, row.count("value"))


def entry(row: Row, metric: str, value: Decimal | None) -> Iterator[Entry]:
    article = row.about
    if value is not None and isinstance(article, Content):
        yield row.entry(article, metric, article.published_on, value)


def article(above: Sequence[str], sections: Sequence[Sequence[Row]]) -> Target:
    """The title stands above the sections; the day it was published is the first one of its trend."""
    title = " ".join(" ".join(above[:1]).split())
    days = [day for row in sections[TREND] if (day := row.day("day")) is not None]
    if not days:
        raise Unreadable("no_publishing_day", title=title)
    if not title:
        raise Unreadable("no_article_title")
    return Content("", title, min(days))


FIGURES = (Column("name", ("数据指标", "指标", "Metric")), Column("value", ("数值", "数据", "Value")))
TREND = 2

ARTICLE_DETAILS = layout(
    Layout(
        code="article_details",
        label=_("Details of an article"),
        origin=_("Official account"),
        channel_kinds=frozenset({"official_account"}),
        blocks=(
            Block(
                titles=("数据概况", "数据概览", "Data overview"),
                columns=FIGURES,
                gather=read_overview,
                is_total_to_date=True,
                computed=frozenset({"oa.finished"}),
            ),
            Block(
                titles=("阅读转化", "View conversion"),
                columns=FIGURES,
                gather=read_conversion,
                is_required=False,
                is_total_to_date=True,
            ),
            Block(
                titles=("阅读数据趋势明细", "数据趋势明细", "Data trend", "View data trend", "Trend details"),
                columns=(Column("day", ("日期", "Date")),),
                is_required=False,
            ),
            # Not read: counts of other things under the same words, and who reads.
            Block(
                titles=(
                    *("推荐转化", "性别分布", "性别", "年龄分布", "年龄", "地域分布", "地域"),
                    *("Recommendation conversion", "Statistics by gender", "Statistics by age"),
                    "Statistics by location",
                ),
                columns=(),
                is_required=False,
            ),
        ),
        window_days=30,
        about=article,
    )
)
