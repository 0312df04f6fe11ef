"""Keeps single customers out: a file that is to be kept may have no column about them."""

import re
from collections.abc import Iterator
from typing import Any

from metrics.imports.recognition import ROWS_LOOKED_AT, Table, header_word
from metrics.imports.sandbox import Book
from metrics.imports.unreadable import Unreadable

HEADERS_SHOWN = 4
LONGEST_HEADER = 20

_WHO = "买家|顾客|客户|会员|粉丝|收货人?|收件人?|提货人?|送货|联系人?|下单人|付款人|支付人"
_ABOUT_SOMEBODY = re.compile(
    rf".*(手机|手机号|手机号码|电话|电话号码|身份证|身份证号|身份证号码)"
    rf"|.*({_WHO}).*(姓名|昵称|名字|地址)"
    r"|(收货人|收件人|提货人)|.*phone(number)?|.*mobile(number)?"
)


def refuse(book: Book, table: Table) -> None:
    """Look at the headers of the table that is read, and at everything above the data of the other sheets.

    Raise ``Unreadable`` with the headers that are about customers.
    """
    found = dict.fromkeys(header for header in _headers(book, table) if _is_about_somebody(header))
    if found:
        raise Unreadable("customers", columns="、".join(list(found)[:HEADERS_SHOWN]))


def _headers(book: Book, table: Table) -> Iterator[str]:
    for part in table.parts:
        yield from part.header
    for sheet in book.sheets:
        if sheet is not table.sheet:
            for _number, cells in sheet.rows[:ROWS_LOOKED_AT]:
                yield from (cell for cell in cells if isinstance(cell, str))


def _is_about_somebody(header: Any) -> bool:
    word = header_word(header).partition("(")[0]
    return len(word) <= LONGEST_HEADER and _ABOUT_SOMEBODY.fullmatch(word) is not None
