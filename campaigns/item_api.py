"""The REST resource of items: read as their pages show them, and moved by the same services."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, Prefetch, prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from campaigns import item_asked as asked
from campaigns import item_words, prints
from campaigns.item_filters import ItemFilter
from campaigns.item_serializers import (
    CampaignDaySerializer,
    FoundSerializer,
    ItemDetailSerializer,
    ItemSerializer,
    TextSerializer,
)
from campaigns.models import CampaignDay, Comment, Credit, Fact, Gate, Item, Stage, Version, Workflow
from campaigns.services import approvals, deadlines, handovers, items, publishing, stages, texts, waivers
from campaigns.services.texts import Part
from campaigns.services.waivers import Grounds
from campaigns.standing import Standing
from campaigns.whole import load
from roles.models import Member
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped

WHOLE = (
    "content__channel", "campaign", "finding", "incident", "request", "community", "run__stage__role",
    "run__claimed_by__person", "subject",
)  # fmt: skip
AROUND = (
    Prefetch("credits", Credit.objects.select_related("member__person")),
    Prefetch("comments", Comment.objects.select_related("by__person", "version")),
    Prefetch("facts", Fact.objects.select_related("run__stage", "version", "by__person", "whom__person")),
    "clocks",
)
ACTS = (
    "create", "partial_update", "move", "send_back", "approve", "decline", "claim", "reassign", "nudge", "drop", "tick",
    "write", "remark", "credit", "publish", "stop", "waive",
)  # fmt: skip


class RestFilter(ItemFilter):
    """As the page's; the order is REST's."""

    ordering = None  # type: ignore[assignment]  # how django-filter leaves one out


class ItemViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Item]):
    """The work of one's teams: content, campaigns, findings, incidents, requests. What an act is refused for is said
    in ``detail``: 403 for one's level, 409 for what isn't so now."""

    queryset = Item.objects.for_list().annotate(stage_due_at=F("run__due_at"))
    serializer_class = ItemSerializer
    filterset_class = RestFilter
    ordering_fields = ["made_at", "number", "title", "due_on", "stage_due_at"]
    permissions = dict.fromkeys(
        ["list", "retrieve", "version", "words", "course"], Permission.SEE_TEAM
    ) | dict.fromkeys(ACTS, Permission.WORK_ON_ITEMS)

    @extend_schema(responses=ItemDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """An item with its stages, clocks, texts, approvals and everything that happened to it."""
        return self.answer(self.get_object())

    def get_queryset(self) -> Any:
        """What is only read is loaded whole at once."""
        found = super().get_queryset()
        return found.select_related(*WHOLE) if self.action == "retrieve" else found

    @extend_schema(request=asked.StartItemSerializer, responses={201: ItemDetailSerializer})
    def create(self, request: Request) -> Response:
        """Begin a piece of work. ``?team=`` is needed by who is in several teams."""
        by = self.acting_member()
        words = understood(asked.StartItemSerializer(data=request.data))
        workflow = Workflow.objects.current(by.team_id).filter(code=words.pop("workflow")).first()
        if workflow is None:
            raise ValidationError({"workflow": [_("The team has no such workflow.")]})
        given = asked.particulars_of(workflow.kind, words.pop("particulars", {}), by=by)
        made = items.start(workflow=workflow, by=by, at=timezone.now(), **words, **given)
        return self.told(made, code=status.HTTP_201_CREATED)

    @extend_schema(request=asked.ChangeItemSerializer(partial=True), responses=ItemDetailSerializer)
    def partial_update(self, request: Request, **_key: Any) -> Response:
        """Correct its particulars. The title of an item with a text is part of that."""
        item, by = self.item_and_member()
        words = understood(asked.ChangeItemSerializer(data=request.data, partial=True))
        if words.get("title", item.title) != item.title and item.versions.exists():
            raise ValidationError({"title": [_("The title is part of the text: it is changed there.")]})
        particulars = words.pop("particulars", {})
        given = asked.particulars_of(item.kind, particulars, by=by, item=item) if particulars else {}
        known: dict[str, Any] = {"title": item.title, "owner": item.owner, "due_on": item.due_on}
        items.change(item, by=by, at=timezone.now(), **known | words, **given)
        return self.told(item)

    @extend_schema(request=asked.MoveSerializer, responses=ItemDetailSerializer)
    @action(detail=True, methods=["post"])
    def move(self, _request: Request, **_key: Any) -> Response:
        """Let it go on to its next stage; from the last one it is done."""
        return self.act(asked.MoveSerializer, stages.move)

    @extend_schema(request=asked.BackSerializer, responses=ItemDetailSerializer)
    @action(detail=True, methods=["post"], url_path="send-back", url_name="send_back")
    def send_back(self, _request: Request, **_key: Any) -> Response:
        """Let it go back to an earlier stage, with the reason."""
        return self.act(asked.BackSerializer, stages.send_back)

    @extend_schema(request=asked.ApproveSerializer, responses=ItemDetailSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, _request: Request, **_key: Any) -> Response:
        """Say yes at a gate. With the last yes it goes on by itself."""
        return self.act(asked.ApproveSerializer, approvals.approve)

    @extend_schema(request=asked.DeclineSerializer, responses=ItemDetailSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, _request: Request, **_key: Any) -> Response:
        """Say no at a gate, and why."""

        def say_no(item: Item, *, reason: str, **words: Any) -> None:
            approvals.decline(item, comment=reason, **words)

        return self.act(asked.DeclineSerializer, say_no)

    @extend_schema(request=asked.SeenSerializer, responses=ItemDetailSerializer)
    @action(detail=True, methods=["post"])
    def claim(self, _request: Request, **_key: Any) -> Response:
        """Take on what lies at its stage."""
        return self.act(asked.SeenSerializer, stages.claim)

    @extend_schema(request=asked.ReassignSerializer, responses=ItemDetailSerializer)
    @action(detail=True, methods=["post"])
    def reassign(self, _request: Request, **_key: Any) -> Response:
        """Give it to somebody else at its stage."""
        return self.act(asked.ReassignSerializer, stages.reassign)

    @extend_schema(request=None, responses=ItemDetailSerializer)
    @action(detail=True, methods=["post"])
    def nudge(self, _request: Request, **_key: Any) -> Response:
        """Ask who has it how it is getting on; once a day."""
        return self.act(Serializer, stages.nudge)

    @extend_schema(request=asked.DropSerializer, responses=ItemDetailSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, _request: Request, **_key: Any) -> Response:
        """Give it up, with the reason."""
        return self.act(asked.DropSerializer, stages.drop)

    @extend_schema(request=asked.TickSerializer, responses=ItemDetailSerializer)
    @action(detail=True, methods=["post"])
    def tick(self, _request: Request, **_key: Any) -> Response:
        """Say what of the stage's hand-over list is there."""
        return self.act(asked.TickSerializer, handovers.tick)

    @extend_schema(responses=TextSerializer)
    @action(detail=True, url_path=r"versions/(?P<number>\d{1,6})", filterset_class=None)
    def version(self, _request: Request, number: str, **_key: Any) -> Response:
        """A version of its text."""
        versions = Version.objects.filter(item=self.get_object()).select_related("by__person")
        return Response(TextSerializer(get_object_or_404(versions, number=int(number))).data)

    @extend_schema(request=asked.WriteTextSerializer, responses={201: ItemDetailSerializer})
    @action(detail=True, methods=["post"], url_path="versions")
    def write(self, _request: Request, **_key: Any) -> Response:
        """Save its text as a new version; approvals of the one before are gone by that."""

        def save(item: Item, **words: Any) -> None:
            newest = prints.newest_version(item)
            known = item_words.texts_of(item, newest)
            texts.write(item, **known | words)

        return self.act(asked.WriteTextSerializer, save, code=status.HTTP_201_CREATED)

    @extend_schema(request=asked.RemarkOnSerializer, responses={201: ItemDetailSerializer})
    @action(detail=True, methods=["post"], url_path="remarks")
    def remark(self, _request: Request, **_key: Any) -> Response:
        """Remark on it."""
        return self.act(asked.RemarkOnSerializer, texts.comment, code=status.HTTP_201_CREATED)

    @extend_schema(request=asked.CreditsSerializer, responses=ItemDetailSerializer)
    @action(detail=True, methods=["post"], url_path="credits")
    def credit(self, _request: Request, **_key: Any) -> Response:
        """Say who made it."""

        def give(item: Item, *, credits: list[dict[str, Any]], **words: Any) -> None:  # noqa: A002 - as it is sent
            texts.credit(item, [Part(**one) for one in credits], **words)

        return self.act(asked.CreditsSerializer, give)

    @extend_schema(request=asked.PublishItemSerializer, responses=ItemDetailSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, _request: Request, **_key: Any) -> Response:
        """Say when and where a piece of content came out."""
        return self.act(asked.PublishItemSerializer, publishing.publish)

    @extend_schema(request=asked.StopSerializer, responses=ItemDetailSerializer)
    @action(detail=True, methods=["post"], url_path=r"clocks/(?P<kind>[a-z_]{1,10})", filterset_class=None)
    def stop(self, _request: Request, kind: str, **_key: Any) -> Response:
        """Say when it happened: ``take_down``, ``recover``, ``respond``, ``deliver``."""
        return self.act(asked.StopSerializer, lambda item, **words: deadlines.stop(item, kind=kind, **words))

    @extend_schema(responses=FoundSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def words(self, _request: Request, **_key: Any) -> Response:
        """What the word lists say of its newest text now."""
        item = self.get_object()
        said = item_words.of_item(item, prints.newest_version(item), on=timezone.localdate())
        return Response(FoundSerializer(said.found, many=True).data)

    @extend_schema(responses=CampaignDaySerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def course(self, _request: Request, **_key: Any) -> Response:
        """The days of a campaign against its first approved plan; none of other work."""
        days = CampaignDay.objects.filter(item=self.get_object()).order_by("day")
        return Response(CampaignDaySerializer(days, many=True).data)

    @extend_schema(request=asked.WaiveSerializer, responses=ItemDetailSerializer)
    @action(detail=True, methods=["post"])
    def waive(self, _request: Request, **_key: Any) -> Response:
        """Let a forbidden word stand in its passage; for who passes compliance."""

        def let_stand(item: Item, *, key: str, by: Member, at: Any, **grounds: Any) -> None:
            waivers.waive(item, key=key, grounds=Grounds(**grounds), by=by, at=at)

        return self.act(asked.WaiveSerializer, let_stand)

    def item_and_member(self) -> tuple[Item, Member]:
        item = self.get_object()
        return item, self.member_in(item.team_id)

    def act(self, form: type[Serializer[Any]], service: Callable[..., Any], *, code: int = 200) -> Response:
        """Do what was asked for; answer with the item as it is then. Raise 400 for what makes no sense, 409 with what
        the service says."""
        item, by = self.item_and_member()
        words = understood(form(data=self.request.data))
        if "to" in words and not isinstance(words["to"], Member):
            words["to"] = stage_of(item, words["to"])
        if "gate" in words:
            words["gate"] = gate_of(item, words["gate"])
        if "channel" in words and words["channel"].subject.team_id != item.team_id:
            raise ValidationError({"channel": [_("The team has no such channel.")]})
        service(item, by=by, at=timezone.now(), **words)
        return self.told(item, code=code)

    def told(self, item: Item, *, code: int = status.HTTP_200_OK) -> Response:
        return self.answer(Item.objects.for_list().select_related(*WHOLE).get(pk=item.pk), code=code)

    def answer(self, item: Item, *, code: int = status.HTTP_200_OK) -> Response:
        """The item as it is loaded now, with all around it."""
        at = timezone.now()
        prefetch_related_objects([item], *AROUND)
        whole = load(item, on=timezone.localdate(at))
        standing = Standing(item, self.member_of(item), at, whole.stages, whole.version)
        return Response(ItemDetailSerializer(item, context={"standing": standing, "whole": whole}).data, status=code)

    def member_of(self, item: Item) -> Member:
        return next(one for one in self.memberships if one.team_id == item.team_id)


def stage_of(item: Item, code: str) -> Stage:
    found = item.workflow.stages.filter(code=code).first()
    if found is None:
        names = _(", ").join(item.workflow.stages.values_list("code", flat=True))
        raise ValidationError({"to": [_("Its workflow has no such stage, only: %(names)s.") % {"names": names}]})
    return found


def gate_of(item: Item, key: int) -> Gate:
    found = Gate.objects.filter(stage=item.now.stage, pk=key).first()
    if found is None:
        raise ValidationError({"gate": [_("There is no such gate where it stands.")]})
    return found


ROUTES: list[tuple[str, type[viewsets.GenericViewSet[Any]]]] = [("items", ItemViewSet)]
