"""A workflow as it is typed: a form each for its name, stages, hand-over lines and gates."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.flows.faults import ONLY_FOR, Fault
from campaigns.flows.plans import GatePlan, LinePlan, StagePlan
from campaigns.models import Gate
from metrics.models import Channel
from roles.models import Role
from roles.permissions import LADDER, Level

Typed = MultiValueDict[str, str]
Choices = list[Any]
NEW = "new-"


class NameForm(forms.Form):
    """What the workflow is called."""

    mark_optional = False

    name = forms.CharField(label=_("Name of the workflow"), required=False)
    name_en = forms.CharField(label=_("In English (optional)"), required=False)


class StageForm(forms.Form):
    mark_optional = False

    name = forms.CharField(label=_("Name"), required=False)
    name_en = forms.CharField(label=_("In English (optional)"), required=False)
    role = forms.CharField(label=_("Responsible"), required=False)
    hours = forms.IntegerField(
        label=_("Time limit, working hours"), required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": _("none")}),
    )  # fmt: skip
    is_for_writing = forms.BooleanField(label=_("The text is written here"), required=False)
    is_for_publishing = forms.BooleanField(label=_("It is published here"), required=False)

    def __init__(self, *args: Any, roles: Choices, publishes: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].widget = forms.Select(choices=[("", _("choose")), *roles])
        if not publishes:
            del self.fields["is_for_publishing"]


class LineForm(forms.Form):
    mark_optional = False

    name = forms.CharField(label=_("What is handed over"), required=False)
    name_en = forms.CharField(label=_("In English (optional)"), required=False)


class GateForm(forms.Form):
    """``who`` is a role or a level: ``role:copywriter``, ``level:lead``."""

    mark_optional = False

    kind = forms.CharField(label=pgettext_lazy("gate", "What for"), required=False)
    who = forms.CharField(label=_("Who says yes"), required=False)
    needs = forms.CharField(label=_("How many"), required=False)
    condition = forms.CharField(label=pgettext_lazy("gate", "When"), required=False)
    budget_over = forms.DecimalField(
        label=_("Over, in yuan"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    channel_kind = forms.CharField(label=_("Channel"), required=False)

    def __init__(self, *args: Any, roles: Choices, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        levels = [(f"level:{level}", _("%(level)s or above") % {"level": Level(level).label}) for level in LADDER]
        whose = [(group, [(f"role:{code}", label) for code, label in held]) for group, held in roles]
        fitting = [one for one in Gate.Condition.choices if ONLY_FOR.get(Gate.Condition(one[0]), kind) == kind]
        for name, choices in (
            ("kind", Gate.Kind.choices),
            ("who", [("", _("choose")), *whose, (_("By level"), levels)]),
            ("needs", Gate.Needs.choices),
            ("condition", fitting),
            ("channel_kind", [("", _("choose")), *Channel.Kind.choices]),
        ):
            self.fields[name].widget = forms.Select(choices=choices)
        self.fields["condition"].widget.attrs["data-when"] = True
        conditions = [code for code, _label in fitting]
        for name, condition in (("budget_over", "budget_over"), ("channel_kind", "channel_is")):
            if condition not in conditions:
                del self.fields[name]

    @property
    def plan(self) -> GatePlan:
        typed = self.cleaned_data
        group, _colon, code = typed.get("who", "").partition(":")
        when = typed.get("condition") or Gate.Condition.ALWAYS
        return GatePlan(
            kind=typed.get("kind", ""),
            role=code if group == "role" else "",
            level=code if group == "level" else "",
            needs=typed.get("needs", ""),
            condition=when,
            budget_over=typed.get("budget_over") if when == Gate.Condition.BUDGET_OVER else None,
            channel_kind=typed.get("channel_kind", "") if when == Gate.Condition.CHANNEL_IS else "",
        )


def grouped(roles: Sequence[Role], held: set[str]) -> Choices:
    """Roles to choose from: those that somebody holds first."""
    groups = (
        (_("Held in the team"), [(role.code, role.label) for role in roles if role.code in held]),
        (_("Held by nobody now"), [(role.code, role.label) for role in roles if role.code not in held]),
    )
    return [(label, found) for label, found in groups if found]


class StageSheet:
    """One stage on the page: its forms, by the key under which it is typed."""

    def __init__(self, typed: Typed, key: str, *, kind: str, roles: Choices) -> None:
        self.key = key
        self.code = "" if key.startswith(NEW) else key
        self.form = StageForm(typed, prefix=key, roles=roles, publishes=kind == "content")
        self.lines = {one: LineForm(typed, prefix=f"{key}-line-{one}") for one in typed.getlist(f"{key}-line")}
        self.gates = {
            one: GateForm(typed, prefix=f"{key}-gate-{one}", roles=roles, kind=kind)
            for one in typed.getlist(f"{key}-gate")
        }

    @property
    def name(self) -> str:
        return str(self.form["name"].value() or "")

    @property
    def role_label(self) -> str:
        found: dict[str, str] = {}
        for _group, roles in self.form.fields["role"].widget.choices[1:]:
            found |= dict(roles)
        return found.get(str(self.form["role"].value()), "")

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in (self.form, *self.lines.values(), *self.gates.values()))

    @property
    def plan(self) -> StagePlan:
        typed: Mapping[str, Any] = self.form.cleaned_data
        return StagePlan(
            name=typed.get("name", ""),
            role=typed.get("role", ""),
            code=self.code,
            name_en=typed.get("name_en", ""),
            hours=typed.get("hours"),
            is_for_writing=typed.get("is_for_writing", False),
            is_for_publishing=typed.get("is_for_publishing", False),
            lines=tuple(LinePlan(**_both(form)) for form in self.lines.values()),
            gates=tuple(form.plan for form in self.gates.values()),
        )

    def form_of(self, fault: Fault) -> forms.Form:
        """The form that a fault is about."""
        parts: dict[str, list[forms.Form]] = {"line": [*self.lines.values()], "gate": [*self.gates.values()]}
        return parts[fault.part][fault.place] if fault.part and fault.place is not None else self.form


def _both(form: forms.Form) -> dict[str, str]:
    return {name: form.cleaned_data.get(name, "") for name in ("name", "name_en")}
