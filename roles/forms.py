"""What is typed about people, roles, leave and days; the rules about who and when are in the services."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roles.models import Assignment, LevelGrant, Member, Person, Role, StaffingTemplate, Team
from roles.permissions import Level, Permission, grantable_by
from roles.services.teams import HOURS, MONTH_END, STAND_UP
from roles.services.tokens import LONGEST

FIRST_YEAR, LAST_YEAR = 1900, 2199
# 9223372036854775807 has 19 digits, and no table of ours has so many rows.
LONGEST_KEY = 18


def refuse_other_years(value: date | datetime) -> None:
    """A year typed by halves (0026) is a slip. Far off, there is no day before or after, and no time of ours."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        told = {"year": f"{value.year:04}", "first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError(_("Check the year: %(year)s isn't between %(first)s and %(last)s."), params=told)


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, validators=[refuse_other_years], **options)


class MomentField(forms.DateTimeField):
    """A day and a time of it, by the team's clock."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, validators=[refuse_other_years], **options)


class SeveralField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows to tick. Keys longer than any of a database's are no choice, like others that aren't there."""

    def clean(self, value: Any) -> Any:
        if long := next((one for one in value or () if len(str(one)) > LONGEST_KEY), None):
            message = self.error_messages["invalid_pk_value"]
            raise ValidationError(message, code="invalid_pk_value", params={"pk": str(long)[:LONGEST_KEY]})
        return super().clean(value)


class ShareField(forms.IntegerField):
    """Percent of somebody's time."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=100, label=_("Share, %"), **options)
        self.widget.attrs["inputmode"] = "numeric"


def colleagues(member: Member, *, on: date) -> Any:
    """The people of the member's team, for a choice."""
    return Member.objects.visible_to(member).present(on=on).select_related("person")


def workers(member: Member, *, on: date, besides: int | None = None) -> Any:
    """The people of the member's team who work there, for a choice: not those who only look. ``besides`` is the key of
    one who was chosen before."""
    working = Member.objects.filter(team=member.team_id).who_may(Permission.WORK_ON_ITEMS, on=on)
    return colleagues(member, on=on).filter(Q(pk__in=working.values("pk")) | Q(pk=besides))


class AssignForm(forms.Form):
    """Who, which role, from when, how much."""

    member = forms.ModelChoiceField(Member.objects.none(), label=_("Member"), empty_label=_("Choose a member"))
    role = forms.ModelChoiceField(Role.objects.all(), label=_("Role"), empty_label=_("Choose a role"))
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"), required=False)
    share = ShareField()

    def __init__(self, *args: Any, by: Member, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["member"].queryset = colleagues(by, on=on)  # type: ignore[attr-defined]


class AssignmentForm(forms.Form):
    """A new share from a day on, and the last day."""

    share = ShareField()
    from_on = DayField(label=_("New share from"))
    until_on = DayField(label=_("Until"), required=False)

    @classmethod
    def of(cls, assignment: Assignment, *, on: date) -> "AssignmentForm":
        return cls(
            initial={
                "share": assignment.share,
                "from_on": max(on, assignment.from_on),
                "until_on": assignment.until_on,
            }
        )


class NewMemberForm(forms.Form):
    """Somebody new in the team."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=60)
    username = forms.CharField(
        label=_("Username"),
        max_length=60,
        validators=[RegexValidator(r"^[\w.+-]+\Z", _("Letters, digits and . + - _ only, without spaces."))],
        help_text=_("What they sign in with. For somebody of another of your teams, their username there."),
    )
    level = forms.ChoiceField(label=_("Level"))
    employment = forms.ChoiceField(label=_("Employment"), choices=Member.Employment.choices)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("With it they can reset their password themselves.")
    )

    def __init__(self, *args: Any, by: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["level"].choices = level_choices(by)  # type: ignore[attr-defined]
        self.fields["level"].initial = Level.MEMBER


class MemberForm(forms.Form):
    """What may be corrected about a member."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=60)
    employment = forms.ChoiceField(label=_("Employment"), choices=Member.Employment.choices)
    email = forms.EmailField(label=_("E-mail"), required=False)


class LevelForm(forms.Form):
    """A level, its days, and why."""

    level = forms.ChoiceField(label=_("Level"))
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"), required=False, help_text=_("Without a day it holds until further notice."))
    reason = forms.CharField(
        label=_("Reason"), max_length=LevelGrant._meta.get_field("reason").max_length, required=False
    )

    def __init__(self, *args: Any, by: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["level"].choices = level_choices(by)  # type: ignore[attr-defined]


def level_choices(by: Member) -> list[tuple[str, str]]:
    """What ``by`` may hand out, the lowest first."""
    return [(level, str(Level(level).label)) for level in grantable_by(by.level)]


class MemberFilter(forms.Form):
    """What the list of members is narrowed to."""

    mark_optional = False
    q = forms.CharField(label=_("Name or username"), required=False)
    role = forms.ModelChoiceField(
        Role.objects.all(), label=_("Role"), required=False, to_field_name="code", empty_label=_("All roles")
    )
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("All levels")), *Level.choices])
    employment = forms.ChoiceField(
        label=_("Employment"), required=False, choices=[("", _("All kinds")), *Member.Employment.choices]
    )
    left = forms.BooleanField(label=_("Deactivated"), required=False)


