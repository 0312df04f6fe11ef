"""What is typed about connections; the rules are in the services."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from metrics.models import Channel, Connection, WecomUser
from roles.forms import DayField, colleagues
from roles.models import Member

# What the two credentials are called in the platform's back end, and where they stand there.
NAMES = {
    Channel.Kind.OFFICIAL_ACCOUNT: ("AppID", "AppSecret", _("Back end: 设置与开发 → 开发接口管理. It begins with wx.")),
    Channel.Kind.MINI_PROGRAM: ("AppID", "AppSecret", _("Back end: 开发管理 → 开发设置. It begins with wx.")),
    Channel.Kind.WECOM: ("CorpID", "Secret", _("Admin console: 我的企业 → 企业信息. It begins with ww.")),
}
SECRET_OF_WECOM = _("The one of 客户联系 → API, or of an app that is allowed there.")
KEEP = _("Leave it empty to keep the one that is there.")


class ConnectionForm(forms.Form):
    """The credentials of a channel, and from which day on its numbers are fetched."""

    app_id = forms.CharField(max_length=64)
    secret = forms.CharField(
        max_length=200,
        # Kept in the form after a refusal: the back end shows it once only.
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password"}),
    )
    groups = forms.ModelChoiceField(
        Channel.objects.none(),
        label=_("File the numbers of the groups under"),
        required=False,
        empty_label=_("this channel"),
    )
    since_on = DayField(label=_("Fetch from"), help_text=_("At most 180 days back."))

    def __init__(self, *args: Any, channel: Channel, known: Connection | None, by: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        id_label, secret_label, help_text = NAMES[Channel.Kind(channel.kind)]
        self.fields["app_id"].label, self.fields["secret"].label = id_label, secret_label
        self.fields["app_id"].help_text = help_text
        self.fields["app_id"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "class": "mono"}
        if channel.kind == Channel.Kind.WECOM:
            self.fields["secret"].help_text = SECRET_OF_WECOM
            channels = Channel.objects.visible_to(by).in_use().filter(kind=Channel.Kind.GROUP)
            self.fields["groups"].queryset = channels.select_related("subject")  # type: ignore[attr-defined]
        else:
            del self.fields["groups"]
        if known is not None:
            self.fields["secret"].required = False
            self.fields["secret"].help_text = KEEP

    def clean_app_id(self) -> str:
        return str(self.cleaned_data["app_id"]).strip()

    def clean_secret(self) -> str:
        return str(self.cleaned_data["secret"]).strip()


class SpanForm(forms.Form):
    """Days to fetch once more."""

    first = DayField(label=_("From"))
    last = DayField(label=_("Until"))


class WecomUsersForm(forms.Form):
    """Which member each userid is. What nobody has decided about may stay so."""

    NOBODY = "nobody"

    def __init__(self, *args: Any, users: Sequence[WecomUser], by: Member, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        people = list(colleagues(by, on=on))
        known = {member.pk for member in people}
        gone = [user.member for user in users if user.member and user.member_id not in known]
        self.members = {str(member.pk): member for member in [*people, *gone]}
        choices = [(self.NOBODY, _("nobody in this team")), *((key, m.person.name) for key, m in self.members.items())]
        for user in users:
            is_open = user.member is None and not user.is_decided
            self.fields[self.name_of(user)] = forms.ChoiceField(
                choices=[("", _("not decided yet")), *choices] if is_open else choices,
                required=False,
                label=user.userid,
                initial=str(user.member_id) if user.member else "" if is_open else self.NOBODY,
            )

    @staticmethod
    def name_of(user: WecomUser) -> str:
        return f"user-{user.pk}"

    def chosen(self, users: Sequence[WecomUser]) -> dict[int, Member | None]:
        """By the key of the row; those that were left open aren't in it."""
        answers = {user.pk: self.cleaned_data[self.name_of(user)] for user in users}
        return {pk: self.members.get(answer) for pk, answer in answers.items() if answer}
