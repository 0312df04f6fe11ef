"""What only one kind of work has, as a form: on a new item, and when its particulars are changed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.aims import AT_MOST, Aim
from campaigns.kind_forms import known_metrics, measured_subjects, refuse_a_mean_of_several
from campaigns.models import (
    CampaignDetail,
    CommunityDetail,
    ContentDetail,
    IncidentDetail,
    Item,
)
from metrics.models import Channel, Metric, Subject
from roles.forms import DayField, MomentField, workers
from roles.models import Member, Team

TARGETS = 3
HUNDRED = Decimal(100)
SIDES = [("", pgettext_lazy("target", "reach")), (AT_MOST, pgettext_lazy("target", "at most"))]


class ParticularsForm(forms.Form):
    """The fields of one kind. ``particulars`` is what the services take."""

    def __init__(self, *args: Any, by: Member, detail: models.Model | None = None, **kwargs: Any) -> None:
        initial = self.initial_of(detail) if detail is not None else {}
        kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.by = by
        self.detail = detail
        self.choose_from(by.team)

    def choose_from(self, team: Team) -> None:
        """Let fields offer what the team has."""
        if "channel" in self.fields:
            channels = Channel.objects.visible_to(self.by).in_use().select_related("subject")
            self.fields["channel"].queryset = channels  # type: ignore[attr-defined]

    def initial_of(self, detail: models.Model) -> dict[str, Any]:
        return {name: getattr(detail, name, None) for name in self.base_fields}

    @property
    def particulars(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}


class ContentForm(ParticularsForm):
    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Channel"), required=False)
    format = forms.ChoiceField(label=_("Format"), choices=ContentDetail.Format.choices)
    category = forms.ChoiceField(label=_("Matrix category"), choices=ContentDetail.Category.choices)
    planned_at = MomentField(label=_("Planned for"), required=False)
    audience = forms.CharField(
        label=_("Audience"), max_length=40, required=False,
        help_text=_("A segment, in the team's words. Empty: everybody on the channel."),
    )  # fmt: skip
    campaign = forms.ModelChoiceField(CampaignDetail.objects.none(), label=_("Part of the campaign"), required=False)
    is_original = forms.BooleanField(label=_("Original"), required=False, initial=True)

    def choose_from(self, team: Team) -> None:
        super().choose_from(team)
        campaigns = CampaignDetail.objects.filter(item__team=team).select_related("item").order_by("-pk")
        known = Q(item__state=Item.State.OPEN) | Q(pk=getattr(self.detail, "campaign_id", None))
        self.fields["campaign"].queryset = campaigns.filter(known)  # type: ignore[attr-defined]
        self.fields["campaign"].label_from_instance = lambda one: one.item.title  # type: ignore[attr-defined]


def with_unit(metric: Metric) -> str:
    """A metric with the unit in which people type it: rates in percent."""
    unit = "%" if metric.unit == Metric.Unit.PERCENT else metric.get_unit_display()
    return gettext("%(metric)s (%(unit)s)") % {"metric": metric, "unit": unit}


class CampaignForm(ParticularsForm):
    """Its targets are up to three metrics, each with a number that is to be reached or not to be crossed; rates are
    typed in percent."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CampaignDetail.Kind.choices)
    starts_on = DayField(label=_("Starts"), required=False)
    ends_on = DayField(label=_("Ends"), required=False)
    budget = forms.DecimalField(
        label=_("Budget in yuan"), min_value=0, max_digits=14, decimal_places=2, initial=0, required=False
    )
    contingency = forms.CharField(
        label=_("Contingency plan"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is done if it goes wrong. Not approved without."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        metrics = list(Metric.objects.visible_to(self.by).order_by("pk"))
        self.rates = {one.code for one in metrics if one.unit == Metric.Unit.PERCENT}
        offered = [("", "—"), *((one.code, with_unit(one)) for one in metrics)]
        known = [(code, Aim.read(words)) for code, words in (getattr(self.detail, "targets", None) or {}).items()]
        for number in range(TARGETS):
            code, aim = known[number] if number < len(known) else ("", None)
            self.fields[f"target_{number}"] = forms.ChoiceField(
                label=_("Target: metric"), choices=offered, required=False, initial=code
            )
            self.fields[f"target_side_{number}"] = forms.ChoiceField(
                label=_("Target: side"), choices=SIDES, required=False, initial=aim.sign if aim else ""
            )
            self.fields[f"target_value_{number}"] = forms.DecimalField(
                label=_("Target: number"), required=False, initial=self.as_typed(code, aim), min_value=0
            )

    def as_typed(self, code: str, aim: Aim | None) -> str:
        if aim is None:
            return ""
        return f"{(aim.value * HUNDRED).normalize():f}" if code in self.rates else f"{aim.value:f}"

    def aim(self, code: str, side: str, typed: Decimal) -> Aim:
        return Aim(typed / HUNDRED if code in self.rates else typed, is_ceiling=side == AT_MOST)

    @property
    def target_rows(self) -> list[tuple[Any, Any, Any]]:
        names = ("target", "target_side", "target_value")
        return [tuple(self[f"{name}_{number}"] for name in names) for number in range(TARGETS)]  # type: ignore[misc]

    def clean_budget(self) -> Any:
        return self.cleaned_data["budget"] or 0

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        first, last = typed.get("starts_on"), typed.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        for number in range(TARGETS):
            code, value = typed.get(f"target_{number}"), typed.get(f"target_value_{number}")
            if bool(code) != (value is not None) and f"target_value_{number}" not in self.errors:
                self.add_error(f"target_value_{number}", _("A target is a metric and a number."))
        return typed

    @property
    def particulars(self) -> dict[str, Any]:
        typed = self.cleaned_data
        names = ("target", "target_side", "target_value")
        rows = ([typed[f"{name}_{number}"] for name in names] for number in range(TARGETS))
        return super().particulars | {
            "targets": {code: str(self.aim(code, side, value)) for code, side, value in rows if code}
        }


def is_rate(metric: Metric | None) -> bool:
    return metric is not None and metric.unit == Metric.Unit.PERCENT


class FindingForm(ParticularsForm):
    metric = forms.ModelChoiceField(Metric.objects.none(), label=_("Metric"), required=False)
    about = forms.ModelChoiceField(
        Subject.objects.none(), label=_("Whose numbers"), required=False, empty_label=_("all channels together")
    )
    before = forms.DecimalField(
        label=_("Value before"), required=False, max_digits=14, decimal_places=4, help_text=_("Rates in percent.")
    )
    before_through = DayField(label=_("As it was through"), required=False)
    wants_more = forms.BooleanField(label=_("More is better"), required=False, initial=True)
    action = forms.CharField(
        label=pgettext_lazy("finding", "Action"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    acted_on = DayField(label=_("Action from"), required=False)
    compared_days = forms.IntegerField(label=_("Days compared, before and after"), min_value=1, max_value=31, initial=7)
    at_least = forms.DecimalField(
        label=_("Better by at least, in percent"), min_value=0, max_digits=5, decimal_places=2, initial=5
    )

    def initial_of(self, detail: models.Model) -> dict[str, Any]:
        """What is stored of a rate is its part of one."""
        known = super().initial_of(detail)
        if known["before"] is not None:
            as_typed = known["before"] * HUNDRED if is_rate(known["metric"]) else known["before"]
            known["before"] = f"{as_typed.normalize():f}"
        return known

    @property
    def particulars(self) -> dict[str, Any]:
        typed = super().particulars
        if typed["before"] is not None and is_rate(typed["metric"]):
            typed["before"] /= HUNDRED
        return typed

    def choose_from(self, team: Team) -> None:
        self.fields["metric"].queryset = known_metrics(self.by)  # type: ignore[attr-defined]
        self.fields["about"].queryset = measured_subjects(self.by)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        refuse_a_mean_of_several(self)
        return typed


class IncidentForm(ParticularsForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=IncidentDetail.Kind.choices)
    happened_at = MomentField(label=_("Happened"), required=False)
    content_item = forms.ModelChoiceField(Item.objects.none(), label=_("About"), required=False)
    is_ruled = forms.BooleanField(label=IncidentDetail._meta.get_field("is_ruled").verbose_name, required=False)
    take_down_hours = forms.IntegerField(label=_("Hours to take down"), min_value=1, max_value=999, initial=1)
    recover_hours = forms.IntegerField(label=_("Hours to recover"), min_value=1, max_value=999, initial=2)

    def choose_from(self, team: Team) -> None:
        items = Item.objects.filter(team=team).of_kind(Item.Kind.CONTENT)
        self.fields["content_item"].queryset = items.order_by("-pk")  # type: ignore[attr-defined]


class RequestForm(ParticularsForm):
    department = forms.CharField(label=_("Department"), max_length=60, required=False)
    contact = forms.CharField(label=_("Contact"), max_length=60, required=False)
    respond_hours = forms.IntegerField(label=_("Working hours to respond"), min_value=1, max_value=999, initial=8)
    deliver_hours = forms.IntegerField(label=_("Working hours to deliver"), min_value=1, max_value=9999, initial=40)


class CommunityForm(ParticularsForm):
    purpose = forms.ChoiceField(label=pgettext_lazy("group", "Purpose"), choices=CommunityDetail.Purpose.choices)
    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Channel"), required=False)
    parent = forms.ModelChoiceField(CommunityDetail.objects.none(), label=_("Belongs under"), required=False)
    keeper = forms.ModelChoiceField(Member.objects.none(), label=_("Kept by"), required=False)
    entry_rule = forms.CharField(label=_("Entry rule"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    house_rules = forms.CharField(label=_("House rules"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    welcome = forms.CharField(label=_("Welcome"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def choose_from(self, team: Team) -> None:
        super().choose_from(team)
        groups = CommunityDetail.objects.filter(item__team=team).select_related("item")
        others = groups.exclude(pk=self.detail.pk) if self.detail is not None else groups
        self.fields["parent"].queryset = others.order_by("pk")  # type: ignore[attr-defined]
        self.fields["parent"].label_from_instance = lambda one: one.item.title  # type: ignore[attr-defined]
        kept = getattr(self.detail, "keeper_id", None)
        self.fields["keeper"].queryset = workers(self.by, on=timezone.localdate(), besides=kept)  # type: ignore[attr-defined]


FORMS: dict[str, type[ParticularsForm]] = {
    Item.Kind.CONTENT: ContentForm,
    Item.Kind.CAMPAIGN: CampaignForm,
    Item.Kind.FINDING: FindingForm,
    Item.Kind.INCIDENT: IncidentForm,
    Item.Kind.REQUEST: RequestForm,
    Item.Kind.COMMUNITY: CommunityForm,
    Item.Kind.CUSTOMER: ParticularsForm,
}
