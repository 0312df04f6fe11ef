"""What is typed about imports, channels and attribution; the rules are in the services."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from metrics.models import Channel, ImportBatch, Subject
from roles.forms import DayField, SeveralField, colleagues
from roles.models import Member
from teamops.lib.months import parse_month

ACCEPTED = ".xls,.xlsx,.csv,.txt,.tsv,.htm,.html"


def channels_of(member: Member) -> Any:
    return Channel.objects.visible_to(member).in_use().select_related("subject")


class UploadForm(forms.Form):
    """A file, perhaps its channel; the browser adds the day the file was modified."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED, "data-drop-input": True, "class": "file-in"}),
        allow_empty_file=True,
    )
    channel = forms.ModelChoiceField(
        Channel.objects.none(),
        label=_("Channel"),
        required=False,
        empty_label=_("Recognise it by the file"),
    )
    modified = forms.DateField(required=False, widget=forms.HiddenInput(attrs={"data-drop-modified": True}))

    def __init__(self, *args: Any, by: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["channel"].queryset = channels_of(by)  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """Another channel, another as-of day, for a file that is looked at."""

    channel = forms.ModelChoiceField(
        Channel.objects.none(), label=_("Channel"), required=False, empty_label=_("No channel")
    )
    as_of = DayField(
        label=_("As-of day"), help_text=_("The day the file was exported, not the days in it. The newest day counts.")
    )

    def __init__(self, typed: Any = None, *, by: Member, batch: ImportBatch, on: date) -> None:
        super().__init__(typed, initial={"channel": batch.channel_id, "as_of": batch.as_of})
        self.fields["channel"].queryset = channels_of(by)  # type: ignore[attr-defined]
        self.fields["channel"].required = batch.channel_id is not None
        self.fields["as_of"].widget.attrs["max"] = on.isoformat()


class ImportFilter(forms.Form):
    """Which imports the list shows."""

    mark_optional = False

    q = forms.CharField(label=_("File name"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    channel = forms.ModelChoiceField(
        Channel.objects.none(), label=_("Channel"), required=False, empty_label=_("All channels")
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *ImportBatch.State.choices]
    )

    def __init__(self, *args: Any, by: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["channel"].queryset = Channel.objects.visible_to(by).select_related("subject")  # type: ignore[attr-defined]


class ChannelForm(forms.Form):
    """A channel's name and kind."""

    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Channel.Kind, help_text=_("It decides which files the channel takes.")
    )


class ChannelEditForm(ChannelForm):
    """A channel as it is now; one that isn't used any more keeps its numbers."""

    is_active = forms.BooleanField(
        label=_("In use"), required=False, help_text=_("Channels in use set how far the team's data reach.")
    )


class ContentFilter(forms.Form):
    """Which content items the list shows."""

    mark_optional = False

    q = forms.CharField(
        label=_("Title, address or id"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    channel = forms.ModelChoiceField(
        Channel.objects.none(), label=_("Channel"), required=False, empty_label=_("All channels")
    )
    month = forms.CharField(label=_("Published in"), required=False, widget=forms.TextInput(attrs={"type": "month"}))
    show = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All that count")),
            ("new", pgettext_lazy("content", "Unmatched")),
            ("nobody", _("Nobody answers for it")),
            ("joined", pgettext_lazy("content", "Joined")),
            ("ignored", pgettext_lazy("content", "Ignored")),
        ],
    )

    def __init__(self, *args: Any, by: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [Channel.Kind.OFFICIAL_ACCOUNT, Channel.Kind.VIDEO_ACCOUNT]
        channels = Channel.objects.visible_to(by).filter(kind__in=kinds).select_related("subject")
        self.fields["channel"].queryset = channels  # type: ignore[attr-defined]

    def clean_month(self) -> date | None:
        typed = self.cleaned_data["month"]
        try:
            return parse_month(typed) if typed else None
        except ValueError:
            raise forms.ValidationError(_("Write the month as 2026-10.")) from None


class ChosenForm(forms.Form):
    """Content items that were ticked in the list."""

    items = SeveralField(Subject.objects.none(), error_messages={"required": _("Tick an item first.")})

    def __init__(self, *args: Any, by: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        items = Subject.objects.visible_to(by).content().select_related("channel__subject")
        self.fields["items"].queryset = items  # type: ignore[attr-defined]


class ChosenForMember(ChosenForm):
    """Who is to answer for the ticked items, for which share of each."""

    member = forms.ModelChoiceField(Member.objects.none(), label=_("Member"), empty_label=_("Choose a member"))
    share = forms.DecimalField(label=_("Share, %"), min_value=1, max_value=100, max_digits=5, decimal_places=2)

    def __init__(self, *args: Any, by: Member, on: date, **options: Any) -> None:
        super().__init__(*args, by=by, **options)
        self.fields["member"].queryset = colleagues(by, on=on)  # type: ignore[attr-defined]
        self.fields["share"].widget.attrs["inputmode"] = "decimal"


class ShareForm(forms.Form):
    """One of those who answer for a subject. A row without a member isn't there."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    member = forms.TypedChoiceField(label=_("Member"), required=False, empty_value=None)
    share = forms.DecimalField(
        label=_("Share, %"), min_value=1, max_value=100, max_digits=5, decimal_places=2, required=False
    )
    from_on = DayField(label=_("From"), required=False)
    until_on = DayField(label=_("Until"), required=False)

    mark_optional = False

    def __init__(self, *args: Any, members: Mapping[int, Member], has_days: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        # One list of people for all rows: a ModelChoiceField would fetch them for each.
        choices = [("", _("Choose a member")), *((pk, str(member)) for pk, member in members.items())]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]
        self.fields["member"].coerce = lambda key: members[int(key)]  # type: ignore[attr-defined]
        self.fields["share"].widget.attrs["inputmode"] = "decimal"
        if not has_days:
            del self.fields["from_on"], self.fields["until_on"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("member"):
            for name in {"share", "from_on"} & self.fields.keys():
                if typed.get(name) is None and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return typed


SharesForm = forms.formset_factory(ShareForm, extra=0, can_delete=True)


class AttributionForm(forms.Form):
    """Who answers for a channel, from when, for how much of it."""

    member = forms.ModelChoiceField(Member.objects.none(), label=_("Member"), empty_label=_("Choose a member"))
    share = forms.DecimalField(label=_("Share, %"), min_value=1, max_value=100, max_digits=5, decimal_places=2)
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"), required=False)

    def __init__(self, *args: Any, by: Member, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["member"].queryset = colleagues(by, on=on)  # type: ignore[attr-defined]
        self.fields["share"].widget.attrs["inputmode"] = "decimal"


class EndForm(forms.Form):
    """The last day somebody answers for a channel."""

    until_on = DayField(label=_("Last day"))
