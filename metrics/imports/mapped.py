"""Layouts that a team made by saying what each column of its sheet means, beside those that are shipped."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from metrics.imports import values
from metrics.imports.customers import is_remark
from metrics.imports.layouts import Layout
from metrics.imports.layouts.base import CHANNEL, Block, Column, Content, Entry, Named, Row, Target
from metrics.imports.layouts.own_sheet import COUNTED, MAY_BE_NEGATIVE, PERCENT
from metrics.imports.words import header_word

# How the codes of these layouts begin; a version's key follows.
PREFIX = "mapped."
TEN_THOUSAND = Decimal(10_000)
FIELD = "metric_"


class Means(StrEnum):
    """What a column may be, other than nothing."""

    DAY = "day"
    PUBLISHED = "published"
    SUBJECT = "subject"
    TITLE = "title"
    ADDRESS = "address"
    ID = "id"
    METRIC = "metric"


class Scale(StrEnum):
    """How a column writes its numbers, where the number alone doesn't tell."""

    PLAIN = ""
    PERCENT = "percent"  # 11.14 is 11.14 %
    FEN = "fen"
    WAN = "wan"


CONTENT = (Means.TITLE, Means.ADDRESS, Means.ID)


@dataclass(frozen=True, slots=True)
class Meant:
    """A column that is read: its header, what it is; of a metric the code, how it is written, and its unit then."""

    header: str
    means: str
    metric: str = ""
    scale: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """A sheet as somebody explained it. ``headers`` are all of them, those that nothing is read from too."""

    headers: tuple[str, ...]
    columns: tuple[Meant, ...]
    channel_kind: str = ""
    is_of_one_day: bool = False

    def has(self, *means: str) -> bool:
        return any(column.means in means for column in self.columns)

    @property
    def metrics(self) -> list[Meant]:
        return [column for column in self.columns if column.means == Means.METRIC]

    @property
    def is_about_content(self) -> bool:
        return self.has(*CONTENT)

    @property
    def is_total_to_date(self) -> bool:
        """Content whose rows say no day but the publishing one tells what it has reached so far."""
        return self.is_about_content and not self.has(Means.DAY) and not self.is_of_one_day

    def without(self, metrics: Iterable[str]) -> "Explained":
        gone = set(metrics)
        return replace(self, columns=tuple(column for column in self.columns if column.metric not in gone))


def kept(columns: Sequence[Meant]) -> list[dict[str, str]]:
    return [asdict(column) for column in columns]


def of_kept(columns: Iterable[Mapping[str, str]]) -> tuple[Meant, ...]:
    return tuple(Meant(**column) for column in columns)


def layout_of(explained: Explained, *, key: int | str, name: str) -> Layout:
    """The layout by which such sheets are recognised and read from then on."""
    columns = [Column(_field(number, column), (column.header,)) for number, column in enumerate(explained.columns)]
    read_words = {header_word(column.header) for column in explained.columns}
    beside = {header_word(header) for header in explained.headers if not is_remark(header)} - read_words - {""}
    return Layout(
        code=f"{PREFIX}{key}",
        label=name,
        origin=_("Mapped by the team"),
        channel_kinds=frozenset({explained.channel_kind} - {""}),
        blocks=(
            Block(
                columns=tuple(columns),
                read=_reader(explained),
                beside=frozenset(beside),
                is_total_to_date=explained.is_total_to_date,
            ),
        ),
        needs_channel=not explained.has(Means.SUBJECT),
        is_mapped=True,
        tells_left_out=True,
    )


def _field(number: int, column: Meant) -> str:
    return f"{FIELD}{number}" if column.means == Means.METRIC else column.means


def _reader(explained: Explained) -> Callable[[Row], Iterator[Entry]]:
    numbers = [(_field(at, one), one) for at, one in enumerate(explained.columns) if one.means == Means.METRIC]

    def read(row: Row) -> Iterator[Entry]:
        target = _target(row, explained)
        day = _day(row, explained, target)
        found = [(column.metric, _number(row, name, column)) for name, column in numbers]
        if target is None or day is None:
            return
        for metric, value in found:
            if value is not None:
                yield row.entry(target, metric, day, value)

    return read


def _day(row: Row, explained: Explained, target: Target | None) -> date | None:
    if row.has(Means.DAY):
        return row.day(Means.DAY)
    if explained.is_of_one_day:
        return row.around.as_of or row.around.today
    return target.published_on if isinstance(target, Content) else None


def _target(row: Row, explained: Explained) -> Target | None:
    if explained.has(Means.SUBJECT):
        name = row.text(Means.SUBJECT)
        if not name:
            row.reject(Means.SUBJECT, "no_subject")
            return None
        return Named(name, row.header(Means.SUBJECT))
    if not explained.is_about_content:
        return CHANNEL
    title = " ".join(row.text(Means.TITLE).split())
    address, key = row.text(Means.ADDRESS), row.text(Means.ID)
    if not (title or address or key):
        row.reject(next(means for means in CONTENT if row.has(means)), "no_title")
    published = row.day(Means.PUBLISHED)
    if published is None:
        return None
    is_video = explained.channel_kind == "video_account"
    return Content(key if is_video else "", title, published, address=address, msgid="" if is_video else key)


def _number(row: Row, name: str, column: Meant) -> Decimal | None:
    """A cell in the metric's unit. The dictionary's unit counts; of a metric retired since, the one of then."""
    known = row.around.metrics.get(column.metric, [])
    unit = known[0].unit if known else column.unit
    value = row.read(name, lambda cell: number(cell, unit=unit, scale=column.scale))
    if value is not None and value < 0 and unit not in MAY_BE_NEGATIVE:
        row.reject(name, "negative")
    return value


def number(cell: Any, *, unit: str, scale: str) -> Decimal | None:
    """A cell in the unit of its metric, a percentage as a part of one. Raise ``values.Invalid``."""
    if unit == PERCENT:
        return _percentage(cell) if scale == Scale.PERCENT else values.rate(cell)
    if unit == "seconds" and scale == Scale.PLAIN:
        return values.seconds(cell)
    value = values.number(cell, may_be_rounded=unit in COUNTED or scale == Scale.WAN)
    if value is None:
        return None
    if scale == Scale.FEN:
        return values.at_most_six_places(value / values.HUNDRED)
    if scale == Scale.WAN and not values.is_rounded(cell):
        return values.at_most_six_places(value * TEN_THOUSAND)
    return value


def _percentage(cell: Any) -> Decimal | None:
    """``11.14`` as 11.14 %; a percent sign says the same."""
    if values.plain(cell).endswith("%"):
        return values.rate(cell)
    value = values.number(cell)
    if value is None:
        return None
    if not 0 <= value <= values.HUNDRED:
        raise values.Invalid("rate_over_one")
    return values.at_most_six_places(value / values.HUNDRED)
