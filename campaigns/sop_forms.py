"""What is typed about SOPs: their steps, starting one, what is noted when a step is done or skipped."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Item, Sop
from campaigns.models.sops import EARLIEST, LATEST
from campaigns.services.sop_runs import KINDS
from campaigns.services.sops import MOST_STEPS, Line
from roles.forms import DayField, workers
from roles.models import Member

SPARE_STEPS = 4


class SopForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    made_for = forms.ChoiceField(label=pgettext_lazy("sop", "For"), choices=Sop.For.choices, initial=Sop.For.GROUP)


class StepForm(forms.Form):
    """A step; one without words is left out."""

    mark_optional = False

    day = forms.IntegerField(label=pgettext_lazy("sop", "Day"), required=False, min_value=EARLIEST, max_value=LATEST)
    name = forms.CharField(label=_("What is done"), max_length=120, required=False)
    text = forms.CharField(
        label=_("Words to use"), max_length=2_000, required=False,
        widget=forms.Textarea(attrs={"rows": 1, "data-grow": True}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("name") and typed.get("day") is None and "day" not in self.errors:
            self.add_error("day", _("On which day?"))
        if not typed.get("name") and (typed.get("text") or typed.get("day") is not None) and "name" not in self.errors:
            self.add_error("name", _("What is done that day?"))
        return typed


Steps = forms.formset_factory(StepForm, extra=SPARE_STEPS, max_num=MOST_STEPS, absolute_max=MOST_STEPS + SPARE_STEPS)


def lines_of(steps: "forms.BaseFormSet[StepForm]") -> list[Line]:
    """The steps that were typed."""
    typed = [form.cleaned_data for form in steps.forms if form.cleaned_data.get("name")]
    return [Line(one["day"], one["name"], one["text"]) for one in typed]


def steps_of(sop: Sop | None) -> list[dict[str, Any]]:
    """A SOP's steps as the formset begins with."""
    found = sop.steps.all() if sop else []
    return [{"day": one.day, "name": one.name, "text": one.text} for one in found]


class StartForm(forms.Form):
    """For what a SOP is started, from which day on, and who leads it."""

    item = forms.ModelChoiceField(
        Item.objects.none(), label=_("Item"), required=False, empty_label=pgettext_lazy("sop", "none of these")
    )
    name = forms.CharField(label=_("What it runs for"), max_length=120, required=False)
    begins_on = DayField(label=_("Day 0"))
    owner = forms.ModelChoiceField(Member.objects.none(), label=_("Led by"))

    def __init__(self, *args: Any, sop: Sop, by: Member, on: date, **options: Any) -> None:
        options["initial"] = {"begins_on": on, "owner": by.pk} | options.get("initial", {})
        super().__init__(*args, **options)
        self.fields["owner"].queryset = workers(by, on=on)  # type: ignore[attr-defined]
        kind = KINDS.get(Sop.For(sop.made_for))
        if kind is None:
            del self.fields["item"]
            self.fields["name"].required = True
            return
        items = Item.objects.visible_to(by).open().of_kind(kind).order_by("-number")
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        self.fields["item"].label = kind.label
        self.fields["name"].help_text = _("Empty: the item's title.")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("name") and not typed.get("item") and "name" not in self.errors:
            self.add_error("name", _("Say what it runs for."))
        return typed


class TickForm(forms.Form):
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class SkipForm(forms.Form):
    reason = forms.CharField(label=_("Why it is skipped"), max_length=500)


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(Member.objects.none(), label=_("To whom"))

    def __init__(self, *args: Any, by: Member, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = workers(by, on=on)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    reason = forms.CharField(label=_("Why it ends"), max_length=300)


class SopFilter(forms.Form):
    """Which runs are shown."""

    mark_optional = False

    q = forms.CharField(
        label=_("What for, SOP or who"), required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("What for, SOP or who")}),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", pgettext_lazy("sops", "under way")), ("ended", pgettext_lazy("sops", "ended"))],
    )  # fmt: skip
