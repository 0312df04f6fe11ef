"""What is typed while a campaign runs and when it is over."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from campaigns import seats
from campaigns.models import Lesson
from campaigns.models.workflows import WorkKind
from campaigns.services.reviews import Said
from metrics.models import Metric
from roles.forms import DayField
from roles.models import Member

HUNDRED = Decimal(100)
SO_FAR = "so-far-"


class NoteForm(forms.Form):
    """The note of a day; for each target that no source knows, the number so far."""

    day = DayField(label=_("Day"))
    text = forms.CharField(label=_("How the day went"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, typed: QueryDict | None = None, *, metrics: Iterable[Metric], **more: Any) -> None:
        super().__init__(typed, **more)
        self.metrics = {metric.code: metric for metric in metrics}
        for code, metric in self.metrics.items():
            unit = "%" if metric.unit == Metric.Unit.PERCENT else metric.get_unit_display()
            label = gettext("%(metric)s so far (%(unit)s)") % {"metric": metric, "unit": unit}
            self.fields[SO_FAR + code] = forms.DecimalField(
                label=label, max_digits=16, decimal_places=4, min_value=0, required=False
            )

    @property
    def typed(self) -> dict[str, Decimal]:
        found = {}
        for code, metric in self.metrics.items():
            value = self.cleaned_data.get(SO_FAR + code)
            if value is not None:
                found[code] = value / HUNDRED if metric.unit == Metric.Unit.PERCENT else value
        return found


class CatchUpForm(forms.Form):
    reason = forms.CharField(label=_("Why it fell behind"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    plan = forms.CharField(label=_("How it catches up"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ReviewForm(forms.Form):
    """A review; it may be saved unfinished."""

    mark_optional = False

    keep = forms.CharField(
        label=_("What to keep"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    change = forms.CharField(
        label=_("What to change"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    action = forms.CharField(label=pgettext_lazy("review", "Action"), max_length=300, required=False)
    action_owner = forms.ModelChoiceField(
        label=_("Who does it"), queryset=Member.objects.none(), required=False, empty_label=_("Choose a member")
    )
    action_due_on = DayField(label=pgettext_lazy("action", "Until"), required=False)

    def __init__(self, typed: QueryDict | None = None, *, by: Member, on: date, **more: Any) -> None:
        super().__init__(typed, **more)
        people = Member.objects.filter(pk__in=list(seats.workers(by.team_id, on=on))).select_related("person")
        self.fields["action_owner"].queryset = people  # type: ignore[attr-defined]

    @property
    def said(self) -> Said:
        return Said(**self.cleaned_data)


class LessonForm(forms.Form):
    text = forms.CharField(label=_("What was learned"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    side = forms.ChoiceField(label=_("What it says"), choices=Lesson.Side.choices, initial=Lesson.Side.CHANGE)
    kind = forms.ChoiceField(label=_("Comes back with"), choices=WorkKind.choices, initial=WorkKind.CAMPAIGN)
    topics = forms.CharField(
        label=_("Topic words"), max_length=200, required=False,
        help_text=_("Words of titles that it comes back with, with spaces between: 拼团 双十一."),
    )  # fmt: skip


class LessonFilter(forms.Form):
    """Which lessons are shown."""

    mark_optional = False

    q = forms.CharField(
        label=_("Words, topic or title"), required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Words, topic or title")}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", pgettext_lazy("lessons", "all kinds")), *WorkKind.choices]
    )
