"""Keeps single customers out: a file that is to be kept may have no column about them."""

import re
from collections.abc import Iterator
from typing import Any

from metrics.imports import values
from metrics.imports.recognition import ROWS_LOOKED_AT, Table
from metrics.imports.sandbox import Book
from metrics.imports.unreadable import Unreadable
from metrics.imports.words import header_word

HEADERS_SHOWN = 4
LONGEST_HEADER = 20
# How far down an unknown sheet is searched for phone numbers.
ROWS_SEARCHED = 2_000

_WHO = "买家|顾客|客户|会员|粉丝|收货人?|收件人?|提货人?|送货|联系人?|下单人|付款人|支付人"
_ABOUT_SOMEBODY = re.compile(
    rf".*(手机|手机号|手机号码|电话|电话号码|身份证|身份证号|身份证号码)"
    rf"|.*({_WHO}).*(姓名|昵称|名字|地址)"
    rf"|.*({_WHO}|订单|发货|配送).*(备注|留言)"
    r"|(收货人|收件人|提货人)|.*phone(number)?|.*mobile(number)?|.*(open|union)_?id"
)
# Of a sheet that nobody has explained yet more is suspected: whoever lists single orders lists who placed them.
_MAY_BE_ABOUT_SOMEBODY = re.compile(
    rf".*(订单号|订单编号|交易单?号|流水号|运单号?|快递单号)|({_WHO})(名称?|id|编号|账号|微信号?|信息)"
    r"|买家|顾客|客户|联系人|下单人|付款人|(真实|用户|微信)?(姓名|昵称)|(收货|联系|详细|家庭)地址"
)
# A remark is the writer's own, unless the sheet lists orders: there it is what a buyer wrote.
_REMARK = re.compile(r".*(备注|留言|附言)|remarks?|notes?|comments?")
_LISTS_ORDERS = re.compile(
    r"(下单|付款|支付|发货|收货|成交).*(时间|日期)|(商品|宝贝|规格)(名称|标题|信息)|实付.*|应付.*|快递.*|物流.*"
)
_PHONE_WRITTEN = r"(\+?86[- ]?)?1[3-9]\d(\d{8}|\*{4}\d{4}|[- ]\d{4}[- ]\d{4})"
_PHONE = re.compile(_PHONE_WRITTEN)
# Within a sentence; not within an address of the web or an id.
_PHONE_IN_TEXT = re.compile(rf"(?<![\w=/.-]){_PHONE_WRITTEN}(?![\w=/.-])", re.ASCII)
_IDENTITY_NUMBER = re.compile(r"[1-9]\d{5}(19|20)\d{2}[01]\d[0-3]\d{4}[\dXx]")


def refuse(book: Book, table: Table) -> None:
    """Look at the headers of the table that is read, at the other sheets above their data, and into remarks.

    Raise ``Unreadable`` with the headers that are about customers, or with what the remarks hold.
    """
    found = dict.fromkeys(header for header in _headers(book, table) if is_about_somebody(header))
    if found:
        raise Unreadable("customers", columns="、".join(list(found)[:HEADERS_SHOWN]))
    if any(_is_somebodys_number(cell) for cell in _remarks(table)):
        raise Unreadable("phone_numbers")


def refuse_unknown(book: Book) -> None:
    """Look at a book that nobody has explained yet: neither its headers nor its cells may be about people.

    Raise ``Unreadable`` with the headers, or with what the cells look like.
    """
    cells = [cell for sheet in book.sheets for _number, row in sheet.rows[:ROWS_LOOKED_AT] for cell in row]
    words = [cell for cell in cells if isinstance(cell, str)]
    lists_orders = any(_LISTS_ORDERS.fullmatch(_word(word)) for word in words)
    found = dict.fromkeys(word for word in words if _may_be_about_somebody(word) or (lists_orders and is_remark(word)))
    if found:
        raise Unreadable("customers", columns="、".join(list(found)[:HEADERS_SHOWN]))
    rows = (row for sheet in book.sheets for _number, row in sheet.rows[:ROWS_SEARCHED])
    if any(_is_somebodys_number(cell) for row in rows for cell in row):
        raise Unreadable("phone_numbers")


def is_remark(header: Any) -> bool:
    """Whether a column is free text, which no number is read from and anybody may be named in."""
    word = _word(header)
    return len(word) <= LONGEST_HEADER and _REMARK.fullmatch(word) is not None


def _word(header: Any) -> str:
    return header_word(header).partition("(")[0]


def _remarks(table: Table) -> Iterator[Any]:
    for part in table.parts:
        places = [place for place, header in enumerate(part.header) if is_remark(header)]
        if places:
            yield from (cells[place] for _number, cells in part.rows for place in places if place < len(cells))


def _may_be_about_somebody(header: str) -> bool:
    word = _word(header)
    return len(word) <= LONGEST_HEADER and bool(
        _ABOUT_SOMEBODY.fullmatch(word) or _MAY_BE_ABOUT_SOMEBODY.fullmatch(word)
    )


def _is_somebodys_number(cell: Any) -> bool:
    written = values.plain(cell) if isinstance(cell, str | int | float) else ""
    return bool(_PHONE.fullmatch(written) or _IDENTITY_NUMBER.fullmatch(written) or _PHONE_IN_TEXT.search(written))


def _headers(book: Book, table: Table) -> Iterator[str]:
    for part in table.parts:
        yield from part.header
    for sheet in book.sheets:
        if sheet is not table.sheet:
            for _number, cells in sheet.rows[:ROWS_LOOKED_AT]:
                yield from (cell for cell in cells if isinstance(cell, str))


def is_about_somebody(header: Any) -> bool:
    word = _word(header)
    return len(word) <= LONGEST_HEADER and _ABOUT_SOMEBODY.fullmatch(word) is not None
