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
    r"|(收货人|收件人|提货人)|.*phone(number)?|.*mobile(number)?|.*(open|union)_?id"
)
# Of a sheet that nobody has explained yet more is suspected: whoever lists single orders lists who placed them.
_MAY_BE_ABOUT_SOMEBODY = re.compile(
    rf".*(订单号|订单编号|交易单?号|流水号|运单号?|快递单号)|({_WHO})(名称?|id|编号|账号|微信号?|信息)"
    r"|买家|顾客|客户|联系人|下单人|付款人|(真实|用户|微信)?(姓名|昵称)|(收货|联系|详细|家庭)地址|.*(备注|留言)"
)
_PHONE = re.compile(r"(\+?86[- ]?)?1[3-9]\d(\d{8}|\*{4}\d{4}|[- ]\d{4}[- ]\d{4})")
_IDENTITY_NUMBER = re.compile(r"[1-9]\d{5}(19|20)\d{2}[01]\d[0-3]\d{4}[\dXx]")


def refuse(book: Book, table: Table) -> None:
    """Look at the headers of the table that is read, and at everything above the data of the other sheets.

    Raise ``Unreadable`` with the headers that are about customers.
    """
    found = dict.fromkeys(header for header in _headers(book, table) if is_about_somebody(header))
    if found:
        raise Unreadable("customers", columns="、".join(list(found)[:HEADERS_SHOWN]))


def refuse_unknown(book: Book) -> None:
    """Look at a book that nobody has explained yet: neither its headers nor its cells may be about people.

    Raise ``Unreadable`` with the headers, or with what the cells look like.
    """
    cells = [cell for sheet in book.sheets for _number, row in sheet.rows[:ROWS_LOOKED_AT] for cell in row]
    found = dict.fromkeys(cell for cell in cells if isinstance(cell, str) and _may_be_about_somebody(cell))
    if found:
        raise Unreadable("customers", columns="、".join(list(found)[:HEADERS_SHOWN]))
    rows = (row for sheet in book.sheets for _number, row in sheet.rows[:ROWS_SEARCHED])
    if any(_is_somebodys_number(cell) for row in rows for cell in row):
        raise Unreadable("phone_numbers")


def _may_be_about_somebody(header: str) -> bool:
    word = header_word(header).partition("(")[0]
    return len(word) <= LONGEST_HEADER and bool(
        _ABOUT_SOMEBODY.fullmatch(word) or _MAY_BE_ABOUT_SOMEBODY.fullmatch(word)
    )


def _is_somebodys_number(cell: Any) -> bool:
    written = values.plain(cell) if isinstance(cell, str | int | float) else ""
    return bool(_PHONE.fullmatch(written) or _IDENTITY_NUMBER.fullmatch(written))


def _headers(book: Book, table: Table) -> Iterator[str]:
    for part in table.parts:
        yield from part.header
    for sheet in book.sheets:
        if sheet is not table.sheet:
            for _number, cells in sheet.rows[:ROWS_LOOKED_AT]:
                yield from (cell for cell in cells if isinstance(cell, str))


def is_about_somebody(header: Any) -> bool:
    word = header_word(header).partition("(")[0]
    return len(word) <= LONGEST_HEADER and _ABOUT_SOMEBODY.fullmatch(word) is not None
