"""Small order files in the layouts of the shops, a dict a row: what isn't given is blank."""

import csv
from io import BytesIO, StringIO

import openpyxl

from tests.metrics.conftest import FILES

YOUZAN_60 = next(csv.reader(StringIO((FILES / "有赞订单.csv").read_text(encoding="utf-8-sig"))))
YOUZAN_59 = YOUZAN_60[:50] + YOUZAN_60[51:]
SHOP_57 = [cell.value for cell in openpyxl.load_workbook(FILES / "微信小店订单.xlsx").active[1]]


def paid(number, day, amount, phone="13800000001", *, refund="0.00", created=None, **cells):
    """A paid 有赞 order; ``day`` of October 2026, 10:00:01."""
    return {
        "订单号": f"E{number}",
        "订单创建时间": f"2026-10-{created or day:02d} 09:58:59",
        "买家付款时间": f"2026-10-{day:02d} 10:00:01",
        "订单实付金额": amount,
        "订单已退款金额": refund,
        "买家手机号": phone,
        "订单状态": "交易完成",
    } | cells


def unpaid(number, day, **cells):
    return paid(number, day, "88.00", refund="——", **{"买家付款时间": " ", "订单状态": "交易关闭"} | cells)


def youzan(*rows, header=YOUZAN_60):
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def item(number, day, amount, phone="13900000001", *, refund="0.00", product="面霜", **cells):
    """An item of a paid 微信小店 order."""
    return {
        "订单号": f"37{number}",
        "订单下单时间": f"2026-10-{day:02d} 20:58:00",
        "支付时间": f"2026-10-{day:02d} 21:00:00",
        "订单实际支付金额": amount,
        "商品已退款金额": refund,
        "收件人手机": phone,
        "商品名称": product,
    } | cells


def shop(*rows, header=SHOP_57):
    book = openpyxl.Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append([row.get(name, "") for name in header])
    content = BytesIO()
    book.save(content)
    return content.getvalue()
