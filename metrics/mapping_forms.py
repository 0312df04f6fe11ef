"""What is typed about the columns of a sheet that no layout knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from metrics.forms import channels_of
from metrics.imports.intake import Dictionary
from metrics.imports.mapped import Explained, Means, Meant, Scale
from metrics.models import Channel, ColumnMapping, Metric
from roles.models import Member

MEANS = [
    ("", _("Not imported")),
    (Means.METRIC, _("A metric")),
    (Means.DAY, _("The day")),
    (Means.SUBJECT, _("The subject, by name")),
    (Means.PUBLISHED, _("Content: publishing day")),
    (Means.TITLE, _("Content: title")),
    (Means.ADDRESS, _("Content: address")),
    (Means.ID, _("Content: id")),
]
SCALES = [
    (Scale.PLAIN, _("as it stands")),
    (Scale.PERCENT, pgettext_lazy("how numbers are written", "in percent")),
    (Scale.FEN, pgettext_lazy("how numbers are written", "in fen")),
    (Scale.WAN, pgettext_lazy("how numbers are written", "in ten thousands")),
]
LIST_OF_METRICS = "metrics-known"


@dataclass(frozen=True)
class ColumnAsked:
    """A column as the page asks for it: its header, its first cells, and the bound fields; none without a header."""

    letter: str
    header: str
    cells: Sequence[str]
    means: Any = None
    metric: Any = None
    scale: Any = None


class MappingForm(forms.Form):
    """A name for the sheet, whose numbers it holds, and for each column what it is."""

    name = forms.CharField(
        label=_("Name of this sheet"), max_length=60, help_text=_("Under which it is recognised next time.")
    )
    channel = forms.ModelChoiceField(
        Channel.objects.none(),
        label=_("Channel"),
        required=False,
        empty_label=_("None: a column names the subject"),
        help_text=_("Later files of this sheet go to channels of the same kind."),
    )
    is_of_one_day = forms.BooleanField(
        label=_("No column of days: all rows are of the as-of day"),
        required=False,
        help_text=_("The day in the file's name, or the one chosen in the preview."),
    )
    mark_optional = False

    def __init__(
        self,
        typed: Any = None,
        *,
        headers: Sequence[str],
        rows: Sequence[Sequence[str]] = (),
        meant: Sequence[Meant | None] = (),
        dictionary: Dictionary,
        by: Member,
        mapping: ColumnMapping | None = None,
        **options: Any,
    ) -> None:
        super().__init__(typed, **options)
        self.headers, self.rows, self.mapping = headers, rows, mapping
        self.dictionary = dictionary
        self.typed_as = typed_as(dictionary)
        if mapping is None:
            self.fields["channel"].queryset = channels_of(by)  # type: ignore[attr-defined]
        else:
            del self.fields["channel"]
        for place, header in enumerate(headers):
            if header:
                self.ask(place, header, meant[place] if place < len(meant) else None)

    def ask(self, place: int, header: str, meant: Meant | None) -> None:
        words = {"column": header}
        means = forms.ChoiceField(label=_("What “%(column)s” is") % words, choices=MEANS, required=False)
        metric = forms.CharField(
            label=_("Metric of “%(column)s”") % words,
            required=False,
            widget=forms.TextInput(
                attrs={"list": LIST_OF_METRICS, "autocomplete": "off", "placeholder": _("Find a metric")}
            ),
        )
        scale = forms.ChoiceField(label=_("How “%(column)s” is written") % words, choices=SCALES, required=False)
        if meant is not None:
            means.initial, scale.initial = meant.means, meant.scale
            known = self.dictionary.by_code.get(meant.metric)
            metric.initial = as_offered(known) if known else ""
        self.fields |= {f"means_{place}": means, f"metric_{place}": metric, f"scale_{place}": scale}

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for place in range(len(self.headers)):
            if typed.get(f"means_{place}") != Means.METRIC:
                continue
            found = self.typed_as.get(typed.get(f"metric_{place}", "").strip().casefold())
            if found is None:
                self.add_error(f"metric_{place}", _("Choose a metric from the list, or do not import the column."))
            typed[f"metric_{place}"] = found
        return typed

    @property
    def offered(self) -> list[str]:
        """The metrics that may be chosen, as the list has them."""
        return [as_offered(one) for one in self.dictionary.metrics if not one.is_derived and not one.is_retired]

    @property
    def columns(self) -> Iterator[ColumnAsked]:
        for place, header in enumerate(self.headers):
            cells = [row[place] for row in self.rows if place < len(row) and row[place]]
            if header:
                yield ColumnAsked(
                    letter_of(place),
                    header,
                    cells,
                    self[f"means_{place}"],
                    self[f"metric_{place}"],
                    self[f"scale_{place}"],
                )
            elif cells:
                yield ColumnAsked(letter_of(place), "", cells)

    @property
    def explained(self) -> Explained:
        """What was typed, column by column; of a form with errors, what of it is right."""
        typed = self.cleaned_data
        columns = []
        for place, header in enumerate(self.headers):
            means, metric = typed.get(f"means_{place}"), typed.get(f"metric_{place}")
            if means == Means.METRIC and isinstance(metric, Metric):
                columns.append(Meant(header, Means.METRIC, metric.code, typed.get(f"scale_{place}", ""), metric.unit))
            elif means and means != Means.METRIC:
                columns.append(Meant(header, means))
        channel = typed.get("channel")
        kind = self.mapping.channel_kind if self.mapping else (channel.kind if channel else "")
        headers = tuple(header for header in self.headers if header)
        return Explained(headers, tuple(columns), kind, is_of_one_day=bool(typed.get("is_of_one_day")))


def as_offered(metric: Metric) -> str:
    return f"{metric} · {metric.code}"


def typed_as(dictionary: Dictionary) -> dict[str, Metric]:
    """By what may be typed for a metric: its line in the list, its code, its name if no other has it."""
    names: dict[str, list[Metric]] = {}
    for metric in dictionary.metrics:
        names.setdefault(str(metric).casefold(), []).append(metric)
    found = {name: several[0] for name, several in names.items() if len(several) == 1}
    for metric in dictionary.metrics:
        found |= {metric.code.casefold(): metric, as_offered(metric).casefold(): metric}
    return found


def letter_of(place: int) -> str:
    """The column's letters as spreadsheets have them: A, B … Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
