"""A month's targets as a sheet: out with what counts and last month beside it, back in with what should count.

One row for each KPI of a role (``everybody``) and one for each holder. A target that is left empty stays what it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from kpis.export import NUMBER, RATE, SAFE, write_sheet
from kpis.models import Kpi
from kpis.targets.book import Book, Holder, Key, Wish
from kpis.targets.grid import LastMonth
from kpis.targets.said import Ends
from metrics.imports import reasons, sandbox, values
from metrics.imports.unreadable import Unreadable
from metrics.imports.words import header_word
from metrics.models import Metric
from roles.models import Role
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.naming import Bilingual
from teamops.lib.rounding import MICRO, round_half_up

HUNDRED = Decimal(100)
MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS, MOST_ROWS_ABOVE = 5000, 20

# The columns by the name that the code has for them, as they stand in the sheet in both languages.
HEADS = {
    "month": ("月份", "Month"),
    "assignment": ("任岗号", "Assignment"),
    "role": ("岗位", "Role"),
    "member": ("成员", "Member"),
    "code": ("指标代码", "Metric code"),
    "kpi": ("考核项", "KPI"),
    "unit": ("单位", "Unit"),
    "weight": ("权重", "Weight"),
    "template": ("模板目标", "Template's target"),
    "before": ("上月目标", "Last month's target"),
    "actual": ("上月实际", "Last month's actual"),
    "target": ("目标", "Target"),
    "zero": ("0 分线", "0 points at"),
}
NEEDED = ("role", "code", "target")
EVERYBODY = ("全岗位", "everybody")
TAKE_BACK = ("按模板", "template")


def in_words(both: tuple[str, str]) -> str:
    """The one of the reader's language."""
    return Bilingual.in_readers_language(*both)


def workbook(book: Book, before: LastMonth) -> bytes:
    """Every role's targets of the month, with those and the actuals of the month before."""
    buffer = BytesIO()
    sheets = xlsxwriter.Workbook(buffer, SAFE)
    formats = {name: sheets.add_format({"num_format": name}) for name in (RATE, NUMBER)}
    head = sheets.add_format({"bold": True, "bottom": 1})
    rows = [cells_of(book, role, kpi, holder, before) for role, kpi, holder in places(book)]
    write_sheet(sheets.add_worksheet(_("Targets")), [in_words(one) for one in HEADS.values()], rows, head, formats)
    sheets.close()
    return buffer.getvalue()


def places(book: Book) -> Iterator[tuple[Role, Kpi, Holder | None]]:
    for role in book.roles:
        for kpi in book.kpis(role.pk):
            yield role, kpi, None
            yield from ((role, kpi, holder) for holder in book.holders[role.pk])


def cells_of(book: Book, role: Role, kpi: Kpi, holder: Holder | None, before: LastMonth) -> list[tuple[Any, str]]:
    metric, assignment = kpi.metric, holder.assignment if holder else None
    figure = RATE if metric.unit == Metric.Unit.PERCENT else NUMBER
    ends = book.ends(kpi, role=role.pk, assignment=assignment.pk if assignment else None)
    past = before.get((assignment.member_id, role.pk, metric.pk)) if assignment else None
    return [
        (f"{book.month.first:%Y-%m}", ""),
        (assignment.pk if assignment else None, ""),
        (str(role), ""),
        (str(assignment.member) if assignment else in_words(EVERYBODY), ""),
        (metric.code, ""),
        (str(metric), ""),
        ("%" if metric.unit == Metric.Unit.PERCENT else metric.get_unit_display(), ""),
        (kpi.weight, NUMBER),
        (Ends.of(kpi).target, figure),
        (past.target if past else None, figure),
        (past.actual if past else None, figure),
        (ends.target, figure),
        (ends.zero_at, figure),
    ]


@dataclass(frozen=True)
class ReadRow:
    """A row that asks for something else than what counts."""

    number: int
    wish: Wish
    role: Role
    who: str
    kpi: Kpi
    before: Ends
    after: Ends


@dataclass(frozen=True)
class Problem:
    """Why a row was left out, and what to do."""

    number: int
    value: str
    words: str


@dataclass
class Reading:
    """What a sheet asks for: changes, rows that change nothing, rows that were left out."""

    rows: list[ReadRow] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)


class Faulty(Exception):  # noqa: N818 - why a row is left out
    """A cell that can't be taken, in words."""

    def __init__(self, value: object, words: str) -> None:
        super().__init__(words)
        self.value, self.words = values.text(value), words


def read(content: bytes, book: Book) -> Reading:
    """Read a filled-in sheet, in the process that reads all files. Raise ``NotAllowedNow`` for none of ours."""
    if len(content) > MOST_BYTES:
        raise NotAllowedNow(_("The file is too large for a sheet of targets."))
    try:
        found = sandbox.read(content)
    except Unreadable as unreadable:
        raise NotAllowedNow(str(reasons.explain(unreadable.code, unreadable.arguments))) from unreadable
    for sheet in found.sheets:
        rows = iter(sheet.rows)
        for _number, cells in islice(rows, MOST_ROWS_ABOVE):
            if columns := columns_in(cells):
                return read_rows(islice(rows, MOST_ROWS), columns, book)
    raise NotAllowedNow(
        _("This isn't a sheet of targets: it has no columns %(columns)s. Download the sheet here and fill that in.")
        % {"columns": _(", ").join(in_words(HEADS[name]) for name in NEEDED)}
    )


