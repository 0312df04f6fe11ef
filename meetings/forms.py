"""The stand-up's form, made for a thumb."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import StandUp

MOST_CHARACTERS = 2000


def words(rows: int, **attributes: str | Promise) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-grow": "", **attributes})


class StandUpForm(forms.Form):
    """Three answers, one thing a line."""

    done = forms.CharField(label=_("Done yesterday"), required=False, max_length=MOST_CHARACTERS, widget=words(2))
    plan = forms.CharField(
        label=_("Plan for today"),
        max_length=MOST_CHARACTERS,
        widget=words(2),
        error_messages={"required": _("Write at least one thing that you plan for today.")},
    )
    blockers = forms.CharField(
        label=_("Blockers"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=words(1, placeholder=_("Where it is stuck, whom you wait for")),
    )

    @classmethod
    def of(cls, stand_up: StandUp) -> "StandUpForm":
        """To change what is written."""
        fields = ("done", "plan", "blockers")
        return cls(initial={field: getattr(stand_up, field) for field in fields})

    @classmethod
    def after(cls, last: StandUp | None) -> "StandUpForm":
        """To write a new one: what was planned last is proposed as done, and what was stuck as still stuck."""
        initial: dict[str, Any] = {"done": last.plan, "blockers": last.blockers} if last else {}
        return cls(initial=initial)
