"""What is typed on the pages of awards."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpis.awards.candidates import Shortlist
from kpis.forms import as_typed
from kpis.goals.forms import in_unit, with_unit
from kpis.models import Award, Grant
from kpis.services.awards import Rule
from kpis.services.grants import words_of
from metrics.models import Metric, Subject
from roles.models import Member
from teamops.lib.months import last_of

LONGEST = 300


def sentence(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), **more)


class PickForm(forms.Form):
    """Who gets it, of the candidates, or any member where a manager judges; and why."""

    to: forms.Field
    reason = sentence(_("Why"), help_text=_("One sentence. The whole team reads it when it is announced."))
    instead = sentence(_("Why the earlier pick is taken back"), help_text=_("It stays on record."))

    def __init__(self, typed: QueryDict | None = None, *, found: Shortlist, by: Member, replaces: bool) -> None:
        super().__init__(typed)
        self.found = found
        if not replaces:
            del self.fields["instead"]
        if found.award.is_judged:
            self.fields["to"] = forms.ModelChoiceField(
                label=pgettext_lazy("award", "Goes to"),
                queryset=present_in(found.month, by=by).exclude(pk=by.pk),
                empty_label=_("Choose a member"),
            )
        else:
            offered = {one.subject.pk: one.subject for one in found.candidates if not one.is_by(by)}
            self.fields["to"] = forms.TypedChoiceField(
                choices=[(key, str(subject)) for key, subject in offered.items()],
                coerce=lambda key: offered[int(key)],
                error_messages={"required": _("Choose one of the candidates.")},
            )
        self.order_fields(["to", "instead", "reason"])

    def say_who_picked(self, grant: Grant) -> None:
        """Somebody has picked while this was filled in: who, and what it takes to pick another all the same."""
        self.errors.pop("instead", None)
        words = {"name": grant.picked_by, "winner": words_of(grant)["winner"]}
        self.add_error(
            None,
            _("%(name)s has picked %(winner)s meanwhile. To pick another, say why that pick is taken back.") % words,
        )

    @property
    def chosen(self) -> str:
        """The key of the candidate that was ticked, if one was."""
        return str(self.data.get("to", ""))


def present_in(month: date, *, by: Member) -> Any:
    found = Member.objects.visible_to(by).present(on=last_of(month))
    return found.select_related("person").order_by("person__name")


class WithdrawForm(forms.Form):
    reason = sentence(_("Why it is withdrawn"), help_text=_("It stays on record; who was told of it hears why."))


class AwardForm(forms.Form):
    """An award of the team's own, or a shipped one as the team wants it."""

    name = forms.CharField(label=_("Name"), max_length=40, help_text=_("As it is announced: fastest reply."))
    purpose = forms.CharField(label=_("What it honours"), max_length=200, required=False)
    basis = forms.ChoiceField(label=pgettext_lazy("award", "Goes to"), choices=Award.Basis.choices)
    subject_kind = forms.ChoiceField(label=_("Numbers of"), choices=Award.KIND_CHOICES, initial=Subject.Kind.MEMBER)
    metric = forms.ModelChoiceField(
        label=_("Metric"), queryset=Metric.objects.none(), required=False, empty_label=_("none: a manager judges"),
        help_text=_("Any number of the dictionary, of the month. Scores aren't among them."),
    )  # fmt: skip
    also = forms.ModelChoiceField(
        label=_("Second metric"), queryset=Metric.objects.none(), required=False, empty_label=_("none"),
        help_text=_("Only for the highest: each counts as its part of the month's best, both alike."),
    )  # fmt: skip
    target_metric = forms.ModelChoiceField(
        label=_("Target, each one's own"), queryset=Metric.objects.none(), required=False, empty_label=_("none"),
        help_text=_("Only for a gain: the metric that holds the target."),
    )  # fmt: skip
    target = forms.DecimalField(
        label=_("Target, the same for all"), max_digits=16, decimal_places=6, required=False,
        help_text=_("In the metric's unit, rates in percent."),
    )  # fmt: skip

    def __init__(self, typed: QueryDict | None = None, *, by: Member, award: Award | None = None) -> None:
        super().__init__(typed, initial=initial_of(award) if award else None)
        usable = Metric.objects.known_to(by.team).in_use().order_by("group", "position")
        for name in ("metric", "also", "target_metric"):
            self.fields[name].queryset = usable  # type: ignore[attr-defined]
            self.fields[name].label_from_instance = with_unit  # type: ignore[attr-defined]

    @property
    def rule(self) -> Rule:
        typed = self.cleaned_data
        target: Decimal | None = in_unit(typed["target"], typed["metric"])
        return Rule(**typed | {"target": target})


def initial_of(award: Award) -> dict[str, Any]:
    rule = Rule.of(award).fields
    return rule | {"target": as_typed(award.target, award.metric) if award.metric else ""}
