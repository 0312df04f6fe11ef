"""What is typed about when things go out: a time for one, quotas, blackout days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import ContentDetail, Per
from metrics.models import Channel
from roles.forms import DayField, MomentField
from roles.models import Member

# Audiences that were named before and are offered again.
REMEMBERED = 30


def channels_of(member: Member) -> Any:
    return Channel.objects.visible_to(member).in_use().select_related("subject")


class PlanForm(forms.Form):
    """When a piece of content goes out, where and to whom."""

    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Channel"))
    planned_at = MomentField(label=_("Planned for"), help_text=_("Empty: not planned yet."), required=False)
    audience = forms.CharField(
        label=_("Audience"), max_length=40, required=False, widget=forms.TextInput(attrs={"list": "audiences"}),
        help_text=_("A segment, in the team's words. Empty: everybody on the channel."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["channel"].queryset = channels_of(by)  # type: ignore[attr-defined]


def audiences(member: Member) -> list[str]:
    """Those that the team has named, the most recent first."""
    named = ContentDetail.objects.filter(item__team=member.team_id).exclude(audience="").order_by("-pk")
    return list(dict.fromkeys(named.values_list("audience", flat=True)[: REMEMBERED * 10]))[:REMEMBERED]


class QuotaForm(forms.Form):
    """So many sends a day, week or month; no number: no quota."""

    at_most = forms.IntegerField(
        label=_("Sends"), min_value=1, max_value=999, required=False,
        widget=forms.NumberInput(attrs={"placeholder": _("no quota")}),
    )  # fmt: skip
    per = forms.ChoiceField(label=_("Per"), choices=Per.choices)


class BlackoutForm(forms.Form):
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=100)
    channel = forms.ModelChoiceField(
        Channel.objects.none(), label=_("Channel"), required=False, empty_label=_("all channels")
    )

    def __init__(self, *args: Any, by: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["channel"].queryset = channels_of(by)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        first, last = typed.get("first_on"), typed.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day is before the first."))
        return typed
