"""What is typed about a waiver."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.services.waivers import Grounds
from roles.forms import DayField

A_QUARTER = timedelta(days=90)


class WaiverForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it may stand"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "data-grow": ""})
    )
    evidence = forms.CharField(
        label=_("Evidence"), max_length=500, help_text=_("An address, or the name of a file: what shows it.")
    )
    until_on = DayField(label=pgettext_lazy("waiver", "Holds until"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].initial = on + A_QUARTER

    @property
    def grounds(self) -> Grounds:
        return Grounds(**self.cleaned_data)
