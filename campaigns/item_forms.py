"""What is typed about an item: what it is, what is said of it, who made it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Asset, Credit, Item, Stage, Version
from campaigns.once import once
from campaigns.services.texts import Part
from metrics.models import Channel
from roles.forms import DayField, MomentField, colleagues, workers
from roles.models import Member

REASON_LENGTH = 500
BODY_LENGTH = 20_000
SPARE_CREDITS = 3


def refuse_gone(day: date | None, *, on: date) -> None:
    """Nothing is promised for a day that is over."""
    if day is not None and day < on:
        raise forms.ValidationError(_("That day is over."))


class ItemForm(forms.Form):
    """What every item has. The title of one that has a text is changed with the text."""

    title = forms.CharField(label=_("Title"), max_length=200)
    owner = forms.ModelChoiceField(Member.objects.none(), label=_("Answers for it"))
    due_on = DayField(label=_("Due"), required=False)

    def __init__(self, *args: Any, by: Member, on: date, item: Item | None = None, **options: Any) -> None:
        known = {"title": item.title, "owner": item.owner_id, "due_on": item.due_on} if item else {"owner": by.pk}
        options["initial"] = known | options.get("initial", {})
        super().__init__(*args, **options)
        self.on = on
        known_owner = item.owner_id if item else None
        self.fields["owner"].queryset = workers(by, on=on, besides=known_owner)  # type: ignore[attr-defined]
        if item is not None and item.versions.exists():
            self.fields["title"].disabled = True
            self.fields["title"].help_text = _("The title is part of the text: it is changed there.")

    def clean_due_on(self) -> date | None:
        """What is late already stays so; nothing is promised for a day that is over."""
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on != self.initial.get("due_on"):
            refuse_gone(due_on, on=self.on)
        return due_on


class BegunForm(forms.Form):
    """Tells one beginning from another: the browser's way back shows the same one again."""

    beginning = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    @property
    def name(self) -> str:
        """Of a beginning that was sent; empty without one."""
        return str(self.cleaned_data.get("beginning") or "") if self.is_valid() else ""


