"""One role's targets of a month as their page shows them: a row for each KPI, a column for each holder."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kpis.models import Kpi, Line, Target, TargetConfirmation
from kpis.targets.book import Book, Holder, Key
from kpis.targets.said import Ends
from roles.models import Member, Role
from teamops.lib.months import month_before
from teamops.lib.tags.numbers import quantity


class Before(NamedTuple):
    """What a line of the month before was measured by, and what was reached."""

    target: Decimal
    actual: Decimal | None


# By member, role and metric.
LastMonth = Mapping[tuple[int, int, int], Before]


@dataclass(frozen=True)
class Cell:
    """One target to type. ``own``: what was said for just this; ``inherited``: what counts as long as nothing is."""

    key: Key
    kpi: Kpi
    who: str
    own: Ends | None
    inherited: Ends
    before: Before | None
    is_closed: bool = False

    @property
    def name(self) -> str:
        return f"t-{self.key.metric}-{self.key.assignment or 0}"

    @property
    def zero_name(self) -> str:
        return f"z-{self.key.metric}"

    @property
    def ends(self) -> Ends:
        return self.own or self.inherited

    @property
    def past(self) -> str:
        """Actual and target of the month before, as they are written everywhere."""
        if self.before is None:
            return ""
        unit = self.kpi.metric.unit
        return f"{quantity(self.before.actual, unit)} / {quantity(self.before.target, unit)}"


@dataclass(frozen=True)
class Row:
    """A KPI: what the template says, what counts for the whole role, and for each holder."""

    kpi: Kpi
    template: Ends
    role: Cell
    holders: Sequence[Cell]

    @property
    def cells(self) -> list[Cell]:
        return [self.role, *self.holders]


@dataclass(frozen=True)
class Column:
    """A holder, and whether they have confirmed what counts for them."""

    holder: Holder
    confirmed: TargetConfirmation | None
    is_outdated: bool
    is_signed: bool
    is_me: bool

    @property
    def member(self) -> Member:
        return self.holder.assignment.member


@dataclass(frozen=True)
class Grid:
    role: Role
    month: date
    columns: Sequence[Column]
    rows: Sequence[Row]

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]

    @property
    def has_closed(self) -> bool:
        return any(cell.is_closed for cell in self.cells)

    @property
    def is_closed(self) -> bool:
        return all(cell.is_closed for cell in self.cells)


def grid_of(
    book: Book,
    role: Role,
    *,
    reader: Member,
    confirmed: Mapping[int, TargetConfirmation],
    before: LastMonth,
    signed: Collection[int],
    may_set_own: bool,
) -> Grid:
    """A role's page. What ``reader`` may not set is closed: their own, and what a signature has settled."""
    holders = book.holders.get(role.pk, [])
    columns = [column_of(one, book, reader=reader, confirmed=confirmed, signed=signed) for one in holders]

    def is_closed(concerned: Sequence[Holder]) -> bool:
        is_settled = bool(concerned) and all(one.member in signed for one in concerned)
        return is_settled or (not may_set_own and any(one.member == reader.pk for one in concerned))

    rows = []
    for kpi in book.kpis(role.pk):
        keys = [Key(role.pk, kpi.metric_id), *(Key(role.pk, kpi.metric_id, one.assignment.pk) for one in holders)]
        role_cell, *others = [
            Cell(
                key=key,
                kpi=kpi,
                who=str(holder.assignment.member if holder else role),
                own=book.own(key),
                inherited=book.inherited(key),
                before=before.get((holder.member, role.pk, kpi.metric_id)) if holder else None,
                is_closed=is_closed([holder] if holder else holders),
            )
            for key, holder in zip(keys, [None, *holders], strict=True)
        ]
        rows.append(Row(kpi, Ends.of(kpi), role_cell, others))
    return Grid(role, book.month.first, columns, rows)


def column_of(
    holder: Holder,
    book: Book,
    *,
    reader: Member,
    confirmed: Mapping[int, TargetConfirmation],
    signed: Collection[int],
) -> Column:
    known = confirmed.get(holder.member)
    is_outdated = known is not None and known.fingerprint != book.fingerprint(holder.member)
    return Column(holder, known, is_outdated, holder.member in signed, holder.member == reader.pk)


def last_month(book: Book, *, role: int | None = None, member: int | None = None) -> LastMonth:
    """The lines of the month before: of one role, or of one member. One query."""
    lines = Line.objects.filter(
        part__scorecard__team=book.team,
        part__scorecard__month=month_before(book.month.first),
        part__scorecard__is_current=True,
    )
    if role is not None:
        lines = lines.filter(part__assignment__role=role)
    if member is not None:
        lines = lines.filter(part__scorecard__member=member)
    names = ("part__scorecard__member", "part__assignment__role", "kpi__metric", "target", "actual")
    rows = lines.order_by("part__first", "pk").values_list(*names)
    return {(who, what, metric): Before(target, actual) for who, what, metric, target, actual in rows}


@dataclass(frozen=True)
class RoleLink:
    """A role in the list beside the grid: how many hold it, how many of them have confirmed."""

    role: Role
    holders: int
    confirmed: int
    is_shown: bool

    @property
    def is_complete(self) -> bool:
        return self.confirmed == self.holders


def role_links(book: Book, shown: Role, confirmed: Mapping[int, TargetConfirmation]) -> list[RoleLink]:
    standing = {member for member, one in confirmed.items() if one.fingerprint == book.fingerprint(member)}
    return [
        RoleLink(
            role,
            len(book.holders[role.pk]),
            sum(one.member in standing for one in book.holders[role.pk]),
            role.pk == shown.pk,
        )
        for role in book.roles
    ]


def newest_row(book: Book) -> int:
    """The newest thing that was said about the month, by key; 0 before the first. One query."""
    newest = Target.objects.filter(team=book.team).of_month(book.month.first).order_by("-pk").values_list("pk").first()
    return newest[0] if newest else 0
