"""What is typed on the page of an item about what only its kind has: when something happened, what a campaign needs,
what a finding is measured by, which numbers are a published item's."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import FindingDetail, Resource
from metrics.models import Metric, Subject
from roles.forms import DayField, MomentField
from roles.models import Member


class StopForm(forms.Form):
    """When it happened, to the minute; now, unless said otherwise."""

    happened_at = MomentField(label=_("When it happened"))

    @classmethod
    def at(cls, moment: datetime) -> "StopForm":
        return cls(initial={"happened_at": timezone.localtime(moment).replace(second=0, microsecond=0)})


class ResourceForm(forms.Form):
    what = forms.CharField(label=_("What is needed"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Resource.Kind.choices, initial=Resource.Kind.PEOPLE)
    needed_by = DayField(label=_("Needed by"))

    @classmethod
    def on(cls, day: date) -> "ResourceForm":
        return cls(initial={"needed_by": day})


def known_metrics(by: Member) -> QuerySet[Metric]:
    """What a finding can be measured by: the growth of a number can't be compared with itself."""
    known: QuerySet[Metric] = Metric.objects.visible_to(by).exclude(fold=Metric.Fold.GROWTH)
    return known.order_by("group", "position")


def measured_subjects(by: Member) -> QuerySet[Subject]:
    """Whose numbers a finding can be about."""
    counted: QuerySet[Subject] = Subject.objects.counted().filter(team=by.team_id)
    return counted.exclude(kind=Subject.Kind.CONTENT).order_by("kind", "name")


def refuse_a_mean_of_several(form: forms.Form) -> None:
    """The mean of a number over several channels isn't one: it needs a single subject."""
    metric = form.cleaned_data.get("metric")
    if metric is not None and metric.fold == Metric.Fold.LEVEL and form.cleaned_data.get("about") is None:
        form.add_error("about", _("A mean of several channels isn't one. Choose whose numbers."))


class MeasureForm(forms.Form):
    """What a finding is measured by, and what was done from which day on."""

    metric = forms.ModelChoiceField(Metric.objects.none(), label=_("Metric"))
    about = forms.ModelChoiceField(
        Subject.objects.none(), label=_("Whose numbers"), required=False, empty_label=_("all channels together")
    )
    wants_more = forms.BooleanField(label=_("More is better"), required=False)
    action = forms.CharField(
        label=pgettext_lazy("finding", "Action"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    acted_on = DayField(label=_("Action from"), required=False)
    compared_days = forms.IntegerField(label=_("Days compared, before and after"), min_value=1, max_value=31)
    at_least = forms.DecimalField(
        label=_("Better by at least, in percent"), min_value=0, max_digits=5, decimal_places=2
    )

    def __init__(self, *args: Any, by: Member, detail: FindingDetail, **more: Any) -> None:
        more["initial"] = {name: getattr(detail, name) for name in self.base_fields} | more.get("initial", {})
        super().__init__(*args, **more)
        self.fields["metric"].queryset = known_metrics(by)  # type: ignore[attr-defined]
        self.fields["about"].queryset = measured_subjects(by)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        refuse_a_mean_of_several(self)
        return typed


class JoinForm(forms.Form):
    """Which of the channel's content items is this one."""

    subject = forms.ModelChoiceField(Subject.objects.none(), label=_("Numbers of"), empty_label=None)

    def __init__(self, *args: Any, candidates: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["subject"].queryset = candidates  # type: ignore[attr-defined]
