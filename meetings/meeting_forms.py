"""What is typed about series, meetings and actions."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Series
from meetings.rules import lacking
from roles.forms import DayField, SeveralField, colleagues
from roles.models import Member
from teamops.lib.tags.numbers import weekdays


class SeriesForm(forms.ModelForm):  # type: ignore[type-arg]
    """When a meeting comes again, how long it takes, who is asked."""

    weekday = forms.TypedChoiceField(label=_("Weekday"), coerce=int, empty_value=None, required=False)
    first_on = DayField(label=_("First on"))

    class Meta:
        model = Series
        fields = [
            "name", "kind", "frequency", "every", "weekday", "month_day", "moves", "first_on", "starts_at", "minutes",
            "chair", "attendees",
        ]  # fmt: skip
        field_classes = {"attendees": SeveralField}
        widgets = {
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "attendees": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "every": _("1: every week or month; 2: every second one."),
            "attendees": _("Nobody ticked: the whole team."),
        }

    def __init__(self, *args: Any, by: Member, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["weekday"].choices = [("", _("None")), *enumerate(weekdays())]
        for name in ("chair", "attendees"):
            fields[name].queryset = colleagues(by, on=on)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = {name: cleaned.get(name) for name in ("weekday", "month_day")}
        for field, text in lacking(cleaned.get("frequency"), **asked).items():
            self.add_error(field, text)
        return cleaned


class ActionForm(forms.Form):
    """Who does what until when."""

    text = forms.CharField(label=_("What is to be done"), max_length=300)
    owner = forms.ModelChoiceField(Member.objects.none(), label=_("Owner"), empty_label=_("Choose a member"))
    due_on = DayField(label=_("Due"))

    def __init__(self, *args: Any, by: Member, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = colleagues(by, on=on)  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Another day, and why."""

    due_on = DayField(label=_("Due"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class CorrectionForm(forms.Form):
    """What has to be said about a closed meeting."""

    text = forms.CharField(label=_("Correction"), max_length=1000)
    reason = forms.CharField(label=_("Reason"), max_length=300)