class SeenForm(forms.Form):
    """What the page was loaded with: who comes second is told so."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, seen: int | None = None, read: str = "", **options: Any) -> None:
        options["initial"] = {"seen": seen, "read": read} | options.get("initial", {})
        super().__init__(*args, **options)


class ReasonForm(SeenForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("So that it can be mended."),
    )  # fmt: skip


class DropForm(SeenForm):
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))


class BackForm(ReasonForm):
    """An earlier stage, and why."""

    to = forms.ModelChoiceField(Stage.objects.none(), label=_("Back to"), empty_label=None)
    field_order = ("to", "reason")

    def __init__(self, *args: Any, item: Item, **options: Any) -> None:
        super().__init__(*args, **options)
        stages = item.workflow.stages.filter(position__lt=item.now.stage.position).order_by("-position")
        self.fields["to"].queryset = stages  # type: ignore[attr-defined]
        known = once(item, "stages", lambda: list(item.workflow.stages.order_by("position")))
        offered = [(one.pk, one.label) for one in reversed(known) if one.position < item.now.stage.position]
        self.fields["to"].choices = offered  # type: ignore[attr-defined]


class ReassignForm(forms.Form):
    to = forms.ModelChoiceField(Member.objects.none(), label=_("To whom"), empty_label=_("Choose a member"))
    comment = forms.CharField(label=_("What they should know"), max_length=REASON_LENGTH, required=False)

    def __init__(
        self, *args: Any, by: Member, on: date, people: Iterable[Member] | None = None, **options: Any
    ) -> None:
        """``people`` are those to choose from, where the caller has them."""
        super().__init__(*args, **options)
        field: Any = self.fields["to"]
        field.queryset = workers(by, on=on)
        if people is not None:
            field.choices = [("", field.empty_label), *((one.pk, str(one)) for one in people)]


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Remark"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2, "data-grow": True})
    )


class TextForm(forms.Form):
    """The text, and the number of the version that it began as."""

    title = forms.CharField(label=_("Title"), max_length=200)
    digest = forms.CharField(
        label=_("Digest"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2, "data-grow": True})
    )
    body = forms.CharField(
        label=pgettext_lazy("item", "Text"), max_length=BODY_LENGTH, required=False,
        widget=forms.Textarea(attrs={"rows": 16, "data-grow": True}),
    )  # fmt: skip
    image_texts = forms.CharField(
        label=_("Words in pictures"), max_length=BODY_LENGTH, required=False, help_text=_("One line a picture."),
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
    )  # fmt: skip
    changes = forms.CharField(label=_("What changed"), max_length=200, required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    @classmethod
    def beginning_as(cls, version: Version | None, item: Item) -> "TextForm":
        names = ("title", "digest", "body", "image_texts")
        known = {name: getattr(version, name) for name in names} if version else {"title": item.title}
        return cls(initial=known | {"base": version.number if version else 0})

    def on_top_of(self, version: Version) -> None:
        """Let the next try be based on that version, with all that was typed."""
        self.data = {name: self.data[name] for name in self.data} | {"base": str(version.number)}


class PublishForm(forms.Form):
    """When and where it came out."""

    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Channel"))
    published_at = MomentField(label=pgettext_lazy("item", "Published at"))
    address = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")
    msgid = forms.CharField(label=_("Message id"), max_length=100, required=False)
    video_id = forms.CharField(label=_("Video id"), max_length=200, required=False)

    def __init__(self, *args: Any, by: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        channels = Channel.objects.visible_to(by).in_use().select_related("subject")
        self.fields["channel"].queryset = channels  # type: ignore[attr-defined]


class CreditForm(forms.Form):
    """A member's part; a row without a member doesn't count."""

    member = forms.ModelChoiceField(Member.objects.none(), label=_("Member"), required=False)
    part = forms.ChoiceField(label=pgettext_lazy("credit", "Part"), choices=Credit.Part.choices)
    share = forms.DecimalField(
        label=pgettext_lazy("credit", "Share, %"), min_value=0, max_value=100, max_digits=5, decimal_places=2,
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, by: Member, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["member"].queryset = colleagues(by, on=on)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("member") and not typed.get("share") and "share" not in self.errors:
            self.add_error("share", _("Say how much of it is theirs."))
        return typed


class BaseCreditSet(forms.BaseFormSet):  # type: ignore[type-arg]
    @property
    def parts(self) -> list[Part]:
        rows = (form.cleaned_data for form in self.forms)
        return [Part(row["member"], row["part"], row["share"]) for row in rows if row.get("member")]


CreditSet = forms.formset_factory(CreditForm, formset=BaseCreditSet, extra=SPARE_CREDITS)


class AssetForm(forms.ModelForm):  # type: ignore[type-arg]
    address = forms.URLField(label=_("Address"), max_length=500, assume_scheme="https")
    expires_on = DayField(label=_("May be used until"), required=False)

    class Meta:
        model = Asset
        fields = ["name", "address", "licence", "expires_on"]


class BulkForm(forms.Form):
    """What is done with the ticked items."""

    act = forms.ChoiceField(choices=[("reassign", _("give")), ("nudge", _("ask after")), ("due", _("set the day"))])
    to = forms.ChoiceField(label=_("To whom"), required=False)
    due_on = DayField(label=_("Due"), required=False)

    def __init__(self, *args: Any, people: list[Member], on: date, **options: Any) -> None:
        options["auto_id"] = "id_bulk_%s"
        super().__init__(*args, **options)
        self.on = on
        self.people = {str(one.pk): one for one in people}
        offered = [("", _("To whom")), *((key, str(one)) for key, one in self.people.items())]
        self.fields["to"].choices = offered  # type: ignore[attr-defined]

    def clean_due_on(self) -> date | None:
        due_on: date | None = self.cleaned_data["due_on"]
        refuse_gone(due_on, on=self.on)
        return due_on

    @property
    def member(self) -> Member:
        return self.people[self.cleaned_data["to"]]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("act") == "reassign" and not typed.get("to"):
            raise forms.ValidationError(_("Choose whom to give them to."))
        if typed.get("act") == "due" and not typed.get("due_on") and "due_on" not in self.errors:
            raise forms.ValidationError(_("Choose the day."))
        return typed
