"""Writes the demo's files in the layouts of the real exports, so that they go in as anybody's would."""

import csv
from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from teamops.demo.numbers import FollowerDay
from teamops.demo.orders import Order
from teamops.demo.sheet import SheetRow

USER_ANALYSIS = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
VIDEO_DETAILS = (
    *("视频描述", "视频ID", "发布时间", "完播率", "平均播放时长", "播放量", "推荐", "喜欢", "评论量"),
    *("分享量", "关注量", "转发聊天和朋友圈", "设为铃声", "设为状态", "设为朋友圈封面"),
)
YOUZAN_ORDERS = (
    *("订单号", "销售渠道", "归属店铺", "订单类型", "订单状态", "推广方式", "订单来源", "订单创建时间", "买家付款时间"),
    *("交易成功时间", "付款方式", "支付流水号", "商品金额合计", "运费", "店铺优惠合计", "应收订单金额", "订单实付金额"),
    *("支付优惠合计", "订单实收金额", "订单抵用积分数", "店铺优惠方式", "支付优惠方式", "全部商品名称", "商品种类数"),
    *("订单配送方式", "同城送达时间/提货时间", "收货人省份", "收货人城市", "收货人地区", "详细收货地址/提货地址"),
    *("收货人/提货人", "收货人手机号/提货人手机号", "买家备注", "订单星级", "买家昵称", "买家是否会员", "买家手机号"),
    *("下单网点", "收银员", "分销员", "销售导购", "专属导购", "订单退款状态", "订单已退款金额", "商家订单备注"),
    *("桌号", "挂账主体", "挂账手机号", "团长订单", "订单风险标签", "分销员", "分销员手机号", "分销员所属店铺"),
    *("分销员所属团队", "分销员所属分组", "分销员等级", "订单佣金类型", "订单佣金金额", "订单下级卖货提成类型"),
    "订单下级卖货提成金额",
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


def youzan_orders(orders: Iterable[Order]) -> bytes:
    """有赞 订单: 60 columns, one name twice, most of them empty."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(YOUZAN_ORDERS)
    for order in orders:
        cells = {
            "订单号": order.number,
            "订单状态": "交易完成" if order.paid_at else "交易关闭",
            "订单创建时间": f"{order.created_at:%Y-%m-%d %H:%M:%S}",
            "买家付款时间": f"{order.paid_at:%Y-%m-%d %H:%M:%S}" if order.paid_at else " ",
            "订单实付金额": f"{order.amount:.2f}",
            "买家手机号": order.phone,
            "订单退款状态": "全额退款" if order.refunded else "——",
            "订单已退款金额": f"{order.refunded:.2f}",
        }
        writer.writerow(cells.get(name, "") for name in YOUZAN_ORDERS)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


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
