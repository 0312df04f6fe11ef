"""Content items and attributions as a program reads and writes them."""

from typing import Any

from rest_framework import serializers

from metrics.models import Attribution, ContentKey, Subject
from metrics.serializers import AttributionSerializer
from roles.models import Member

ANY_SHARE = {"max_digits": 5, "decimal_places": 2, "min_value": 1, "max_value": 100}


class ContentKeySerializer(serializers.ModelSerializer[ContentKey]):
    class Meta:
        model = ContentKey
        fields = ["kind", "value"]
        read_only_fields = fields


class ContentSerializer(serializers.ModelSerializer[Subject]):
    """``state``: new (nobody has looked), known, joined (to ``joined_to``) or ignored; the last two don't count.

    Its numbers are the points of the subject with this id.
    """

    team = serializers.CharField(source="team.slug", read_only=True)
    channel_name = serializers.CharField(source="channel.name", read_only=True, default=None, allow_null=True)
    keys = ContentKeySerializer(many=True, read_only=True)
    attributions = AttributionSerializer(many=True, read_only=True)

    class Meta:
        model = Subject
        fields = [
            "id", "team", "channel", "channel_name", "name", "published_on", "state", "joined_to", "keys",
            "attributions",
        ]  # fmt: skip
        read_only_fields = fields


class DecidedSerializer(ContentSerializer):
    """An item after a decision; ``signed_months`` stay as they are."""

    signed_months = serializers.ListField(child=serializers.DateField(), read_only=True)

    class Meta(ContentSerializer.Meta):
        fields = [*ContentSerializer.Meta.fields, "signed_months"]
        read_only_fields = fields


class JoinSerializer(serializers.Serializer[Any]):
    """The item that stays; ``is_confirmed`` where the two have clearly different titles and are one all the same."""

    into = serializers.PrimaryKeyRelatedField(queryset=Subject.objects.filter(kind=Subject.Kind.CONTENT))
    is_confirmed = serializers.BooleanField(default=False)


class AnsweringSerializer(AttributionSerializer):
    """A member answers for a subject from a day, perhaps until one, both included, for a share in percent."""

    team = serializers.CharField(source="subject.team.slug", read_only=True)
    subject_name = serializers.CharField(source="subject.name", read_only=True)
    kind = serializers.CharField(source="subject.kind", read_only=True)

    class Meta:
        model = Attribution
        fields = ["id", "team", "subject", "subject_name", "kind", "member", "name", "share", "from_on", "until_on"]
        read_only_fields = fields


class AnsweredSerializer(AnsweringSerializer):
    """An attribution after a change; ``signed_months`` among its days stay as they are."""

    signed_months = serializers.ListField(child=serializers.DateField(), read_only=True)

    class Meta(AnsweringSerializer.Meta):
        fields = [*AnsweringSerializer.Meta.fields, "signed_months"]
        read_only_fields = fields


class ChangeAnsweringSerializer(serializers.Serializer[Any]):
    share = serializers.DecimalField(**ANY_SHARE)  # type: ignore[arg-type]
    from_on = serializers.DateField()
    until_on = serializers.DateField(required=False, allow_null=True)


class WriteAnsweringSerializer(ChangeAnsweringSerializer):
    """For a content item ``from_on`` is its publishing day, whatever is sent."""

    subject = serializers.PrimaryKeyRelatedField(
        queryset=Subject.objects.filter(kind__in=[Subject.Kind.CHANNEL, Subject.Kind.CONTENT, Subject.Kind.CAMPAIGN])
    )
    member = serializers.PrimaryKeyRelatedField(queryset=Member.objects.select_related("person"))


class EndAnsweringSerializer(serializers.Serializer[Any]):
    until_on = serializers.DateField()
