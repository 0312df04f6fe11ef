"""What is tried out on a draft: its numbers, typed as they are read, with those in force beside them."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kpis.forms import HUNDRED, PublishForm, SeenForm, as_typed
from kpis.models import Kpi, Template
from kpis.possible import impossible
from kpis.proposals import Tried
from kpis.services.publishing import LookFirst, PastDay
from kpis.writing import plain_number
from metrics.models import Metric

NUMBERS = ("weight", "target", "zero_at", "cap")
SPLIT = "process_weight"
TICKS = ("accepts_unreached", "knows_past")


@dataclass(frozen=True)
class TriedField:
    """One input. ``now``: the number in force, where the proposed one is another."""

    field: BoundField
    now: str | None
    is_changed: bool


@dataclass(frozen=True)
class TriedRow:
    kpi: Kpi
    fields: list[TriedField]
    is_new: bool

    @property
    def is_changed(self) -> bool:
        return self.is_new or any(one.is_changed for one in self.fields)


class TryForm(forms.Form):
    """The numbers of a draft's KPIs; without any typed, those of the draft."""

    mark_optional = False

    def __init__(self, typed: QueryDict | None, *, draft: Template, in_force: Template | None) -> None:
        super().__init__(typed)
        self.draft, self.in_force = draft, in_force
        self.kpis = list(draft.kpis.all())
        self.counting = {kpi.metric_id: kpi for kpi in in_force.kpis.all()} if in_force else {}
        for kpi in self.kpis:
            for name, field in fields_of(kpi).items():
                self.fields[key(kpi, name)] = field
        self.fields[SPLIT] = forms.DecimalField(
            label=_("Process weighs"), max_digits=5, decimal_places=2, min_value=Decimal(1), max_value=Decimal(99),
            initial=plain_number(draft.process_weight),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for kpi in self.kpis:
            target, zero_at = cleaned.get(key(kpi, "target")), cleaned.get(key(kpi, "zero_at"))
            if target is None:
                continue
            if target == zero_at:
                self.add_error(
                    key(kpi, "target"), _("The same as the value for 0 points: nothing says which way is better.")
                )
            elif fault := impossible(kpi.metric, target / scale_of(kpi.metric)):
                self.add_error(key(kpi, "target"), fault)
        return cleaned

    @property
    def tried(self) -> Mapping[int, Tried]:
        """By the KPI's key; rates as fractions of 1. Of a valid form, or of the draft as it is."""
        if not self.is_bound:
            return {kpi.pk: Tried.of(kpi) for kpi in self.kpis}
        return {kpi.pk: self._tried(kpi) for kpi in self.kpis}

    def _tried(self, kpi: Kpi) -> Tried:
        weight, target, zero_at, cap = (self.cleaned_data[key(kpi, name)] for name in NUMBERS)
        scale = scale_of(kpi.metric)
        return Tried(weight, None if target is None else target / scale, (zero_at or Decimal(0)) / scale, cap)

    @property
    def process_weight(self) -> Decimal:
        return self.cleaned_data[SPLIT] if self.is_bound else self.draft.process_weight

    @property
    def differs(self) -> bool:
        """Whether what is tried isn't what the draft says."""
        return self.process_weight != self.draft.process_weight or any(
            self.tried[kpi.pk] != Tried.of(kpi) for kpi in self.kpis
        )

    @property
    def rows(self) -> Iterator[TriedRow]:
        """Each KPI with its inputs; of a form with mistakes nothing is marked as changed."""
        for kpi in self.kpis:
            now = self.counting.get(kpi.metric_id)
            tried = self.tried[kpi.pk] if self.is_valid() or not self.is_bound else None
            yield TriedRow(kpi, [self._field(kpi, name, now, tried) for name in NUMBERS], now is None)

    def _field(self, kpi: Kpi, name: str, now: Kpi | None, tried: Tried | None) -> TriedField:
        was = None if now is None else getattr(now, name)
        is_changed = now is not None and tried is not None and getattr(tried, name) != was
        return TriedField(self[key(kpi, name)], typed_as(kpi, name, was) if is_changed else None, is_changed)


def scale_of(metric: Metric) -> Decimal:
    """By what a typed number is divided: rates are typed in percent."""
    return HUNDRED if metric.unit == Metric.Unit.PERCENT else Decimal(1)


def key(kpi: Kpi, name: str) -> str:
    return f"{name}-{kpi.pk}"


def typed_as(kpi: Kpi, name: str, value: Decimal | None) -> str:
    if name in {"target", "zero_at"}:
        return as_typed(value, kpi.metric)
    return "" if value is None else plain_number(value)


def fields_of(kpi: Kpi) -> dict[str, forms.DecimalField]:
    most = {"weight": (5, Decimal("0.01"), HUNDRED), "cap": (6, HUNDRED, None)}
    labels = {"weight": _("Weight"), "target": _("Target"), "zero_at": _("0 points at"), "cap": _("At most")}
    found = {}
    for name in NUMBERS:
        digits, low, high = most.get(name, (16, None, None))
        found[name] = forms.DecimalField(
            label=labels[name], max_digits=digits, decimal_places=2 if name in most else 6, min_value=low,
            max_value=high, required=name in most, initial=typed_as(kpi, name, getattr(kpi, name)),
        )  # fmt: skip
    return found


class KnowingPublishForm(PublishForm, SeenForm):
    """Publishing, once what isn't fair was shown, and whom a day that is past concerns, too."""

    looked_at = forms.CharField(required=False, widget=forms.HiddenInput)
    accepts_unreached = forms.BooleanField(required=False, label=_("Publish although nobody has ever reached this"))
    knows_past = forms.BooleanField(required=False, label=_("Count from that day, although it is past"))

    def __init__(self, *args: Any, asks: Sequence[str] | None = None, **kwargs: Any) -> None:
        """``asks``: the ticks that are asked for; of what was sent, those that were given."""
        super().__init__(*args, **kwargs)
        for name in TICKS:
            if name not in (self.data if asks is None else asks):
                del self.fields[name]

    def ask_past(self, reason: PastDay) -> None:
        """Ask for the tick, under what it would change."""
        self.fields["knows_past"] = deepcopy(self.base_fields["knows_past"])
        self.add_error("knows_past", str(reason))

    def after(self, reason: LookFirst) -> "KnowingPublishForm":
        """The same once more, with what has to be accepted."""
        is_past = "knows_past" in self.fields
        said = {"valid_from": self.cleaned_data["valid_from"], "looked_at": reason.key, "knows_past": is_past}
        asks = ["accepts_unreached"] * reason.has_unreached + ["knows_past"] * is_past
        form = type(self)(initial=said, asks=asks)
        if reason.has_unreached:
            form.fields["accepts_unreached"].required = True
        return form
