"""What is typed on the pages of kpis."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.renderers import get_default_renderer
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpis.models import Kpi, Template
from kpis.models.templates import Half
from kpis.possible import impossible
from kpis.services.templates import Row
from kpis.writing import plain_number
from metrics.models import Metric, Subject
from roles.forms import DayField

HUNDRED = Decimal(100)


class SeenForm(forms.Form):
    """``seen``: what the card said when its page was made; the template writes it anew each time."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class ReviewForm(SeenForm):
    comment = forms.CharField(
        label=_("Review"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was good, what should change. The member reads it."),
    )  # fmt: skip


class SignForm(SeenForm):
    """The reason is asked for only where the data is incomplete, and needed there."""

    mark_optional = False

    reason = forms.CharField(
        label=_("Why it can be signed although data is missing"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "required": True}),
    )  # fmt: skip


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is reopened"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The signed revision stays as it is; a new one is made beside it."),
    )  # fmt: skip


class PublishForm(forms.Form):
    valid_from = DayField(
        label=_("Counts from"),
        help_text=_("Unsigned cards are scored by it from then on. From next month on, everybody knows it in advance."),
    )  # fmt: skip


class SplitForm(forms.Form):
    """What the process half weighs; the result half weighs the rest of 100."""

    process_weight = forms.DecimalField(
        label=_("Process weighs"), max_digits=5, decimal_places=2, min_value=Decimal(1), max_value=Decimal(99)
    )

    def __init__(self, typed: QueryDict | None, *, template: Template) -> None:
        super().__init__(typed, initial={"process_weight": plain_number(template.process_weight)})


class KpiForm(forms.Form):
    """One row of a draft. Target and zero are typed as they are read: rates in percent."""

    mark_optional = False

    metric = forms.TypedChoiceField(label=_("Metric"))
    half = forms.ChoiceField(label=_("Half"), choices=Half.choices, initial=Half.PROCESS)
    weight = forms.DecimalField(
        label=_("Weight"), max_digits=5, decimal_places=2, min_value=Decimal("0.01"), max_value=HUNDRED
    )
    target = forms.DecimalField(label=_("Target"), max_digits=16, decimal_places=6, required=False)
    zero_at = forms.DecimalField(label=_("0 points at"), max_digits=16, decimal_places=6, required=False)
    cap = forms.DecimalField(label=_("At most"), max_digits=6, decimal_places=2, min_value=HUNDRED, required=False)
    subject_kind = forms.ChoiceField(label=_("Numbers of"), choices=Subject.Kind.choices, initial=Subject.Kind.MEMBER)
    numbers = forms.ChoiceField(
        label=_("Whose"),
        choices=[
            (Kpi.Numbers.OWN, pgettext_lazy("numbers", "own")),
            (Kpi.Numbers.TEAM, pgettext_lazy("numbers", "the team's")),
        ],
        initial=Kpi.Numbers.OWN,
    )

    def clean(self) -> dict[str, Any]:
        """Rates become fractions of 1; a target that equals the zero is refused in its place."""
        cleaned = super().clean() or {}
        metric, target = cleaned.get("metric"), cleaned.get("target")
        zero_at = cleaned.get("zero_at") or Decimal(0)
        if metric is not None and metric.unit == Metric.Unit.PERCENT:
            zero_at = zero_at / HUNDRED
            target = None if target is None else target / HUNDRED
        cleaned["zero_at"], cleaned["target"] = zero_at, target
        cleaned["cap"] = cleaned.get("cap") or Decimal(120)
        if target is not None and target == zero_at:
            self.add_error("target", _("The same as the value for 0 points: nothing says which way is better."))
        elif target is not None and metric is not None and (fault := impossible(metric, target)):
            self.add_error("target", fault)
        return cleaned

    @property
    def is_removed(self) -> bool:
        """Whether it is ticked for removal."""
        return bool(getattr(self, "cleaned_data", {}).get(DELETION_FIELD_NAME))

    @property
    def row(self) -> Row:
        return Row(**{name: self.cleaned_data[name] for name in self.fields if name != DELETION_FIELD_NAME})


class KpiFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows of a draft, and some empty ones to add more."""

    form = KpiForm
    extra, can_delete, can_delete_extra, can_order = 2, True, True, False
    min_num, max_num, absolute_max, validate_min, validate_max = 0, 30, 60, False, True
    edit_only = False

    def __init__(self, typed: QueryDict | None, *, template: Template, metrics: Sequence[Metric]) -> None:
        self.renderer = get_default_renderer()
        self.metrics = {str(metric.pk): metric for metric in metrics}
        super().__init__(typed, initial=initial_of(template), prefix="kpi")

    def add_fields(self, form: KpiForm, index: int | None) -> None:
        """Every row chooses from the same metrics, which are loaded once."""
        super().add_fields(form, index)
        form.fields["metric"] = forms.TypedChoiceField(
            label=_("Metric"), choices=self.choices, coerce=self.metric_of, empty_value=None
        )

    def metric_of(self, key: object) -> Metric:
        """Raise ``ValueError`` for a key that nobody offered."""
        if str(key) not in self.metrics:
            raise ValueError(key)
        return self.metrics[str(key)]

    @cached_property
    def choices(self) -> list[tuple[Any, Any]]:
        """By group, with the unit behind the name."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, metric in self.metrics.items():
            unit = "%" if metric.unit == Metric.Unit.PERCENT else metric.get_unit_display()
            groups.setdefault(metric.get_group_display(), []).append((key, f"{metric} ({unit})"))
        return [("", _("Choose a metric")), *groups.items()]

    def clean(self) -> None:
        """A metric stands there once."""
        super().clean()
        seen = set()
        for form in self.kept:
            metric = form.cleaned_data.get("metric")
            if metric is not None and metric.pk in seen:
                form.add_error("metric", _("This metric stands there twice."))
            seen.add(metric.pk if metric else None)

    @property
    def kept(self) -> list[KpiForm]:
        """The filled rows that aren't ticked for removal."""
        filled = [form for form in self.forms if form in self.initial_forms or form.has_changed()]
        return [form for form in filled if not form.is_removed]

    @property
    def rows(self) -> list[Row]:
        return [form.row for form in self.kept]


def initial_of(template: Template) -> list[dict[str, Any]]:
    """A draft's KPIs as its form shows them."""
    return [
        {
            "metric": kpi.metric_id,
            "half": kpi.half,
            "weight": plain_number(kpi.weight),
            "target": as_typed(kpi.target, kpi.metric),
            "zero_at": as_typed(kpi.zero_at, kpi.metric),
            "cap": plain_number(kpi.cap),
            "subject_kind": kpi.subject_kind,
            "numbers": kpi.numbers,
        }
        for kpi in template.kpis.all()
    ]


def as_typed(value: Decimal | None, metric: Metric) -> str:
    if value is None:
        return ""
    return plain_number(value * HUNDRED if metric.unit == Metric.Unit.PERCENT else value)
