"""What a series' agenda shows: how many minutes each section gets, and which numbers are looked at."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.agenda import headlines
from meetings.agenda.registry import SHIPPED
from meetings.agenda.words import WORDS
from meetings.models import Series

# The sections that are made of headlines.
OF_NUMBERS = frozenset({"numbers", "value"})


class SlotsForm(forms.Form):
    """A field a section, in minutes; 0 leaves the section out. Together they fit into the meeting. Where numbers are
    looked at: which."""

    def __init__(self, *args: Any, series: Series, **options: Any) -> None:
        super().__init__(*args, **options)
        self.series = series
        for code, minutes in SHIPPED[series.kind].items():
            self.fields[code] = forms.IntegerField(
                label=WORDS[f"section.{code}"], min_value=0, max_value=480, initial=series.slots.get(code, minutes)
            )
        self.metrics = headlines.to_choose_from(series.team) if OF_NUMBERS & SHIPPED[series.kind].keys() else []
        if self.metrics:
            self.fields["headlines"] = forms.MultipleChoiceField(
                label=gettext_lazy("Numbers looked at"),
                choices=[(metric.code, metric.label) for metric in self.metrics],
                initial=series.headlines or headlines.SHIPPED,
                required=False,
            )

    @property
    def sections(self) -> list[forms.BoundField]:
        return [self[code] for code in SHIPPED[self.series.kind]]

    @property
    def by_group(self) -> Iterator[tuple[str, int, list[tuple[str, str, bool]]]]:
        """Each group of metrics, how many of it are ticked, and its code, name and tick of each."""
        ticked = set(self["headlines"].value() or ())
        ordered = sorted(
            self.metrics, key=lambda metric: list(type(metric).Group).index(type(metric).Group(metric.group))
        )
        for group, metrics in groupby(ordered, key=lambda metric: metric.get_group_display()):
            rows = [(metric.code, metric.label, metric.code in ticked) for metric in metrics]
            yield group, sum(is_ticked for _code, _label, is_ticked in rows), rows

    def clean_headlines(self) -> list[str]:
        chosen = self.cleaned_data["headlines"]
        if not chosen and any(self.cleaned_data.get(code) for code in OF_NUMBERS):
            raise forms.ValidationError(_("Tick at least one number, or give its section 0 minutes."))
        if len(chosen) > headlines.MOST:
            told = {"most": headlines.MOST, "chosen": len(chosen)}
            raise forms.ValidationError(_("At most %(most)s numbers; %(chosen)s are ticked.") % told)
        return list(chosen)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        total = sum(cleaned.get(code) or 0 for code in SHIPPED[self.series.kind])
        if total > self.series.minutes:
            told = {"total": total, "minutes": self.series.minutes}
            self.add_error(
                None, _("The sections take %(total)s minutes, the meeting has %(minutes)s. Shorten some.") % told
            )
        return cleaned

    @property
    def slots(self) -> dict[str, int]:
        """The minutes that differ from the shipped ones."""
        shipped = SHIPPED[self.series.kind]
        return {code: self.cleaned_data[code] for code in shipped if self.cleaned_data[code] != shipped[code]}

    @property
    def headlines(self) -> list[str]:
        """What was chosen, if it differs from the shipped ones, as far as these can be chosen."""
        chosen = self.cleaned_data.get("headlines", [])
        shipped = {metric.code for metric in self.metrics} & set(headlines.SHIPPED)
        return [] if set(chosen) == shipped else chosen
