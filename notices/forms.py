"""What is typed about notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.models import Delivery, GroupBot, NoticeChoices
from roles.models import Person


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


class BotForm(forms.Form):
    """Where a bot posts, about what, and when not."""

    kind = forms.ChoiceField(label=_("Platform"), choices=GroupBot.Kind)
    name = forms.CharField(label=_("Name of the group"), max_length=40)
    webhook = forms.CharField(
        label=_("Webhook address"),
        max_length=400,
        required=False,
        help_text=_("As the group's bot shows it. It is stored encrypted and never shown again."),
        # Kept in the form after a refusal.
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password", "class": "mono"}),
    )
    signing = forms.CharField(
        label=_("Signing secret"),
        max_length=200,
        required=False,
        help_text=_("Feishu: 签名校验; DingTalk: 加签. WeCom has none."),
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password", "class": "mono"}),
    )
    topics = forms.MultipleChoiceField(
        label=_("Posts"), choices=GroupBot.Topic, required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language"), choices=Person.Language)
    quiet_from = ClockField(label=_("Quiet from"))
    quiet_until = ClockField(label=_("Quiet until"), help_text=_("The same time twice: never quiet."))
    is_active = forms.BooleanField(label=_("In use"), required=False)

    mark_optional = False

    def __init__(self, *args: Any, bot: GroupBot | None, **options: Any) -> None:
        shown = bot or GroupBot(topics=list(GroupBot.Topic))
        plain = [name for name in self.base_fields if name not in ("webhook", "signing")]
        options["initial"] = {name: getattr(shown, name) for name in plain}
        super().__init__(*args, **options)
        if bot is not None:
            self.fields["webhook"].help_text = _("Leave it empty to keep the one that is there.")


class LogFilter(forms.Form):
    """Which deliveries the log shows."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All states")), *Delivery.State.choices], required=False
    )

    mark_optional = False
