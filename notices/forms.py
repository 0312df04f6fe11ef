"""What is typed about notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.models import NoticeChoices


class ClockField(forms.TimeField):
    """A time of the day, with the browser's own clock."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


class ChoicesForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is mailed, and when one is left in peace."""

    class Meta:
        model = NoticeChoices
        fields = (
            "due",
            "needs_me",
            "upcoming",
            "told",
            "digest_at",
            "quiet_from",
            "quiet_until",
            "is_quiet_on_free_days",
        )

    digest_at = ClockField(label=_("Digest at"), help_text=_("What is collected for it goes in one letter."))
    quiet_from = ClockField(label=_("Quiet from"))
    quiet_until = ClockField(label=_("Quiet until"), help_text=_("The same time twice: never quiet."))
