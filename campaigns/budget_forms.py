"""What is typed about budgets. Amounts are yuan."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns import books
from campaigns.models import Budget, BudgetLine, Entry, Item
from campaigns.services.entries import Asked
from campaigns.spending import CENT
from roles.forms import DayField
from roles.models import Member
from teamops.lib.tags.numbers import quantity

MOST = {"max_digits": 14, "decimal_places": 2}


class LineForm(forms.Form):
    """A new line of a budget."""

    name = forms.CharField(label=_("Name"), max_length=40)
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=BudgetLine.Purpose.choices, initial=BudgetLine.Purpose.CONTENT,
        help_text=_("People and tools are fixed; content, campaigns and user incentives are flexible."),
    )  # fmt: skip
    planned = forms.DecimalField(label=_("Planned (yuan)"), min_value=0, **MOST)  # type: ignore[arg-type]
    is_trial = forms.BooleanField(label=_("A trial, not the core"), required=False)


class SplitForm(forms.Form):
    """How much of a quarter may go to trials; the rest is the core's."""

    trial_percent = forms.IntegerField(
        label=_("Trials, percent of the plan"), min_value=0, max_value=100,
        help_text=_("The rest is for the core."),
    )  # fmt: skip


class PlanForm(forms.Form):
    """A line is planned anew."""

    planned = forms.DecimalField(label=_("Planned (yuan)"), min_value=0, **MOST)  # type: ignore[arg-type]
    reason = forms.CharField(
        label=_("Why the plan changes"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays on record beside the old amount."),
    )  # fmt: skip


class EntryForm(forms.Form):
    """A commitment or a spend."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            (Entry.Kind.SPEND, pgettext_lazy("entry", "spent: it was paid")),
            (Entry.Kind.COMMITMENT, pgettext_lazy("entry", "committed: it will be paid")),
        ],
        initial=Entry.Kind.SPEND,
    )
    line = forms.ModelChoiceField(label=_("Line of the budget"), queryset=BudgetLine.objects.none())
    amount = forms.DecimalField(label=_("Amount (yuan)"), min_value=CENT, **MOST)  # type: ignore[arg-type]
    day = DayField(label=_("Day"))
    what_for = forms.CharField(label=_("What for"), max_length=120)
    item = forms.ModelChoiceField(
        label=pgettext_lazy("budget", "For the campaign"), queryset=Item.objects.none(), required=False,
        empty_label=_("no campaign"),
    )  # fmt: skip
    settles = forms.ModelChoiceField(
        label=_("Settles the commitment"), queryset=Entry.objects.none(), required=False,
        empty_label=_("none: this is new"),
    )  # fmt: skip
    document = forms.URLField(
        label=_("Address of the document"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Where the contract, invoice or receipt is kept."),
    )  # fmt: skip

    def __init__(self, typed: QueryDict | None = None, *, by: Member, budget: Budget, on: date, **more: Any) -> None:
        super().__init__(typed, **more)
        open_ones = books.open_commitments(Entry.objects.filter(line__budget=budget))
        rest = {entry.pk: left for entry, left in open_ones}
        choices: dict[str, Any] = {
            "line": budget.lines.all(),
            "item": Item.objects.visible_to(by).of_kind(Item.Kind.CAMPAIGN).open().order_by("-number"),
            "settles": Entry.objects.filter(pk__in=list(rest)).order_by("day", "pk"),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["settles"].label_from_instance = (  # type: ignore[attr-defined]
            lambda entry: f"{entry.what_for} · {quantity(rest[entry.pk], 'yuan')}"
        )
        if not rest:
            del self.fields["settles"]
        self.initial.setdefault("day", min(on, budget.span.last))

    @property
    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)


class ReasonForm(forms.Form):
    """Why an entry is turned away or taken back."""

    comment = forms.CharField(label=_("Why"), max_length=300)


class EntryFilter(forms.Form):
    """Which entries are shown."""

    mark_optional = False

    q = forms.CharField(
        label=_("What for, or campaign"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("What for, or campaign")}),
    )
    kind = forms.ChoiceField(
        label=_("What it is"), required=False, choices=[("", _("committed and spent")), *Entry.Kind.choices]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *Entry.State.choices])