def columns_in(cells: Sequence[Any]) -> dict[str, int]:
    """Where each column stands, if this is the row of heads."""
    words = [header_word(cell) for cell in cells]
    found = {
        name: place
        for name, both in HEADS.items()
        for place, word in enumerate(words)
        if word in map(header_word, both)
    }
    return found if all(name in found for name in NEEDED) else {}


def read_rows(rows: Iterable[tuple[int, Sequence[Any]]], columns: Mapping[str, int], book: Book) -> Reading:
    reading = Reading()
    asked: dict[Key, int] = {}
    for number, cells in rows:
        known = {name: cells[place] if place < len(cells) else None for name, place in columns.items()}
        try:
            row = read_row(number, known, book)
            refuse_again(row, asked)
        except Faulty as faulty:
            reading.problems.append(Problem(number, faulty.value, faulty.words))
            continue
        if row is None:
            continue
        asked[row.wish.key] = number
        if book.changes(row.wish):
            reading.rows.append(row)
        else:
            reading.same += 1
    return reading


def refuse_again(row: ReadRow | None, asked: Mapping[Key, int]) -> None:
    """Raise ``Faulty`` if an earlier row asked for the same target."""
    if row is not None and row.wish.key in asked:
        words = _("Row %(row)s asks for the same target already.") % {"row": asked[row.wish.key]}
        raise Faulty(row.who, words)


def read_row(number: int, known: Mapping[str, Any], book: Book) -> ReadRow | None:
    """``None`` where no target is asked for. Raise ``Faulty``."""
    if values.is_blank(known["target"]):
        return None
    month = values.plain(known.get("month"))
    if month and month != f"{book.month.first:%Y-%m}":
        raise Faulty(month, _("This row is of another month."))
    role = role_in(known["role"], book)
    holder = holder_in(known, role, book)
    kpi = kpi_in(known["code"], role, book)
    key = Key(role.pk, kpi.metric_id, holder.assignment.pk if holder else None)
    wish = Wish(key, *amounts_in(known, kpi.metric))
    if fault := book.fault(wish):
        raise Faulty(known["target"], fault)
    assignment = holder.assignment if holder else None
    return ReadRow(
        number,
        wish,
        role,
        str(assignment.member) if assignment else in_words(EVERYBODY),
        kpi,
        before=book.own(key) or book.inherited(key),
        after=book.wanted(wish) or book.inherited(key),
    )


def amounts_in(known: Mapping[str, Any], metric: Metric) -> tuple[Decimal | None, Decimal | None]:
    """Target and zero; neither where it goes back to the template's."""
    if values.plain(known["target"]).lower() in TAKE_BACK:
        return None, None
    zero = known.get("zero")
    return amount(known["target"], metric), None if values.is_blank(zero) else amount(zero, metric)


def amount(cell: Any, metric: Metric) -> Decimal:
    """A number in the metric's unit: a rate as ``30%`` or ``0.3``. Raise ``Faulty``."""
    written = values.plain(cell)
    is_percent = written.endswith("%")
    try:
        value = values.number(written[:-1] if is_percent else cell)
    except values.Invalid as invalid:
        raise Faulty(cell, str(reasons.explain(invalid.code, invalid.arguments).what)) from invalid
    if value is None:
        raise Faulty(cell, _("There is no number here."))
    if is_percent and metric.unit != Metric.Unit.PERCENT:
        raise Faulty(cell, _("%(metric)s isn't a rate: write it without a percent sign.") % {"metric": metric})
    if not is_percent and metric.unit == Metric.Unit.PERCENT and abs(value) > 1:
        raise Faulty(cell, _("Is this a rate? Write it with its percent sign: %(value)s%%.") % {"value": written})
    return round_half_up(value / HUNDRED if is_percent else value, MICRO)


def role_in(cell: Any, book: Book) -> Role:
    word = values.plain(cell).lower()
    for role in book.roles:
        if word in {role.code, role.name.lower(), role.name_en.lower()}:
            return role
    raise Faulty(cell, _("There is no role of this name with a template in this month."))


def holder_in(known: Mapping[str, Any], role: Role, book: Book) -> Holder | None:
    """By the assignment's number, else by name or username; ``None`` for the whole role. Raise ``Faulty``."""
    number, name = values.plain(known.get("assignment")), values.plain(known.get("member"))
    holders = book.holders[role.pk]
    if number:
        holder = next((one for one in holders if str(one.assignment.pk) == number), None)
        if holder is None:
            raise Faulty(number, _("Nobody holds that role in this month under this assignment."))
        return holder
    if not name or name.lower() in EVERYBODY:
        return None
    people = [
        one for one in holders if name in {one.assignment.member.person.name, one.assignment.member.person.username}
    ]
    if not people:
        raise Faulty(name, _("Nobody of this name holds that role in this month."))
    if len(people) > 1:
        raise Faulty(name, _("Several hold that role under this name: fill in the assignment's number."))
    return people[0]


def kpi_in(cell: Any, role: Role, book: Book) -> Kpi:
    word = values.plain(cell)
    for kpi in book.kpis(role.pk):
        if word in {kpi.metric.code, kpi.metric.name, kpi.metric.name_en}:
            return kpi
    raise Faulty(cell, _("This metric isn't in the template of that role in this month."))
