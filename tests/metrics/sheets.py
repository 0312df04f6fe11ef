"""Sheets in the layouts of the back ends, to be varied: rows of cells, and what containers they come in."""

import csv
import io

import openpyxl

TENDENCY = [
    ["", "数据趋势概况"],
    [
        *("", "日期", "渠道", "阅读人数"),
        *("", "日期", "分享人数", "跳转阅读原文人数", "微信收藏人数", "发表篇数"),
        *("", "传播渠道", "发表日期", "内容标题", "阅读人数", "阅读人数占比"),
    ],
]
TRAFFIC_HEADER = "日期,阅读次数,阅读人数,分享次数,分享人数,阅读原文次数,阅读原文人数,收藏次数,收藏人数,群发篇数,渠道"
TRAFFIC = [TRAFFIC_HEADER.split(",")]
NOTIFIED_HEADER = (
    "内容标题,发表时间,总阅读人数,总阅读次数,总分享人数,总分享次数,阅读后关注人数,送达人数,公众号消息阅读次数,送达阅读率,"
    "首次分享次数,分享产生阅读次数,首次分享率,每次分享带来阅读次数,阅读完成率,内容url"
)
NOTIFIED = [NOTIFIED_HEADER.split(",")]
VIDEOS_HEADER = (
    "视频描述,视频ID,发布时间,完播率,平均播放时长,播放量,推荐,喜欢,评论量,分享量,关注量,转发聊天和朋友圈,设为铃声,设为状态,"
    "设为朋友圈封面,企微链接点击次数,企微链接点击人数,添加到通讯录次数,添加到通讯录人数"
)
VIDEOS = VIDEOS_HEADER.split(",")
USER_ANALYSIS = [["时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数"]]
OWN_SHEET = [["日期", "对象", "指标", "数值"]]


def tendency(*, days=(), totals=(), articles=()):
    """The three blocks, each as long as it is: day, source, readers; five cells of a day; four of an article."""
    rows = [list(row) for row in TENDENCY]
    for at in range(max(len(days), len(totals), len(articles))):
        first = days[at] if at < len(days) else [""] * 3
        second = totals[at] if at < len(totals) else [""] * 5
        third = [*articles[at], ""] if at < len(articles) else [""] * 5
        rows.append(["", *first, "", *second, "", *third])
    return rows


def article(overview, *, conversion=(), trend=("2026-10-01", "2026-10-02"), english=False, title="秋冬护肤"):
    """数据明细（题）: its sections one below the other, the first column empty."""
    figures = ["Metric", "Value"] if english else ["数据指标", "数值"]
    sections = [
        ("Data overview" if english else "数据概况", figures, overview),
        ("View conversion" if english else "阅读转化", figures, conversion),
        ("推荐转化", figures, [("曝光次数", 900), ("阅读次数", 70), ("关注人数", 3)]),
        (
            "阅读数据趋势明细",
            ["Date", "Channel", "Views"] if english else ["日期", "传播渠道", "阅读人数"],
            [(day, "All" if english else "全部", 10) for day in trend],
        ),
        (
            "Statistics by gender" if english else "性别分布",
            ["性别", "人数", "占比"],
            [("男", 10, "10%"), ("女", 90, "90%")],
        ),
        ("Statistics by age" if english else "年龄分布", ["年龄", "占比"], [("18-25岁", "40%"), ("阅读(人)", 5)]),
    ]
    rows = [[title], []]
    for name, header, below in sections:
        rows += [[name], header, *map(list, below), []]
    return [["", *row] for row in rows]


def as_csv(rows, *, delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def as_xlsx(rows):
    book = openpyxl.Workbook()
    for number, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells, start=1):
            if cell != "":
                book.active.cell(number, column, cell)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_html(rows):
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table>{lines}</table></body></html>'
