"""What programs send to do something with a SOP. What it means is the services' to say."""

from typing import Any

from rest_framework import serializers

from campaigns.item_asked import a_member
from campaigns.models import Item, Sop
from campaigns.models.sops import EARLIEST, LATEST
from roles.models import Member


class SopLineSerializer(serializers.Serializer[Any]):
    day = serializers.IntegerField(min_value=EARLIEST, max_value=LATEST)
    name = serializers.CharField(max_length=120)
    text = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)


class WriteSopSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)
    made_for = serializers.ChoiceField(choices=Sop.For.choices)
    steps = SopLineSerializer(many=True, allow_empty=False)


class StartSopSerializer(serializers.Serializer[Any]):
    """``item`` for a group or an event that is an item, else a ``name``; without ``owner`` one leads it oneself."""

    begins_on = serializers.DateField()
    owner = serializers.PrimaryKeyRelatedField(queryset=Member.objects.all(), required=False)
    item = serializers.PrimaryKeyRelatedField(queryset=Item.objects.select_related("team"), required=False)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)


class HandSopOverSerializer(serializers.Serializer[Any]):
    to = a_member()


class EndSopSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class StepSerializer(serializers.Serializer[Any]):
    """``step`` is the ``id`` of one of its steps."""

    step = serializers.IntegerField()


class TickStepSerializer(StepSerializer):
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class SkipStepSerializer(StepSerializer):
    reason = serializers.CharField(max_length=500)
