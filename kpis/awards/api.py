"""The REST resources of awards: a second door to the same rooms, without a rule of its own."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from kpis.api import month_in
from kpis.awards.candidates import shortlist
from kpis.awards.pages import month_to_open
from kpis.awards.serializers import (
    AwardSerializer,
    GrantSerializer,
    PickSerializer,
    ShortlistSerializer,
    WithdrawGrantSerializer,
    WriteAwardSerializer,
)
from kpis.models import Award, Grant
from kpis.services import awards as services
from kpis.services import grants
from metrics.models import Subject
from roles.models import Member
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped


class AwardViewSet(TeamScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Award]):
    """What can be won in one's teams: the shipped awards and the team's own, each in its newest version."""

    queryset = Award.objects.all()
    serializer_class = AwardSerializer
    lookup_value_regex = "[0-9]+"
    filterset_fields = ["basis", "subject_kind", "is_given"]
    permissions = {
        "list": Permission.SEE_TEAM,
        "retrieve": Permission.SEE_TEAM,
        "create": Permission.GIVE_AWARDS,
        "partial_update": Permission.GIVE_AWARDS,
        "stop": Permission.GIVE_AWARDS,
        "resume": Permission.GIVE_AWARDS,
        "candidates": Permission.SEE_CANDIDATES,
        "pick": Permission.GIVE_AWARDS,
    }

    def get_queryset(self) -> QuerySet[Any]:
        """A shipped award is every team's, so with several teams ``?team=`` says which is meant."""
        found: Any = super().get_queryset().select_related("team", "metric", "also", "target_metric")
        if self.action != "list":
            return found  # type: ignore[no-any-return]
        teams = [member.team for member in self.entitled]
        keys = {key for team in teams for key in Award.objects.newest_of(team).values_list("pk", flat=True)}
        return found.filter(pk__in=keys)  # type: ignore[no-any-return]

    def acting_on(self, award: Award) -> Member:
        """Who acts: in the award's team, for a shipped one in the only team or the one that ``?team=`` names."""
        return self.acting_member() if award.team_id is None else self.member_in(award.team_id)

    @extend_schema(request=WriteAwardSerializer, responses={201: AwardSerializer})
    def create(self, request: Request) -> Response:
        """Add an award of the team's own."""
        by = self.acting_member()
        sent = WriteAwardSerializer(data=request.data, context={"by": by})
        understood(sent)
        made = services.add(sent.rule(), by=by, at=timezone.now())
        return Response(AwardSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=WriteAwardSerializer(partial=True), responses=AwardSerializer)
    def partial_update(self, request: Request, **_key: Any) -> Response:
        """Change an award. Once it was picked for, or if it is a shipped one, the answer is a version with a new id."""
        award = self.get_object()
        by = self.acting_on(award)
        sent = WriteAwardSerializer(data=request.data, context={"by": by}, partial=True)
        understood(sent)
        return Response(AwardSerializer(services.edit(award, sent.rule(award), by=by, at=timezone.now())).data)

    @extend_schema(request=None, responses=AwardSerializer)
    @action(detail=True, methods=["post"])
    def stop(self, _request: Request, **_key: Any) -> Response:
        """Give it no more."""
        award = self.get_object()
        return Response(AwardSerializer(services.stop(award, by=self.acting_on(award), at=timezone.now())).data)

    @extend_schema(request=None, responses=AwardSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, _request: Request, **_key: Any) -> Response:
        """Give a stopped one again."""
        award = self.get_object()
        return Response(AwardSerializer(services.resume(award, by=self.acting_on(award), at=timezone.now())).data)

    @extend_schema(parameters=[OpenApiParameter("month", str)], responses=ShortlistSerializer)
    @action(detail=True, filterset_fields=None)
    def candidates(self, request: Request, pk: str) -> Response:
        """Who could get it, by the numbers of ``month`` (2026-10); else of the month that was over last."""
        award = self.get_object()
        team = self.acting_on(award).team
        text = request.query_params.get("month", "")
        month = month_in(text) if text else month_to_open(timezone.localdate())
        found = Award.objects.given_in(month, team=team).for_candidates().filter(pk=pk).first()
        if found is None:
            raise NotFound(_("The team doesn't give this award in that month."))
        return Response(ShortlistSerializer(shortlist(found, team=team, month=month)).data)

    @extend_schema(request=PickSerializer, responses={201: GrantSerializer})
    @action(detail=True, methods=["post"])
    def pick(self, request: Request, **_key: Any) -> Response:
        """Say who gets it in a month, and why."""
        award = self.get_object()
        by = self.acting_on(award)
        words = understood(PickSerializer(data=request.data))
        month, to = month_in(words.pop("month")), chosen(words, by=by)
        made = grants.pick(award, month=month, to=to, by=by, at=timezone.now(), **words)
        return Response(GrantSerializer(Grant.objects.for_list().get(pk=made.pk)).data, status=status.HTTP_201_CREATED)


def chosen(words: dict[str, Any], *, by: Member) -> Subject | Member:
    """Whom the sent words name: one of the two, in one's own team."""
    found = [one for one in (words.pop("subject", None), words.pop("member", None)) if one is not None]
    if len(found) != 1:
        raise ValidationError({"subject": [_("Name either a subject or a member.")]})
    to: Subject | Member = found[0]
    if to.team_id != by.team_id:
        raise ValidationError({"subject": [_("There is no such subject or member in the team.")]})
    return to


class GrantFilter(filters.FilterSet):
    month = filters.CharFilter(method="of_month", label=_("month, as 2026-10"))
    state = filters.ChoiceFilter(choices=Grant.State.choices, method="of_state", label=_("state"))

    class Meta:
        model = Grant
        fields = ["award", "subject"]

    def of_month(self, found: QuerySet[Grant], _name: str, text: str) -> QuerySet[Grant]:
        return found.filter(month=month_in(text))

    def of_state(self, found: Any, _name: str, state: str) -> Any:
        return found.matching(state=state)


class GrantViewSet(TeamScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Grant]):
    """Whom awards went to: what was announced, for who sees the candidates what was only picked, too."""

    queryset = Grant.objects.all()
    serializer_class = GrantSerializer
    filterset_class = GrantFilter
    ordering_fields = ["month", "picked_at"]
    permissions = {
        "list": Permission.SEE_TEAM,
        "retrieve": Permission.SEE_TEAM,
        "announce": Permission.GIVE_AWARDS,
        "withdraw": Permission.GIVE_AWARDS,
    }

    def get_queryset(self) -> QuerySet[Any]:
        found: Any = super().get_queryset()
        return found.for_list()  # type: ignore[no-any-return]

    def answer(self, grant: Grant) -> Response:
        return Response(GrantSerializer(Grant.objects.for_list().get(pk=grant.pk)).data)

    @extend_schema(request=None, responses=GrantSerializer)
    @action(detail=True, methods=["post"])
    def announce(self, _request: Request, **_key: Any) -> Response:
        """Tell the whole team."""
        grant = self.get_object()
        return self.answer(grants.announce(grant, by=self.member_in(grant.team_id), at=timezone.now()))

    @extend_schema(request=WithdrawGrantSerializer, responses=GrantSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **_key: Any) -> Response:
        """Take a pick back; it stays on record with the reason."""
        grant, words = self.get_object(), understood(WithdrawGrantSerializer(data=request.data))
        return self.answer(grants.withdraw(grant, by=self.member_in(grant.team_id), at=timezone.now(), **words))


# The longer address first: the shorter one would take it for a key.
ROUTES = [("awards/picks", GrantViewSet), ("awards", AwardViewSet)]