class LeaveForm(forms.Form):
    """Who is away when, and who stands in."""

    member = forms.ModelChoiceField(Member.objects.none(), label=_("Member"), empty_label=_("Choose a member"))
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"))
    deputy = forms.ModelChoiceField(
        Member.objects.none(), label=_("Deputy"), required=False, empty_label=_("No deputy")
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, by: Member, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        team = colleagues(by, on=on)
        self.fields["member"].queryset = team if by.may(Permission.EDIT_LEAVE) else team.filter(pk=by.pk)  # type: ignore[attr-defined]
        self.fields["member"].initial = by.pk
        self.fields["deputy"].queryset = team  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """Whether the team works on a day."""

    is_working = forms.TypedChoiceField(
        label=_("On this day the team"),
        choices=[("yes", _("works")), ("no", _("is off"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Why"), max_length=100, required=False)


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]
    """A team's particulars."""

    class Meta:
        model = Team
        fields = ["name", "staffing", *HOURS, *STAND_UP, "stand_up_at", *MONTH_END]
        widgets = {
            field: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            for field in (*HOURS, *STAND_UP, "stand_up_at")
        }
        help_texts = {"stand_up_opens_at": _("On the evening of the working day before.")}

    def clean(self) -> dict[str, Any]:
        """Who signs reads the self-review first; a stand-up is written before it starts; a day ends after it begins."""
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("work_starts_at"), cleaned.get("work_ends_at")
        if starts and ends and ends <= starts:
            self.add_error("work_ends_at", _("Not before work starts."))
        due_at, starts_at = cleaned.get("stand_up_due_at"), cleaned.get("stand_up_at")
        if due_at and starts_at and due_at > starts_at:
            self.add_error("stand_up_due_at", _("Not after the stand-up starts."))
        first, last = cleaned.get("self_review_days"), cleaned.get("review_days")
        if first and last and last < first:
            self.add_error("review_days", _("Not before the self-review is due."))
        return cleaned

    @property
    def particulars(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in {*STAND_UP, "stand_up_at", *MONTH_END}]

    @property
    def stand_up(self) -> list[forms.BoundField]:
        return [self[name] for name in (*STAND_UP, "stand_up_at")]

    @property
    def month_end(self) -> list[forms.BoundField]:
        return [self[name] for name in MONTH_END]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["staffing"].queryset = staffings(self.instance)  # type: ignore[attr-defined]
        self.fields["staffing"].empty_label = _("None")  # type: ignore[attr-defined]


class NewTeamForm(forms.ModelForm):  # type: ignore[type-arg]
    """A further team."""

    class Meta:
        model = Team
        fields = ["name", "slug", "staffing"]
        help_texts = {"slug": _("Stands in all its addresses and never changes. Small letters, digits, hyphens.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["staffing"].queryset = StaffingTemplate.objects.filter(team=None)  # type: ignore[attr-defined]
        self.fields["staffing"].empty_label = _("None")  # type: ignore[attr-defined]


def staffings(team: Team) -> Any:
    """The shipped templates and the team's own."""
    return StaffingTemplate.objects.filter(team=None) | StaffingTemplate.objects.filter(team=team)


class AuditFilter(forms.Form):
    """What the trail is narrowed to."""

    mark_optional = False
    actor = forms.ModelChoiceField(Person.objects.none(), label=_("Who"), required=False, empty_label=_("Everybody"))
    kind = forms.ChoiceField(label=_("What"), required=False)
    day = DayField(label=_("Day"), required=False)

    def __init__(self, *args: Any, team: Team, kinds: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        people = Person.objects.filter(memberships__team=team).order_by("name")
        self.fields["actor"].queryset = people  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("Everything")), *kinds]  # type: ignore[attr-defined]


class ProfileForm(forms.Form):
    """What people change about themselves."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=60)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("For signing in, and for resetting the password.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=Person.Language.choices)


class TokenForm(forms.Form):
    """A token's name and how long it lasts."""

    name = forms.CharField(label=_("What it is for"), max_length=60)
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=LONGEST, initial=90)
