"""What is typed about metrics: which of them the dictionary shows, and a team's own definitions."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from metrics.models import Metric, Pair, Subject, Term
from metrics.models.dictionary import OWN
from metrics.services.dictionary import Definition
from metrics.services.fitting import Part
from roles.forms import colleagues
from roles.models import Member, Team

Fold, Kind = Metric.Fold, Term.Part

# The rows of each part of a formula, and which folds may stand there.
ROWS: dict[str, list[tuple[str, int, frozenset[str]]]] = {
    Fold.SUM: [(Kind.SUMMAND, 6, frozenset({Fold.FLOW}))],
    Fold.RATIO: [
        (Kind.NUMERATOR, 4, frozenset({Fold.FLOW})),
        (Kind.DENOMINATOR, 3, frozenset({Fold.FLOW, Fold.STOCK})),
        (Kind.OPENING, 1, frozenset({Fold.STOCK})),
    ],
    Fold.GROWTH: [(Kind.BASE, 1, frozenset(set(Fold) - {Fold.GROWTH}))],
}
LABELS: dict[str, Any] = {
    Kind.SUMMAND: pgettext_lazy("formula", "Parts"),
    Kind.NUMERATOR: _("Above the line"),
    Kind.DENOMINATOR: _("Below the line"),
    Kind.OPENING: _("Or below the line: the last value before the period"),
    Kind.BASE: _("What grows"),
}
SIGNS = [("1", pgettext_lazy("formula", "add")), ("-1", pgettext_lazy("formula", "take away"))]


class DictionaryFilter(forms.Form):
    """Which metrics the dictionary shows."""

    mark_optional = False

    q = forms.CharField(
        label=_("Name, code or definition"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    group = forms.ChoiceField(label=_("Group"), required=False, choices=[("", _("All groups")), *Metric.Group.choices])
    show = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("Shipped and own")), ("own", _("The team's own")), ("retired", _("Retired"))],
    )


class KeeperForm(forms.Form):
    """Who answers for a definition."""

    keeper = forms.ModelChoiceField(
        Member.objects.none(), label=_("Keeper of the definition"), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, by: Member, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["keeper"].queryset = colleagues(by, on=on)  # type: ignore[attr-defined]


class PairForm(forms.Form):
    """What is shown beside a metric, and which way of it is a warning."""

    partner = forms.ModelChoiceField(Metric.objects.none(), label=_("Partner"))
    warns = forms.ChoiceField(label=_("A warning"), choices=Pair.Warns)
    subject_kind = forms.ChoiceField(
        label=_("Counted of"),
        choices=Subject.Kind,
        help_text=_("Of the KPI's own kind the same ones count, of another kind all of the team's."),
    )

    def __init__(self, *args: Any, metric: Metric, team: Team, **options: Any) -> None:
        super().__init__(*args, **options)
        partners = Metric.objects.known_to(team).in_use().exclude(pk=metric.pk)
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]


class OwnMetricForm(forms.Form):
    """A definition of one fold; a derived one asks for its formula instead of a weight."""

    code = forms.RegexField(
        r"^[a-z][a-z0-9_]{1,39}$",
        label=_("Code"),
        help_text=_("Behind “own.”: small letters, digits, underscores. It stays, since sheets and programs use it."),
        error_messages={"invalid": _("A code is 2 to 40 small letters, digits and underscores, a letter first.")},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("Name"), max_length=40)
    name_en = forms.CharField(label=_("English name"), max_length=60, required=False)
    group = forms.ChoiceField(label=_("Group"), choices=Metric.Group)
    unit = forms.ChoiceField(label=_("Unit"), choices=Metric.Unit)
    definition = forms.CharField(
        label=_("Definition"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What is counted and what isn't, so that two people get the same number."),
    )
    source = forms.CharField(
        label=_("Comes from"), max_length=200, required=False, help_text=_("The back end, the tool, the person.")
    )
    weighted_by = forms.TypedChoiceField(
        label=_("Weighted by"),
        required=False,
        empty_value=None,
        help_text=_("Reply minutes by chats, say: a day with more of them counts more."),
    )
    keeper = forms.ModelChoiceField(
        Member.objects.none(), label=_("Keeper of the definition"), empty_label=_("Choose a member")
    )

    def __init__(
        self, typed: Any = None, *, fold: str, by: Member, on: date, metric: Metric | None = None, **options: Any
    ) -> None:
        super().__init__(typed, initial=initial_of(metric) if metric else first_guess(fold, by=by), **options)
        self.fold = fold
        self.chosen = {part.source_id for part in metric.terms.all()} if metric else set()
        known = Metric.objects.known_to(by.team).order_by("group", "position", "code")
        self.metrics = {str(one.pk): one for one in known if one != metric}
        self.fields["keeper"].queryset = colleagues(by, on=on)  # type: ignore[attr-defined]
        if metric is not None:
            del self.fields["code"], self.fields["keeper"]
        if fold == Fold.LEVEL:
            self.let_choose(self.fields["weighted_by"], frozenset({Fold.FLOW}), _("Nothing: each day the same"))
        else:
            del self.fields["weighted_by"]
        if fold == Fold.GROWTH:
            self.fields["unit"].disabled = True
            self.fields["unit"].initial = self.initial["unit"] = Metric.Unit.PERCENT
        if fold in ROWS:
            del self.fields["source"]
            self.add_rows(fold)

    def let_choose(self, field: Any, folds: frozenset[str], empty: Any) -> None:
        """Offer the metrics of these folds by group, without the retired ones that aren't chosen already."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, metric in self.metrics.items():
            if metric.fold in folds and (not metric.is_retired or metric.pk in self.chosen):
                groups.setdefault(metric.get_group_display(), []).append((key, f"{metric} · {metric.code}"))
        field.choices = [("", empty), *groups.items()]
        field.coerce = self.metrics.__getitem__

    def add_rows(self, fold: str) -> None:
        for part, rows, folds in ROWS[fold]:
            for row in range(rows):
                is_first = row == 0 and part not in {Kind.DENOMINATOR, Kind.OPENING}
                if part == Kind.SUMMAND:
                    self.fields[f"{part}_{row}_sign"] = forms.ChoiceField(
                        label=pgettext_lazy("formula", "Sign"), choices=SIGNS, required=False, initial="1"
                    )
                field = forms.TypedChoiceField(label=LABELS[part], required=is_first, empty_value=None)
                self.let_choose(field, folds, _("Nothing more") if row else _("Choose a metric"))
                self.fields[f"{part}_{row}"] = field

    @property
    def rows(self) -> Iterator[tuple[Any, list[Any]]]:
        """The parts of the formula as the page lays them out: the words, and the bound fields."""
        for part, rows, _folds in ROWS.get(self.fold, []):
            names = [f"{part}_{row}{end}" for row in range(rows) for end in ("_sign", "")]
            yield LABELS[part], [self[name] for name in names if name in self.fields]

    @property
    def plain_fields(self) -> list[Any]:
        """What isn't part of the formula."""
        return [self[name] for name in self.fields if not name.startswith(tuple(f"{part}_" for part in Kind.values))]

    @property
    def parts(self) -> Sequence[Part]:
        return [
            Part(part, chosen, int(self.cleaned_data.get(f"{part}_{row}_sign") or 1))
            for part, rows, _folds in ROWS.get(self.fold, [])
            for row in range(rows)
            if (chosen := self.cleaned_data.get(f"{part}_{row}"))
        ]

    @property
    def says(self) -> Definition:
        typed = self.cleaned_data
        return Definition(
            name=typed["name"],
            name_en=typed["name_en"],
            group=typed["group"],
            unit=typed["unit"],
            definition=typed["definition"],
            source=typed.get("source", ""),
            weighted_by=typed.get("weighted_by"),
            parts=self.parts,
        )


def first_guess(fold: str, *, by: Member) -> dict[str, Any]:
    """What a new metric most often is: a ratio is told in percent, and who defines it keeps it."""
    return {"keeper": by.pk} | ({"unit": Metric.Unit.PERCENT} if fold == Fold.RATIO else {})


def initial_of(metric: Metric) -> dict[str, Any]:
    """A metric as its form shows it."""
    known: dict[str, Any] = {
        name: getattr(metric, name) for name in ("name", "name_en", "group", "unit", "definition", "source")
    }
    known |= {"code": metric.code.removeprefix(OWN), "weighted_by": metric.weighted_by_id}
    places: dict[str, int] = {}
    for term in metric.terms.all():
        row = places.get(term.part, 0)
        places[term.part] = row + 1
        known |= {f"{term.part}_{row}": term.source_id, f"{term.part}_{row}_sign": str(term.sign)}
    return known
