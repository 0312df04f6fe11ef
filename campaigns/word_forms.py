"""What is typed about word lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Word
from campaigns.models.words import RULE_LENGTH, SUGGESTION_LENGTH, WORD_LENGTH
from campaigns.services.word_lists import Saying

# A long article of a public account has 20,000 characters.
MOST_CHARACTERS = 20_000


class WordFilter(forms.Form):
    """Which words of a list are shown."""

    mark_optional = False

    q = forms.CharField(
        label=_("Word, rule or suggestion"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    severity = forms.ChoiceField(
        label=_("What it is"),
        required=False,
        choices=[("", _("All")), *Word.Severity.choices],
    )


class ListForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=40, help_text=_("Competitors, say, or what the brand never says.")
    )


class WordForm(forms.Form):
    """A word of a draft."""

    word = forms.CharField(
        label=_("Word"), max_length=WORD_LENGTH,
        help_text=_("As it is normally written; spaces, signs, width, case and traditional characters don't hide it."),
    )  # fmt: skip
    severity = forms.ChoiceField(label=_("What it is"), choices=Word.Severity.choices)
    rule = forms.CharField(label=_("Rule"), max_length=RULE_LENGTH, required=False)
    suggestion = forms.CharField(label=_("Instead"), max_length=SUGGESTION_LENGTH, required=False)
    asks_legal = forms.BooleanField(label=_("Asks for legal review"), required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.errors and (fault := self.saying.fault):
            raise forms.ValidationError(fault)
        return typed

    @property
    def saying(self) -> Saying:
        return Saying(**{name: self.cleaned_data[name] for name in self.fields})


class WordSheetForm(forms.Form):
    file = forms.FileField(
        label=pgettext_lazy("sheet", "File"), widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"})
    )
    replace = forms.BooleanField(label=_("Take out the words that the file doesn't have"), required=False)


class PublishForm(forms.Form):
    note = forms.CharField(label=_("What changed"), max_length=200, required=False)


class TryForm(forms.Form):
    text = forms.CharField(
        label=_("Text"), max_length=MOST_CHARACTERS, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("At most 20,000 characters. Nothing is stored."),
    )  # fmt: skip
