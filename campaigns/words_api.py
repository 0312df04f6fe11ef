"""The REST resource of word lists, and the check of a text."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.checking import check
from campaigns.models import Word, WordList, WordListVersion
from campaigns.models.words import RULE_LENGTH, SUGGESTION_LENGTH, WORD_LENGTH
from campaigns.services import word_lists as services
from campaigns.services.word_lists import Saying
from campaigns.word_forms import MOST_CHARACTERS
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped
from teamops.lib.exceptions import NotAllowedNow


class WordSerializer(serializers.ModelSerializer[Word]):
    class Meta:
        model = Word
        fields = ["word", "severity", "rule", "suggestion", "asks_legal"]


class WordListSerializer(serializers.ModelSerializer[WordList]):
    """``version`` is the published one that texts are checked against, ``None`` before the first."""

    class Meta:
        model = WordList
        fields = ["id", "kind", "name", "name_en", "is_shipped", "version", "published_at", "has_draft"]

    version = serializers.IntegerField(source="published.number", default=None)
    published_at = serializers.DateTimeField(source="published.published_at", default=None)
    has_draft = serializers.SerializerMethodField()

    def get_has_draft(self, word_list: WordList) -> bool:
        return word_list.draft is not None


class FullWordListSerializer(WordListSerializer):
    """With the words of the published version, and those of the draft."""

    class Meta(WordListSerializer.Meta):
        fields = [*WordListSerializer.Meta.fields, "words", "draft"]

    words = WordSerializer(source="published.words", many=True, default=[])
    draft = WordSerializer(source="draft.words", many=True, default=None)


class SayingSerializer(serializers.Serializer[Any]):
    """What a list is to say of a word."""

    word = serializers.CharField(max_length=WORD_LENGTH)
    severity = serializers.ChoiceField(choices=Word.Severity.choices)
    rule = serializers.CharField(max_length=RULE_LENGTH, required=False, allow_blank=True)
    suggestion = serializers.CharField(max_length=SUGGESTION_LENGTH, required=False, allow_blank=True)
    asks_legal = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if fault := Saying(**attrs).fault:
            raise serializers.ValidationError(fault)
        return attrs


class WordsSerializer(serializers.Serializer[Any]):
    """Words for the draft; with ``replace`` those that aren't named go."""

    words = SayingSerializer(many=True, allow_empty=False)
    replace = serializers.BooleanField(default=False)


class PublishWordsSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class TextsSerializer(serializers.Serializer[Any]):
    """Texts by the name of their field: title, digest, body …"""

    texts = serializers.DictField(child=serializers.CharField(max_length=MOST_CHARACTERS, allow_blank=True))

    def validate_texts(self, texts: dict[str, str]) -> dict[str, str]:
        if sum(map(len, texts.values())) > MOST_CHARACTERS:
            raise serializers.ValidationError(_("At most 20,000 characters at once."))
        return texts


class MarkSerializer(serializers.Serializer[Any]):
    """A word found, from the character ``start`` of the field's text to the one before ``end``."""

    field = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    written = serializers.CharField()
    word = serializers.CharField(source="entry.word")
    severity = serializers.ChoiceField(source="entry.severity", choices=Word.Severity.choices)
    rule = serializers.CharField(source="entry.rule")
    suggestion = serializers.CharField(source="entry.suggestion")
    asks_legal = serializers.BooleanField(source="entry.asks_legal")
    list = serializers.CharField(source="entry.list_label")


class CheckedSerializer(serializers.Serializer[Any]):
    marks = MarkSerializer(many=True)
    blocks = serializers.SerializerMethodField()
    asks_legal = serializers.BooleanField()
    allowed = serializers.ListField(source="spared_phrases", child=serializers.CharField())

    def get_blocks(self, checked: Any) -> bool:
        return bool(checked.blocking)


class WordListViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[WordList]):
    """Word lists: what texts are checked against. A draft is written, then published; published versions are frozen."""

    queryset = WordList.objects.for_list()
    serializer_class = WordListSerializer
    permissions = dict.fromkeys(["list", "retrieve", "check"], Permission.SEE_TEAM) | dict.fromkeys(
        ["words", "publish"], Permission.EDIT_WORDS
    )

    def get_serializer_class(self) -> type[WordListSerializer]:
        return FullWordListSerializer if self.action == "retrieve" else WordListSerializer

    @extend_schema(request=TextsSerializer, responses=CheckedSerializer)
    @action(detail=False, methods=["post"])
    def check(self, request: Request) -> Response:
        """Check texts against the team's lists. ``?team=`` is needed by who is in several teams. Nothing is stored."""
        by = self.acting_member()
        texts = understood(TextsSerializer(data=request.data))["texts"]
        return Response(CheckedSerializer(check(texts, by.team)).data)

    @extend_schema(request=WordsSerializer, responses=FullWordListSerializer)
    @action(detail=True, methods=["post"])
    def words(self, request: Request, **_key: Any) -> Response:
        """Put words into the draft, which is made if there is none."""
        word_list = self.get_object()
        by = self.editor_of(word_list)
        asked = understood(WordsSerializer(data=request.data))
        sayings = [Saying(**said) for said in asked["words"]]
        services.take_in(word_list, sayings, replace=asked["replace"], by=by)
        return self.answer(word_list)

    @extend_schema(request=PublishWordsSerializer, responses=FullWordListSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, **_key: Any) -> Response:
        """Check texts against the draft from now on."""
        word_list = self.get_object()
        by = self.editor_of(word_list)
        draft = WordListVersion.objects.filter(list=word_list, published_at=None).first()
        if draft is None:
            raise NotAllowedNow(str(_("This list has no draft.")))
        note = understood(PublishWordsSerializer(data=request.data))["note"]
        services.publish(draft, note=note, by=by, at=timezone.now())
        return self.answer(word_list)

    def editor_of(self, word_list: WordList) -> Any:
        """Who acts: the member in the list's team. Raise 409 for a shipped one."""
        if word_list.team_id is None:
            raise NotAllowedNow(services.why_shipped())
        return self.member_in(word_list.team_id)

    def answer(self, word_list: WordList) -> Response:
        return Response(FullWordListSerializer(self.queryset.get(pk=word_list.pk)).data)


ROUTES: list[tuple[str, type[viewsets.GenericViewSet[Any]]]] = [("word-lists", WordListViewSet)]
