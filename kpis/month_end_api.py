"""What a program does with a card between the month's end and the end of its appeal; the card is the answer."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kpis.models import Adjustment, Appeal, Dispute, Line, Scorecard
from kpis.month_end_serializers import (
    AdjustSerializer,
    AnswerSerializer,
    DecideSerializer,
    RaiseSerializer,
    WriteAppealSerializer,
    WriteSelfReviewSerializer,
)
from kpis.serializers import ScorecardDetailSerializer
from kpis.services import adjustments, appeals, disputes, self_reviews
from roles.models import Member
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped

ON_LINE, ON_DISPUTE = r"lines/(?P<line>[0-9]+)", r"disputes/(?P<dispute>[0-9]+)"
CARD = ScorecardDetailSerializer


class MonthEndActions(TeamScoped, viewsets.GenericViewSet[Scorecard]):
    """The actions of a month's end, for the resource of scorecards."""

    queryset = Scorecard.objects.all()
    month_end_permissions = {
        "speak": Permission.SPEAK_ON_CARD,
        "dispute": Permission.SPEAK_ON_CARD,
        "withdraw": Permission.SPEAK_ON_CARD,
        "settle": Permission.REVIEW_CARDS,
        "adjust": Permission.REVIEW_CARDS,
        "unadjust": Permission.REVIEW_CARDS,
        "appeal": Permission.SPEAK_ON_CARD,
        "decide": Permission.REOPEN_CARDS,
    }

    def answer(self, card: Scorecard) -> Response:
        raise NotImplementedError

    def said(self, request: Request, serializer: type[serializers.Serializer[Any]]) -> tuple[Scorecard, Member, Any]:
        """The card, who acts, and what was sent. Raise ``Http404`` and ``ValidationError``."""
        card = self.get_object()
        return card, self.member_in(card.team_id), understood(serializer(data=request.data))

    def line(self, card: Scorecard, key: int | str) -> Line:
        lines = Line.objects.select_related("part__scorecard__team", "part__assignment", "kpi__metric")
        return get_object_or_404(lines, pk=key, part__scorecard=card)

    @extend_schema(request=WriteSelfReviewSerializer, responses=CARD)
    @action(detail=True, methods=["post"], url_path="self-review")
    def speak(self, request: Request, pk: str) -> Response:
        """Write the self-review of one's own card, or of one line."""
        card, by, words = self.said(request, WriteSelfReviewSerializer)
        line = self.line(card, words.pop("line")) if "line" in words else None
        self_reviews.write(card, by=by, line=line, at=timezone.now(), **words)
        return self.answer(card)

    @extend_schema(request=RaiseSerializer, responses=CARD)
    @action(detail=True, methods=["post"], url_path=f"{ON_LINE}/dispute")
    def dispute(self, request: Request, pk: str, line: str) -> Response:
        """Dispute a line of one's own card. Until it is answered the card can't be signed."""
        card, by, words = self.said(request, RaiseSerializer)
        disputes.dispute(self.line(card, line), by=by, at=timezone.now(), **words)
        return self.answer(card)

    @extend_schema(request=None, responses=CARD)
    @action(detail=True, methods=["post"], url_path=f"{ON_DISPUTE}/withdraw")
    def withdraw(self, request: Request, pk: str, dispute: str) -> Response:
        """Withdraw one's own dispute."""
        card = self.get_object()
        found = get_object_or_404(Dispute, pk=dispute, scorecard=card)
        disputes.withdraw(found, by=self.member_in(card.team_id))
        return self.answer(card)

    @extend_schema(request=AnswerSerializer, responses=CARD)
    @action(detail=True, methods=["post"], url_path=f"{ON_DISPUTE}/answer")
    def settle(self, request: Request, pk: str, dispute: str) -> Response:
        """Accept a dispute, by an adjustment or a correction of the data, or reject it."""
        card, by, words = self.said(request, AnswerSerializer)
        disputes.answer(get_object_or_404(Dispute, pk=dispute, scorecard=card), by=by, at=timezone.now(), **words)
        return self.answer(card)

    @extend_schema(request=AdjustSerializer, responses=CARD)
    @action(detail=True, methods=["post"], url_path=f"{ON_LINE}/adjust")
    def adjust(self, request: Request, pk: str, line: str) -> Response:
        """Adjust a line's score, within the team's limit. The computed score stays beside it."""
        card, by, words = self.said(request, AdjustSerializer)
        adjustments.adjust(self.line(card, line), by=by, at=timezone.now(), **words)
        return self.answer(card)

    @extend_schema(request=None, responses=CARD)
    @action(detail=True, methods=["post"], url_path=r"adjustments/(?P<adjustment>[0-9]+)/take-back")
    def unadjust(self, request: Request, pk: str, adjustment: str) -> Response:
        """Take an adjustment back."""
        card = self.get_object()
        found = get_object_or_404(Adjustment, pk=adjustment, scorecard=card)
        adjustments.take_back(found, by=self.member_in(card.team_id))
        return self.answer(card)

    @extend_schema(request=WriteAppealSerializer, responses=CARD)
    @action(detail=True, methods=["post"])
    def appeal(self, request: Request, pk: str) -> Response:
        """Appeal against one's signed card."""
        card, by, words = self.said(request, WriteAppealSerializer)
        appeals.appeal(card, by=by, at=timezone.now(), **words)
        return self.answer(card)

    @extend_schema(request=DecideSerializer, responses=CARD)
    @action(detail=True, methods=["post"], url_path="appeal/decide")
    def decide(self, request: Request, pk: str) -> Response:
        """Decide an appeal. Upheld, the answer is the new revision."""
        card, by, words = self.said(request, DecideSerializer)
        found = get_object_or_404(Appeal, scorecard=card)
        appeals.decide(found, by=by, at=timezone.now(), **words)
        return self.answer(Scorecard.objects.current().get(member=card.member_id, month=card.month))
