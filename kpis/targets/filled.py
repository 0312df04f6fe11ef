"""A month's sheet of targets as it comes back: what it asks for, and why a row is left out, by row and column.

A target that is left empty stays what it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from kpis.models import Kpi
from kpis.possible import impossible
from kpis.targets.book import Book, Holder, Key, Wish
from kpis.targets.said import Ends
from kpis.targets.sheet import EVERYBODY, HEADS, in_words
from kpis.writing import plain_number
from metrics.imports import reasons, sandbox, values
from metrics.imports.unreadable import Unreadable
from metrics.imports.words import header_word
from metrics.models import Metric
from roles.models import Role
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.rounding import MICRO, round_half_up

HUNDRED = Decimal(100)
MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS, MOST_ROWS_ABOVE = 5000, 20
NEEDED = ("role", "code", "target")
TAKE_BACK = ("按模板", "template")
# Why somebody may not set a target; empty if they may.
Refusal = Callable[[Wish], str]


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
    """Why a row was left out, and what to do: by its row, the head of the column, and what stands there."""

    number: int
    column: str
    value: str
    words: str
    # Further rows with the same in the same column.
    more: int = 0


@dataclass
class Reading:
    """What a sheet asks for: changes, rows that change nothing, rows that were left out."""

    rows: list[ReadRow] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Say once what many rows have in common: the wrong month, as a rule."""
        for place, known in enumerate(self.problems):
            if (known.column, known.value, known.words) == (problem.column, problem.value, problem.words):
                self.problems[place] = replace(known, more=known.more + 1)
                return
        self.problems.append(problem)

    @property
    def left_out(self) -> int:
        """How many rows."""
        return sum(1 + problem.more for problem in self.problems)


class Faulty(Exception):  # noqa: N818 - why a row is left out
    """A cell that can't be taken, in words; ``column`` by the name that the code has for it."""

    def __init__(self, column: str, value: object, words: str) -> None:
        super().__init__(words)
        self.column, self.value, self.words = column, values.text(value), words


def read(content: bytes, book: Book, *, refusal: Refusal) -> Reading:
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
                return read_rows(islice(rows, MOST_ROWS), columns, book, refusal=refusal)
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


def read_rows(
    rows: Iterable[tuple[int, Sequence[Any]]], columns: Mapping[str, int], book: Book, *, refusal: Refusal
) -> Reading:
    reading = Reading()
    asked: dict[Key, int] = {}
    for number, cells in rows:
        known = {name: cells[place] if place < len(cells) else None for name, place in columns.items()}
        try:
            row = read_row(number, known, book)
            refuse_again(row, asked)
            refuse_forbidden(row, book, refusal)
        except Faulty as faulty:
            column = in_words(HEADS[faulty.column])
            reading.add(Problem(number, column, faulty.value, faulty.words))
            continue
        if row is None:
            continue
        asked[row.wish.key] = number
        if book.changes(row.wish):
            reading.rows.append(row)
        else:
            reading.same += 1
    return reading


def refuse_forbidden(row: ReadRow | None, book: Book, refusal: Refusal) -> None:
    """Raise ``Faulty`` if the row would change what the reader may not set."""
    if row is not None and book.changes(row.wish) and (words := refusal(row.wish)):
        raise Faulty("target", plain_number(row.after.target), words)


def refuse_again(row: ReadRow | None, asked: Mapping[Key, int]) -> None:
    """Raise ``Faulty`` if an earlier row asked for the same target."""
    if row is not None and row.wish.key in asked:
        words = _("Row %(row)s asks for the same target already.") % {"row": asked[row.wish.key]}
        raise Faulty("member", row.who, words)


def read_row(number: int, known: Mapping[str, Any], book: Book) -> ReadRow | None:
    """``None`` where no target is asked for. Raise ``Faulty``."""
    if values.is_blank(known["target"]):
        return None
    refuse_other_month(known.get("month"), book)
    role = role_in(known["role"], book)
    holder = holder_in(known, role, book)
    kpi = kpi_in(known, role, book)
    key = Key(role.pk, kpi.metric_id, holder.assignment.pk if holder else None)
    wish = Wish(key, *amounts_in(known, kpi.metric))
    if fault := book.fault(wish):
        raise Faulty("target", known["target"], fault)
    return row_of(number, wish, book)


def row_of(number: int, wish: Wish, book: Book) -> ReadRow:
    """What a wish that has no fault asks for, beside what counts."""
    key = wish.key
    kpi, holder = book.kpis_of(key)[-1], book.by_assignment.get(key.assignment or 0)
    return ReadRow(
        number,
        wish,
        kpi.template.role,
        str(holder.assignment.member) if holder else in_words(EVERYBODY),
        kpi,
        before=book.own(key) or book.inherited(key),
        after=book.wanted(wish) or book.inherited(key),
    )


