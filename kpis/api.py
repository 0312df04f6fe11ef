"""The REST resources of kpis: a second door to the same rooms, without a rule of its own."""

from datetime import date

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from kpis.evidence import behind
from kpis.models import Line, Scorecard, Template
from kpis.month_end_api import MonthEndActions
from kpis.serializers import (
    LineageSerializer,
    PublishSerializer,
    ReopenSerializer,
    ReviewSerializer,
    ScorecardDetailSerializer,
    ScorecardSerializer,
    SignSerializer,
    TemplateSerializer,
    WriteTemplateSerializer,
)
from kpis.services import publishing
from kpis.services import review as review_services
from kpis.services import templates as template_services
from kpis.services.templates import Row
from kpis.what_if_api import WhatIfActions
from roles.models import Member
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped
from teamops.lib.months import parse_month


class TemplateFilter(filters.FilterSet):
    role = filters.CharFilter(field_name="role__code", label=_("role's code"))

    class Meta:
        model = Template
        fields = ["role", "state", "version"]


class TemplateViewSet(
    WhatIfActions, TeamScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Template]
):
    """Scorecard templates: the shipped ones and the team's versions. Drafts can be changed, published ones can't."""

    queryset = Template.objects.for_detail()
    serializer_class = TemplateSerializer
    filterset_class = TemplateFilter
    ordering_fields = ["role", "version", "valid_from"]
    permissions = {
        "list": Permission.SEE_TEAM,
        "retrieve": Permission.SEE_TEAM,
        "copy": Permission.EDIT_TEMPLATES,
        "update": Permission.EDIT_TEMPLATES,
        "destroy": Permission.EDIT_TEMPLATES,
        "publish": Permission.EDIT_TEMPLATES,
        "what_if": Permission.SEE_TEAM_CARDS,
        "fairness": Permission.SEE_TEAM_CARDS,
    }

    def editor_of(self, template: Template) -> Member:
        """Who edits: the member in the template's team; for a shipped one in the team that ``?team=`` names."""
        return self.acting_member() if template.team_id is None else self.member_in(template.team_id)

    def answer(self, template: Template, *, code: int = status.HTTP_200_OK) -> Response:
        shown = Template.objects.for_detail().get(pk=template.pk)
        return Response(TemplateSerializer(shown).data, status=code)

    @extend_schema(request=None, responses={201: TemplateSerializer})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: str) -> Response:
        """Make the team's next version of it, as a draft."""
        template = self.get_object()
        member = self.editor_of(template)
        draft = template_services.copy(template, team=member.team, by=member)
        return self.answer(draft, code=status.HTTP_201_CREATED)

    @extend_schema(request=WriteTemplateSerializer, responses=TemplateSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Write the KPIs of a draft anew."""
        template = self.get_object()
        by = self.editor_of(template)
        words = understood(WriteTemplateSerializer(data=request.data, context={"team": by.team}))
        rows = [Row(**kpi) for kpi in words.pop("kpis")]
        return self.answer(template_services.edit(template, by=by, rows=rows, **words))

    def destroy(self, request: Request, pk: str) -> Response:
        """Discard a draft."""
        template = self.get_object()
        template_services.discard(template, by=self.editor_of(template))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=PublishSerializer, responses=TemplateSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Freeze a draft: it counts from ``valid_from``. 409 names everything that is missing, whose unsigned cards
        a day that is past would change, unless ``knows_past``, and the targets that nobody has ever reached, unless
        ``accepts_unreached``."""
        template = self.get_object()
        words = understood(PublishSerializer(data=request.data))
        published = publishing.publish(template, by=self.editor_of(template), at=timezone.now(), **words)
        return self.answer(published)


class ScorecardFilter(filters.FilterSet):
    month = filters.CharFilter(method="of_month", label=_("month, as 2026-10"))

    class Meta:
        model = Scorecard
        fields = ["month", "member", "state", "is_current"]

    def of_month(self, cards: QuerySet[Scorecard], _name: str, text: str) -> QuerySet[Scorecard]:
        return cards.filter(month=month_in(text))


def month_in(text: str) -> date:
    try:
        return parse_month(text)
    except ValueError as error:
        raise ValidationError({"month": [_("Write the month as 2026-10.")]}) from error


class ScorecardViewSet(MonthEndActions, mixins.ListModelMixin, mixins.RetrieveModelMixin):
    """Scorecards: one's own; everybody's for managers, owners and auditors."""

    queryset = Scorecard.objects.select_related("team", "member__person")
    serializer_class = ScorecardSerializer
    filterset_class = ScorecardFilter
    ordering_fields = ["month", "total", "member"]
    permissions = {
        "list": Permission.SEE_OWN_CARD,
        "retrieve": Permission.SEE_OWN_CARD,
        "lineage": Permission.SEE_OWN_CARD,
        "review": Permission.REVIEW_CARDS,
        "sign": Permission.SIGN_CARDS,
        "reopen": Permission.REOPEN_CARDS,
        **MonthEndActions.month_end_permissions,
    }

    def answer(self, card: Scorecard) -> Response:
        shown = Scorecard.objects.for_card().prefetch_related("adjustments", "disputes").get(pk=card.pk)
        return Response(ScorecardDetailSerializer(shown).data)

    @extend_schema(responses=ScorecardDetailSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """A card with its parts and lines."""
        return self.answer(self.get_object())

    @extend_schema(responses=LineageSerializer)
    @action(detail=True, url_path=r"lines/(?P<line>[0-9]+)/lineage", filterset_class=None)
    def lineage(self, request: Request, pk: str, line: str) -> Response:
        """The data points behind a line, each with its file and row."""
        lines = Line.objects.select_related(
            "kpi__metric", "part__assignment", "part__template", "part__scorecard__team", "part__scorecard__member"
        )
        found = get_object_or_404(lines, pk=line, part__scorecard=self.get_object())
        return Response(LineageSerializer(behind([found])[found.pk]).data)

    @extend_schema(request=ReviewSerializer, responses=ScorecardDetailSerializer)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        """Write the review on the card."""
        card = self.get_object()
        words = understood(ReviewSerializer(data=request.data))
        by = self.member_in(card.team_id)
        return self.answer(review_services.review(card, by=by, at=timezone.now(), **words))

    @extend_schema(request=SignSerializer, responses=ScorecardDetailSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: str) -> Response:
        """Freeze a reviewed card. ``reason`` is needed where less than 95 % of the data is there."""
        card = self.get_object()
        words = understood(SignSerializer(data=request.data))
        by = self.member_in(card.team_id)
        return self.answer(review_services.sign(card, by=by, at=timezone.now(), **words))

    @extend_schema(request=ReopenSerializer, responses=ScorecardDetailSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Make the next revision of a signed card."""
        card = self.get_object()
        words = understood(ReopenSerializer(data=request.data))
        by = self.member_in(card.team_id)
        return self.answer(review_services.reopen(card, by=by, at=timezone.now(), **words))


ROUTES = [("templates", TemplateViewSet), ("scorecards", ScorecardViewSet)]
