"""People and roles as programs read and write them."""

from typing import Any

from rest_framework import serializers

from roles.models import Assignment, Member, Role, StaffingTemplate, Team


class TeamSerializer(serializers.ModelSerializer[Team]):
    """A team, with the code of its staffing template."""

    staffing: serializers.SlugRelatedField[StaffingTemplate] = serializers.SlugRelatedField(
        slug_field="code", read_only=True
    )

    class Meta:
        model = Team
        fields = ["id", "slug", "name", "staffing", "stand_up_at"]


class MemberSerializer(serializers.ModelSerializer[Member]):
    """A person in a team, with their level of today."""

    team = serializers.CharField(source="team.slug", read_only=True)
    name = serializers.CharField(source="person.name", read_only=True)
    username = serializers.CharField(source="person.username", read_only=True)
    level = serializers.CharField(read_only=True)

    class Meta:
        model = Member
        fields = ["id", "team", "name", "username", "level", "employment", "joined_on", "left_on"]


class RoleSerializer(serializers.ModelSerializer[Role]):
    class Meta:
        model = Role
        fields = ["code", "name", "name_en", "module", "duty", "duty_en", "skills", "skills_en", "is_key"]


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    """Who holds which role; written by the key of the member and the code of the role."""

    team = serializers.CharField(source="member.team.slug", read_only=True)
    name = serializers.CharField(source="member.person.name", read_only=True)
    role: serializers.SlugRelatedField[Role] = serializers.SlugRelatedField(
        slug_field="code", queryset=Role.objects.all()
    )

    class Meta:
        model = Assignment
        fields = ["id", "team", "member", "name", "role", "from_on", "until_on", "share", "assigned_at"]
        read_only_fields = ["assigned_at"]
        # Which overlaps are refused is the service's to say, in a sentence.
        validators: list[Any] = []


class AssignmentChangeSerializer(serializers.Serializer[Any]):
    """A new share from a day on, and the last day; what is left out stays."""

    share = serializers.IntegerField(min_value=1, max_value=100, required=False)
    from_on = serializers.DateField(required=False)
    until_on = serializers.DateField(required=False, allow_null=True)


class AssignmentEndSerializer(serializers.Serializer[Any]):
    until_on = serializers.DateField()
