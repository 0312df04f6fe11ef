"""How many minutes of a meeting each section of its agenda gets."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from meetings.agenda.registry import SHIPPED
from meetings.agenda.words import WORDS
from meetings.models import Series


class SlotsForm(forms.Form):
    """A field a section, in minutes; 0 leaves the section out. Together they fit into the meeting."""

    def __init__(self, *args: Any, series: Series, **options: Any) -> None:
        super().__init__(*args, **options)
        self.series = series
        for code, minutes in SHIPPED[series.kind].items():
            self.fields[code] = forms.IntegerField(
                label=WORDS[f"section.{code}"], min_value=0, max_value=480, initial=series.slots.get(code, minutes)
            )

    def clean(self) -> dict[str, int]:
        slots = super().clean() or {}
        total = sum(minutes for minutes in slots.values() if minutes)
        if total > self.series.minutes:
            told = {"total": total, "minutes": self.series.minutes}
            self.add_error(
                None, _("The sections take %(total)s minutes, the meeting has %(minutes)s. Shorten some.") % told
            )
        return slots

    @property
    def own(self) -> dict[str, int]:
        """The minutes that differ from the shipped ones."""
        shipped = SHIPPED[self.series.kind]
        return {code: minutes for code, minutes in self.cleaned_data.items() if minutes != shipped[code]}
