"""What is typed on the pages of goals. Values are typed as they are read: rates in percent."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kpis.forms import as_typed
from kpis.goals import smart
from kpis.goals.smart import Aim
from kpis.models import Goal, Kpi, Milestone
from metrics.models import Metric, Subject
from roles.forms import DayField
from roles.models import Member
from teamops.lib.tags.numbers import quantity

HUNDRED = Decimal(100)
DIGITS = {"max_digits": 16, "decimal_places": 6}


def in_unit(value: Decimal | None, metric: Metric | None) -> Decimal | None:
    """A typed value as it is stored: percent become fractions of 1."""
    is_rate = metric is not None and metric.unit == Metric.Unit.PERCENT
    return value / HUNDRED if is_rate and value is not None else value


class GoalForm(forms.Form):
    """A goal. Nothing is required here: what is missing is said by the rule itself, each part in its place."""

    mark_optional = False

    name = forms.CharField(
        label=_("What is to be reached"), max_length=80, required=False,
        help_text=_("One thing, in words that everybody understands: private-domain users to 120,000."),
    )  # fmt: skip
    dimension = forms.ChoiceField(label=_("Dimension"), choices=Goal.Dimension.choices, initial=Goal.Dimension.TOTAL)
    parent = forms.ModelChoiceField(label=_("Part of"), queryset=Goal.objects.none(), required=False,
                                    empty_label=_("no other goal"))  # fmt: skip
    metric = forms.ModelChoiceField(label=_("Metric"), queryset=Metric.objects.none(), required=False,
                                    empty_label=_("Choose a metric"))  # fmt: skip
    subject_kind = forms.ChoiceField(label=_("Numbers of"), choices=Subject.Kind.choices, initial=Subject.Kind.CHANNEL)
    numbers = forms.ChoiceField(
        label=_("Whose"),
        choices=[
            (Kpi.Numbers.TEAM, pgettext_lazy("numbers", "the team's")),
            (Kpi.Numbers.OWN, pgettext_lazy("numbers", "what the owner answers for")),
        ],
        initial=Kpi.Numbers.TEAM,
    )
    period = forms.ChoiceField(
        label=_("Counted over"), choices=Goal.Period.choices, initial=Goal.Period.START,
        help_text=_("A stock, followers say, is its last known value in either case."),
    )  # fmt: skip
    baseline = forms.DecimalField(label=_("Baseline"), required=False, **DIGITS)  # type: ignore[arg-type]
    target = forms.DecimalField(label=pgettext_lazy("goal", "Target"), required=False, **DIGITS)  # type: ignore[arg-type]
    start_on = DayField(label=_("First day"), required=False)
    end_on = DayField(label=_("Last day"), required=False)
    owner = forms.ModelChoiceField(label=pgettext_lazy("goal", "Owner"), queryset=Member.objects.none(), required=False,
                                   empty_label=_("Choose a member"))  # fmt: skip

    def __init__(
        self, typed: QueryDict | None = None, *, by: Member, on: date, goal: Goal | None = None, **more: Any
    ) -> None:
        super().__init__(typed, **more)
        self.by, self.on, self.goal = by, on, goal
        own = Goal.objects.visible_to(by).filter(state__in=[Goal.State.DRAFT, Goal.State.ACTIVE])
        choices: dict[str, Any] = {
            "parent": own.exclude(pk=goal.pk) if goal else own,
            "metric": Metric.objects.known_to(by.team).exclude(fold=Metric.Fold.GROWTH).order_by("group", "position"),
            "owner": Member.objects.visible_to(by).present(on=on).select_related("person"),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["metric"].label_from_instance = with_unit  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """SMART or refused: each missing part is named beside its field."""
        cleaned = super().clean() or {}
        metric = cleaned.get("metric")
        for name in ("baseline", "target"):
            cleaned[name] = in_unit(cleaned.get(name), metric)
        for name, sentence in self._faults().items():
            if name not in self.errors:
                self.add_error(name, sentence)
        if cleaned.get("baseline") is None and metric is not None and "metric" not in self.errors:
            self._offer_baseline(metric, cleaned.get("subject_kind", ""))
        return cleaned

    def _faults(self) -> dict[str, str]:
        on = localdate(self.goal.set_at) if self.goal else self.on
        return smart.lacking(self.aim, team=self.by.team, on=on, goal=self.goal)

    def _offer_baseline(self, metric: Metric, kind: str) -> None:
        known = smart.last_known(metric, team=self.by.team, subject_kind=kind, on=self.on)
        if known is not None:
            words = gettext("The last known value is %(value)s.") % {"value": quantity(known, metric.unit)}
            self.add_error("baseline", words)

    @property
    def aim(self) -> Aim:
        return Aim(**{name: value for name, value in self.cleaned_data.items() if value not in (None, "")})


def with_unit(metric: Metric) -> str:
    unit = "%" if metric.unit == Metric.Unit.PERCENT else metric.get_unit_display()
    return f"{metric} ({unit})"


def initial_of(goal: Goal) -> dict[str, Any]:
    """A draft as its form shows it."""
    return {
        **Aim.of(goal).values,
        "baseline": as_typed(goal.baseline, goal.metric),
        "target": as_typed(goal.target, goal.metric),
    }


class MoveForm(forms.Form):
    end_on = DayField(label=_("Last day"))
    target = forms.DecimalField(label=pgettext_lazy("goal", "Target"), **DIGITS)  # type: ignore[arg-type]
    reason = forms.CharField(
        label=_("Why it is moved"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The move is counted, and the delay stays visible: progress follows what was promised first."),
    )  # fmt: skip

    def __init__(self, typed: QueryDict | None = None, *, goal: Goal) -> None:
        super().__init__(typed, initial={"end_on": goal.end_on, "target": as_typed(goal.target, goal.metric)})
        self.goal = goal
        unit = "%" if goal.metric.unit == Metric.Unit.PERCENT else goal.metric.get_unit_display()
        self.fields["target"].label = gettext("Target (%(unit)s)") % {"unit": unit}

    def clean_target(self) -> Decimal | None:
        return in_unit(self.cleaned_data["target"], self.goal.metric)


class DeclineForm(forms.Form):
    comment = forms.CharField(label=_("Why it is declined"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class MilestoneForm(forms.Form):
    name = forms.CharField(label=_("Milestone"), max_length=80)
    due_on = DayField(label=_("Due"))
    value = forms.DecimalField(
        label=_("Value to reach"), required=False,
        help_text=_("With a value the numbers say when it is met. Without one somebody judges it by evidence."),
        **DIGITS,  # type: ignore[arg-type]
    )  # fmt: skip

    def __init__(self, typed: QueryDict | None = None, *, goal: Goal) -> None:
        super().__init__(typed)
        self.goal = goal

    def clean_value(self) -> Decimal | None:
        return in_unit(self.cleaned_data["value"], self.goal.metric)


class MoveMilestoneForm(forms.Form):
    """Stands once for each milestone of a page."""

    due_on = DayField(label=_("Due"))

    def __init__(self, typed: QueryDict | None = None, *, milestone: Milestone) -> None:
        super().__init__(typed, initial={"due_on": milestone.due_on}, auto_id=f"move-{milestone.pk}-%s")
        self.milestone = milestone


class JudgeForm(forms.Form):
    """Stands once for each milestone of a page."""

    met_on = DayField(label=_("Met on"))
    evidence = forms.CharField(label=_("By what one sees it"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    link = forms.URLField(label=_("Link to it"), max_length=500, required=False, assume_scheme="https")

    def __init__(self, typed: QueryDict | None = None, *, milestone: Milestone, on: date) -> None:
        super().__init__(typed, initial={"met_on": on}, auto_id=f"judge-{milestone.pk}-%s")
        self.milestone = milestone


class NoteForm(forms.Form):
    reason = forms.CharField(label=_("Why it fell behind"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    plan = forms.CharField(label=_("How it catches up"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(forms.Form):
    comment = forms.CharField(
        label=_("What comes of it"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed unless the target is reached."),
    )  # fmt: skip


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(label=pgettext_lazy("goal", "Owner"), queryset=Member.objects.none())

    def __init__(self, typed: QueryDict | None = None, *, by: Member, on: date, goal: Goal) -> None:
        super().__init__(typed, initial={"owner": goal.owner_id})
        people = Member.objects.visible_to(by).present(on=on).select_related("person")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """How much the shipped plan is to be for this team."""

    users = forms.DecimalField(
        label=_("Private-domain users in the end"), max_digits=12, decimal_places=0, min_value=Decimal(50),
        help_text=_("The plan's counts shrink or grow with it: a fifth after nine months, three fifths after 21."),
    )  # fmt: skip
    start_on = DayField(label=_("First day"))
    owner = forms.ModelChoiceField(
        label=pgettext_lazy("goal", "Owner"),
        queryset=Member.objects.none(),
        help_text=_("Of all drafts; hand single ones over later."),
    )

    def __init__(self, typed: QueryDict | None = None, *, by: Member, on: date, **more: Any) -> None:
        super().__init__(typed, **more)
        people = Member.objects.visible_to(by).present(on=on).select_related("person")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
