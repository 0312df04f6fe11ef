"""What is typed on the pages of targets. Rates are typed in percent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kpis.forms import as_typed
from kpis.targets.book import Wish
from kpis.targets.grid import Cell, Grid, Row
from metrics.models import Metric
from teamops.lib.rounding import MICRO, round_half_up

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class TypedCell:
    cell: Cell
    field: forms.BoundField


@dataclass(frozen=True)
class TypedRow:
    """A row of the grid with its fields."""

    row: Row
    role: TypedCell
    zero: forms.BoundField
    holders: Sequence[TypedCell]


class ReasonField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Reason"), max_length=300, required=False, **options)


class TargetsForm(forms.Form):
    """One role's targets of a month: a field for the role and one for each holder, empty where nothing is said."""

    mark_optional = False

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = ReasonField()

    def __init__(self, typed: QueryDict | None, *, grid: Grid, seen: int, needs_reason: bool) -> None:
        self.grid, self.needs_reason = grid, needs_reason
        super().__init__(typed, initial={"seen": seen})
        self.fields["reason"].help_text = _("Targets that change now stand on the card, with the reason.")
        for cell in grid.cells:
            self.fields[cell.name] = amount(cell, cell.inherited.target, cell.own and cell.own.target)
        for row in grid.rows:
            cell = row.role
            zero = cell.own.zero_at if cell.own and cell.own.zero_at != cell.inherited.zero_at else None
            self.fields[cell.zero_name] = amount(cell, cell.inherited.zero_at, zero, is_zero=True)

    @property
    def rows(self) -> Iterator[TypedRow]:
        for row in self.grid.rows:
            role, *holders = [TypedCell(cell, self[cell.name]) for cell in row.cells]
            yield TypedRow(row, role, self[row.role.zero_name], holders)

    @property
    def wishes(self) -> list[Wish]:
        """What was changed; an emptied field takes back what was said."""
        changed = set(self.changed_data)
        wishes = []
        for row in self.grid.rows:
            if {row.role.name, row.role.zero_name} & changed:
                wishes.append(self._of_role(row.role))
            wishes += [
                Wish(cell.key, kept(self.cleaned_data[cell.name], cell.kpi.metric))
                for cell in row.holders
                if cell.name in changed
            ]
        return wishes

    def _of_role(self, cell: Cell) -> Wish:
        """A role's target and zero go together; the one that is left empty is the template's."""
        target, zero = (kept(self.cleaned_data[name], cell.kpi.metric) for name in (cell.name, cell.zero_name))
        if target is None and zero is None:
            return Wish(cell.key, None)
        return Wish(
            cell.key,
            cell.inherited.target if target is None else target,
            cell.inherited.zero_at if zero is None else zero,
        )


def amount(cell: Cell, inherited: Decimal, own: Decimal | None, *, is_zero: bool = False) -> forms.DecimalField:
    """A field for one end; its placeholder is what counts as long as it is empty."""
    metric = cell.kpi.metric
    what = _("0 points at") if is_zero else _("Target")
    return forms.DecimalField(
        label=f"{metric}, {cell.who}, {what}",
        max_digits=16,
        decimal_places=4 if metric.unit == Metric.Unit.PERCENT else 6,
        required=False,
        disabled=cell.is_closed,
        initial=None if own is None else as_typed(own, metric),
        widget=forms.TextInput(
            attrs={
                "inputmode": "decimal",
                "autocomplete": "off",
                "class": "num",
                "placeholder": as_typed(inherited, metric),
                "aria-label": f"{metric}, {cell.who}, {what}",
            }
        ),
    )


def kept(typed: Decimal | None, metric: Metric) -> Decimal | None:
    """In the metric's unit: what was typed in percent as a fraction of 1."""
    if typed is None:
        return None
    return round_half_up(typed / HUNDRED if metric.unit == Metric.Unit.PERCENT else typed, MICRO)


class SheetForm(forms.Form):
    """A filled-in sheet."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt", "data-drop-input": True, "class": "file-in"}),
    )


class ApplyForm(forms.Form):
    """What was looked at, signed by this site, and perhaps the reason."""

    packed = forms.CharField(widget=forms.HiddenInput)
    reason = ReasonField()


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The managers get it; their answer comes as a notice."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Answer"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
