"""What is typed about risks."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from campaigns import seats
from campaigns.models import Item, Risk, Threshold
from campaigns.risk_levels import STEPS
from campaigns.services.risks import Assessment
from metrics.models import Metric
from roles.forms import DayField
from roles.models import Member

HUNDRED = Decimal(100)
LIKELY = {
    1: pgettext_lazy("likelihood", "hardly"),
    2: pgettext_lazy("likelihood", "unlikely"),
    3: pgettext_lazy("likelihood", "possible"),
    4: pgettext_lazy("likelihood", "likely"),
    5: pgettext_lazy("likelihood", "almost certain"),
}
BAD = {
    1: pgettext_lazy("impact", "hardly felt"),
    2: pgettext_lazy("impact", "small"),
    3: pgettext_lazy("impact", "noticeable"),
    4: pgettext_lazy("impact", "serious"),
    5: pgettext_lazy("impact", "grave"),
}


def steps(words: dict[int, Any]) -> list[tuple[int, str]]:
    return [(step, f"{step} · {words[step]}") for step in STEPS]


class RiskForm(forms.Form):
    """A risk as it is thought of now."""

    title = forms.CharField(label=_("What may go wrong"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Risk.Kind.choices)
    likelihood = forms.TypedChoiceField(label=_("Likelihood"), choices=steps(LIKELY), coerce=int, initial=3)
    impact = forms.TypedChoiceField(label=_("Impact"), choices=steps(BAD), coerce=int, initial=3)
    measures = forms.CharField(
        label=_("Measures"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = forms.ModelChoiceField(label=_("Minded by"), queryset=Member.objects.none())
    review_on = DayField(label=_("Next review"))
    item = forms.ModelChoiceField(
        label=pgettext_lazy("risk", "About the work"), queryset=Item.objects.none(), required=False,
        empty_label=pgettext_lazy("risk", "nothing in particular"),
    )  # fmt: skip

    def __init__(
        self, typed: QueryDict | None = None, *, by: Member, on: date, risk: Risk | None = None, **more: Any
    ) -> None:
        super().__init__(typed, **more)
        people = Member.objects.filter(pk__in=list(seats.workers(by.team_id, on=on))).select_related("person")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        items = Item.objects.visible_to(by)
        chosen = items.filter(pk=risk.item_id) if risk and risk.item_id else items.none()
        self.fields["item"].queryset = items.open() | chosen  # type: ignore[attr-defined]

    @property
    def thought(self) -> Assessment:
        return Assessment(**{name: self.cleaned_data[name] for name in Assessment.__dataclass_fields__})


class ReviewForm(RiskForm):
    """A risk is looked at again."""

    found = forms.CharField(label=_("What the review found"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ["found"]


class CloseForm(forms.Form):
    reason = forms.CharField(label=_("Why it is over"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class RiskFilter(forms.Form):
    """Which risks are shown."""

    mark_optional = False

    q = forms.CharField(
        label=_("Words or owner"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Words or owner")}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all kinds")), *Risk.Kind.choices])
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", pgettext_lazy("risks", "open")), ("closed", pgettext_lazy("risks", "closed"))],
    )  # fmt: skip
    likelihood = forms.IntegerField(required=False, min_value=1, max_value=5, widget=forms.HiddenInput)
    impact = forms.IntegerField(required=False, min_value=1, max_value=5, widget=forms.HiddenInput)
    item = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class ThresholdForm(forms.Form):
    """A limit for a team. Rates are typed in percent."""

    value = forms.DecimalField(max_digits=16, decimal_places=6)
    days = forms.IntegerField(label=_("Over so many days"), min_value=1, max_value=92)
    is_active = forms.BooleanField(label=_("Raises risks"), required=False)

    def __init__(self, typed: QueryDict | None = None, *, threshold: Threshold) -> None:
        self.is_rate = threshold.metric.unit == Metric.Unit.PERCENT
        value = threshold.value * HUNDRED if self.is_rate else threshold.value
        initial = {"value": f"{value.normalize():f}", "days": threshold.days, "is_active": threshold.is_active}
        super().__init__(typed, initial=initial)
        unit = "%" if self.is_rate else threshold.metric.get_unit_display()
        told = {"side": threshold.get_side_display(), "unit": unit}
        self.fields["value"].label = gettext("Limit: %(side)s (%(unit)s)") % told

    def clean_value(self) -> Decimal:
        value: Decimal = self.cleaned_data["value"]
        return value / HUNDRED if self.is_rate else value
