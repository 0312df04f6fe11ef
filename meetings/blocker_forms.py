"""What is said about a blocker on its own page."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Blocker
from meetings.services.blockers import Act, Settled
from roles.forms import DayField, colleagues
from roles.models import Member


class BlockerForm(forms.Form):
    """Its words, and the day by which it is needed."""

    text = forms.CharField(label=_("What is stuck"), max_length=300)
    needed_by = DayField(label=_("Needed by"), required=False)


class SettleForm(forms.Form):
    """What is done about it."""

    act = forms.ChoiceField(
        label=_("What is done about it"),
        choices=[
            (Act.SOLVE, _("It is solved")),
            (Act.DECIDE, _("Decide, and say what")),
            (Act.HAND_OVER, _("Hand it over")),
            (Act.DROP, _("Drop it, and say why")),
        ],
    )
    owner = forms.ModelChoiceField(
        Member.objects.none(), label=_("To whom"), required=False, empty_label=_("Only for handing over")
    )
    note = forms.CharField(label=_("What, or why"), max_length=500, required=False)

    def __init__(self, *args: Any, blocker: Blocker, by: Member, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.blocker = blocker
        self.fields["owner"].queryset = colleagues(by, on=on).exclude(pk=blocker.owner_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        act, note = cleaned.get("act"), cleaned.get("note", "").strip()
        if act == Act.HAND_OVER and not cleaned.get("owner"):
            self.add_error("owner", _("Say to whom."))
        if act in (Act.DECIDE, Act.DROP) and not note:
            self.add_error("note", _("Say what is decided, or why it is dropped."))
        return cleaned

    @property
    def said(self) -> Settled:
        asked = self.cleaned_data
        return Settled(self.blocker, Act(asked["act"]), asked["note"], asked["owner"])
