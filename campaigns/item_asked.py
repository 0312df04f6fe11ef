"""What programs send to do something with an item. What it means is the services' to say."""

from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from rest_framework import serializers

from campaigns.aims import AT_MOST
from campaigns.item_forms import BODY_LENGTH, REASON_LENGTH
from campaigns.models import Credit, Item
from campaigns.particulars import FORMS, HUNDRED, TARGETS
from campaigns.services.items import DETAILS
from metrics.models import Channel
from roles.models import Member


def a_member() -> Any:
    return serializers.PrimaryKeyRelatedField(queryset=Member.objects.all())


class SeenSerializer(serializers.Serializer[Any]):
    """``seen`` is ``standing.seen`` as it was when the item was read."""

    seen = serializers.IntegerField(required=False, allow_null=True)


class MoveSerializer(SeenSerializer):
    comment = serializers.CharField(required=False, allow_blank=True, max_length=REASON_LENGTH)


class ApproveSerializer(MoveSerializer):
    """``read`` is ``standing.read`` of what was read: another text is refused. ``gate`` says at which of several."""

    read = serializers.CharField(required=False, allow_blank=True, max_length=64)
    gate = serializers.IntegerField(required=False)


class BackSerializer(SeenSerializer):
    """``to`` is the code of an earlier stage."""

    to = serializers.CharField(max_length=40)
    reason = serializers.CharField(max_length=REASON_LENGTH)


class DeclineSerializer(SeenSerializer):
    """Without ``to`` it goes back to where its text was written last."""

    to = serializers.CharField(max_length=40, required=False)
    reason = serializers.CharField(max_length=REASON_LENGTH)
    gate = serializers.IntegerField(required=False)


class DropSerializer(SeenSerializer):
    reason = serializers.CharField(max_length=REASON_LENGTH)


class ReassignSerializer(serializers.Serializer[Any]):
    to = a_member()
    comment = serializers.CharField(required=False, allow_blank=True, max_length=REASON_LENGTH)


class TickSerializer(SeenSerializer):
    """Exactly these lines of the hand-over list are ticked then; without ``lines`` all are."""

    lines = serializers.ListField(child=serializers.IntegerField(), required=False)


class WriteTextSerializer(serializers.Serializer[Any]):
    """What is left out stays as it is. ``base`` is the number of the version that was edited."""

    title = serializers.CharField(max_length=200, required=False)
    digest = serializers.CharField(max_length=500, required=False, allow_blank=True)
    body = serializers.CharField(max_length=BODY_LENGTH, required=False, allow_blank=True)
    image_texts = serializers.CharField(max_length=BODY_LENGTH, required=False, allow_blank=True)
    changes = serializers.CharField(max_length=200, required=False, allow_blank=True)
    base = serializers.IntegerField(min_value=0, required=False)


class RemarkOnSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=2_000)


class CreditPartSerializer(serializers.Serializer[Any]):
    member = a_member()
    part = serializers.ChoiceField(choices=Credit.Part.choices)
    share = serializers.DecimalField(max_digits=5, decimal_places=2)


class CreditsSerializer(serializers.Serializer[Any]):
    """Exactly these parts, together 100 %."""

    credits = CreditPartSerializer(many=True, allow_empty=False)


class PublishItemSerializer(serializers.Serializer[Any]):
    published_at = serializers.DateTimeField()
    channel = serializers.PrimaryKeyRelatedField(queryset=Channel.objects.all(), required=False)
    address = serializers.URLField(max_length=500, required=False, allow_blank=True)
    msgid = serializers.CharField(max_length=100, required=False, allow_blank=True)
    video_id = serializers.CharField(max_length=200, required=False, allow_blank=True)


class StopSerializer(serializers.Serializer[Any]):
    happened_at = serializers.DateTimeField()


class WaiveSerializer(serializers.Serializer[Any]):
    """``key`` is a word's of ``words``; the waiver holds until its last day, a year at the longest."""

    key = serializers.CharField(max_length=32)
    reason = serializers.CharField(max_length=500)
    evidence = serializers.CharField(max_length=500)
    until_on = serializers.DateField()


class ChangeItemSerializer(serializers.Serializer[Any]):
    """What is left out stays. ``particulars`` are those of the kind, by name; a campaign's ``targets`` by metric."""

    title = serializers.CharField(max_length=200, required=False)
    owner = serializers.PrimaryKeyRelatedField(queryset=Member.objects.all(), required=False)
    due_on = serializers.DateField(required=False, allow_null=True)
    particulars = serializers.DictField(required=False)


class StartItemSerializer(ChangeItemSerializer):
    """``workflow`` is the code of one: ``content``, ``campaign`` …"""

    workflow = serializers.CharField(max_length=40)
    title = serializers.CharField(max_length=200)


def particulars_of(kind: str, given: dict[str, Any], *, by: Member, item: Item | None = None) -> dict[str, Any]:
    """The particulars as the services take them, understood by the form of the page. Raise 400 with what is wrong."""
    detail = getattr(item, kind, None) if item is not None else None
    form = FORMS[kind](by=by, detail=detail)
    typed = {name: field.prepare_value(known(form, name, kind)) for name, field in form.fields.items()}
    given = dict(given)
    if "target_0" in form.fields:
        typed |= targets_in(given, rates=getattr(form, "rates", ()))
    if unknown := sorted(set(given) - set(form.base_fields)):
        words = _("It has no such particular, only: %(names)s.") % {"names": _(", ").join(form.base_fields)}
        raise serializers.ValidationError({"particulars": {name: [words] for name in unknown}})
    bound = FORMS[kind](typed | given, by=by, detail=detail)
    if not bound.is_valid():
        raise serializers.ValidationError({"particulars": in_words(bound)})
    return bound.particulars


def known(form: forms.Form, name: str, kind: str) -> Any:
    """What a field says before anything is given; of a choice what the model begins with."""
    value = form.get_initial_for_field(form.fields[name], name)
    if value is None and isinstance(form.fields[name], forms.ChoiceField) and name in form.base_fields:
        value = getattr(DETAILS[kind](), name)
    return value


def targets_in(given: dict[str, Any], *, rates: Collection[str]) -> dict[str, Any]:
    """``targets`` as the rows of the form have them, ``rates`` in percent; they are taken out of what was given.
    Raise 400 for too many."""
    if "targets" not in given:
        return {}
    targets = given.pop("targets")
    if not isinstance(targets, dict) or len(targets) > TARGETS:
        words = _("At most %(count)d targets, each a number by the code of its metric.") % {"count": TARGETS}
        raise serializers.ValidationError({"particulars": {"targets": [words]}})
    rows = [*targets.items(), *[("", None)] * (TARGETS - len(targets))]
    typed = {}
    for number, (code, amount) in enumerate(rows):
        words = "" if amount is None else str(amount)
        value = words.removeprefix(AT_MOST)
        typed[f"target_{number}"], typed[f"target_side_{number}"] = code, AT_MOST if value != words else ""
        typed[f"target_value_{number}"] = in_percent(value) if code in rates else value
    return typed


def in_percent(words: str) -> str:
    """A fraction of 1 as the form wants it; what is no number stays, so that the form can say so."""
    try:
        return f"{Decimal(words) * HUNDRED:f}"
    except InvalidOperation:
        return words


def in_words(form: forms.Form) -> dict[str, list[str]]:
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}
