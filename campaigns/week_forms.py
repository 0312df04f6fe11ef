"""What is typed about a group's week."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Activity
from teamops.lib.months import Span
from teamops.lib.tags.numbers import long_day


class ActivityForm(forms.Form):
    """Something planned for a day of the week."""

    day = forms.TypedChoiceField(label=_("Day"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Activity.Kind.choices, initial=Activity.Kind.TOPIC)
    title = forms.CharField(label=_("What is planned"), max_length=120)

    def __init__(self, *args: Any, week: Span, **options: Any) -> None:
        super().__init__(*args, **options)
        by_words = {day.isoformat(): day for day in week}
        self.fields["day"].choices = [(words, long_day(day)) for words, day in by_words.items()]  # type: ignore[attr-defined]
        self.fields["day"].coerce = by_words.__getitem__  # type: ignore[attr-defined]


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(choices=Activity.Outcome.choices)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class DecideForm(forms.Form):
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    comment = forms.CharField(label=_("What should change"), max_length=300, required=False)
    read = forms.CharField(required=False, max_length=64)
