"""Writes the demo's files in the layouts of the real exports, so that they go in as anybody's would."""

import csv
from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from teamops.demo.numbers import FollowerDay
from teamops.demo.sheet import SheetRow

USER_ANALYSIS = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
VIDEO_DETAILS = (
    *("视频描述", "视频ID", "发布时间", "完播率", "平均播放时长", "播放量", "推荐", "喜欢", "评论量"),
    *("分享量", "关注量", "转发聊天和朋友圈", "设为铃声", "设为状态", "设为朋友圈封面"),
)
OWN_SHEET = ("日期", "对象", "指标", "数值")
WIDTHS = (12, 34, 30, 14)


def user_analysis(days: Iterable[FollowerDay], *, mistyped: FollowerDay | None = None) -> bytes:
    """公众号 用户分析: an HTML table named .xls. In ``mistyped`` somebody has put the letter O for the last nought."""
    rows = [["用户增长"], list(USER_ANALYSIS)]
    for one in days:
        new = str(one.new) if one != mistyped else f"{one.new // 10}O"
        rows.append([f"{one.day:%Y-%m-%d}", new, str(one.lost), str(one.new - one.lost), str(one.total)])
    lines = ["".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row) for tag, row in tagged(rows)]
    return ("<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>").encode()


def tagged(rows: Sequence[list[str]]) -> Iterable[tuple[str, list[str]]]:
    """The title and the header are heads, the rest are cells."""
    return (("th" if number < 2 else "td", row) for number, row in enumerate(rows))  # noqa: PLR2004


def video_details(records: Iterable[Sequence[str | int]]) -> bytes:
    """视频号动态数据明细: with a BOM, CRLF between records, line feeds within captions, no line break at the end."""
    text = StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(VIDEO_DETAILS)
    writer.writerows(records)
    return b"\xef\xbb\xbf" + text.getvalue().removesuffix("\r\n").encode()


def own_sheet(rows: Iterable[SheetRow]) -> bytes:
    """TeamOps' own sheet, with real dates and numbers."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        day_format = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, OWN_SHEET, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        for number, row in enumerate(rows, start=1):
            sheet.write_datetime(number, 0, row.day, day_format)
            sheet.write_string(number, 1, row.subject)
            sheet.write_string(number, 2, row.metric)
            sheet.write_number(number, 3, row.value)
    return content.getvalue()
