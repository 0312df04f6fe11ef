"""Asking for a run, and finding one."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobs import registry
from jobs.models import JobRun, JobRunQuerySet


class RequestForm(forms.Form):
    """A team's job, and the last day it counts."""

    name = forms.ChoiceField(label=_("job"))
    day = forms.DateField(label=_("day"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["name"].choices = [(job.name, job.label) for job in registry.jobs_of_teams()]  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day >= self.today:
            raise forms.ValidationError(_("Only days that are over can be counted."))
        return day


class RunFilter(forms.Form):
    """The list's filters. Nonsense in the address filters nothing."""

    mark_optional = False

    name = forms.ChoiceField(label=_("job"), required=False)
    state = forms.ChoiceField(label=_("state"), required=False, choices=[("", _("Every state")), *JobRun.State.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        jobs = [(job.name, job.label) for job in registry.jobs_of_teams()]
        self.fields["name"].choices = [("", _("Every job")), *jobs]  # type: ignore[attr-defined]

    def cut_down(self, runs: JobRunQuerySet) -> JobRunQuerySet:
        wanted = self.cleaned_data if self.is_valid() else {}
        return runs.filter(**{field: value for field, value in wanted.items() if value})