def refuse_other_month(cell: Any, book: Book) -> None:
    """Raise ``Faulty`` for another month. Spreadsheets make a day of ``2026-12``: the first of that month."""
    month, wanted = values.plain(cell), f"{book.month.first:%Y-%m}"
    if month and month not in {wanted, f"{wanted}-01", f"{wanted}-01 00:00:00"}:
        words = _("This row is of another month: this page is of %(month)s.") % {"month": wanted}
        raise Faulty("month", cell, words)


def amounts_in(known: Mapping[str, Any], metric: Metric) -> tuple[Decimal | None, Decimal | None]:
    """Target and zero; neither where it goes back to the template's."""
    if values.plain(known["target"]).lower() in TAKE_BACK:
        return None, None
    zero = known.get("zero")
    return (
        amount("target", known["target"], metric),
        None if values.is_blank(zero) else amount("zero", zero, metric),
    )


def amount(column: str, cell: Any, metric: Metric) -> Decimal:
    """A number in the metric's unit: a rate as ``30%`` or ``0.3``. Raise ``Faulty``."""
    written = values.plain(cell)
    is_percent = written.endswith("%")
    try:
        value = values.number(written[:-1] if is_percent else cell)
    except values.Invalid as invalid:
        reason = reasons.explain(invalid.code, invalid.arguments)
        words = _("%(what)s %(advice)s") % {"what": reason.what, "advice": reason.advice}
        raise Faulty(column, cell, words) from invalid
    if value is None:
        raise Faulty(column, cell, _("There is no number here."))
    if is_percent and metric.unit != Metric.Unit.PERCENT:
        raise Faulty(column, cell, _("%(metric)s isn't a rate: write it without a percent sign.") % {"metric": metric})
    if not is_percent and metric.unit == Metric.Unit.PERCENT and abs(value) > 1:
        raise Faulty(column, cell, above_all(metric, value, written))
    return round_half_up(value / HUNDRED if is_percent else value, MICRO)


def above_all(metric: Metric, value: Decimal, written: str) -> str:
    """What to do about a rate above 1 without a percent sign: 30 is meant as 30%; of 120 some can't be 120% either."""
    as_percent = round_half_up(value / HUNDRED, MICRO)
    return impossible(metric, as_percent) or (
        _("Is this a rate? Write it with its percent sign: %(value)s%%.") % {"value": written}
    )


def role_in(cell: Any, book: Book) -> Role:
    word = values.plain(cell).lower()
    for role in book.roles:
        if word in {role.code, role.name.lower(), role.name_en.lower()}:
            return role
    raise Faulty("role", cell, _("There is no role of this name with a template in this month."))


def holder_in(known: Mapping[str, Any], role: Role, book: Book) -> Holder | None:
    """By the assignment's number, else by name or username; ``None`` for the whole role. Raise ``Faulty``."""
    number, name = values.plain(known.get("assignment")), values.plain(known.get("member"))
    holders = book.holders[role.pk]
    if number:
        holder = next((one for one in holders if str(one.assignment.pk) == number), None)
        if holder is None:
            raise Faulty("assignment", number, _("Nobody holds that role in this month under this assignment."))
        refuse_other_name(name, holder)
        return holder
    if not name or name.lower() in EVERYBODY:
        return None
    people = [
        one for one in holders if name in {one.assignment.member.person.name, one.assignment.member.person.username}
    ]
    if not people:
        raise Faulty("member", name, _("Nobody of this name holds that role in this month."))
    if len(people) > 1:
        raise Faulty("member", name, _("Several hold that role under this name: fill in the assignment's number."))
    return people[0]


def refuse_other_name(name: str, holder: Holder) -> None:
    """Raise ``Faulty`` where the member's column names somebody else than the assignment's number."""
    person = holder.assignment.member.person
    if name and name not in {str(holder.assignment.member), person.name, person.username}:
        words = _("The assignment's number is %(name)s's. Mend one of the two, or empty the number.")
        raise Faulty("member", name, words % {"name": holder.assignment.member})


def kpi_in(known: Mapping[str, Any], role: Role, book: Book) -> Kpi:
    """By the metric's code or name. Raise ``Faulty`` for none of the role's, or if the KPI's column names another."""
    cell, named = known["code"], values.plain(known.get("kpi"))
    for kpi in book.kpis(role.pk):
        names = {values.plain(name) for name in (kpi.metric.code, kpi.metric.name, kpi.metric.name_en)}
        if values.plain(cell) in names:
            if named and named not in names:
                words = _("The metric's code is that of %(metric)s. Mend one of the two.") % {"metric": kpi.metric}
                raise Faulty("kpi", named, words)
            return kpi
    raise Faulty("code", cell, _("This metric isn't in the template of that role in this month."))
