"""Word lists: what may not be published and what may, in versions."""

from typing import Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from roles.models import Member, Team
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.naming import Bilingual

WORD_LENGTH, FOLDED_LENGTH, RULE_LENGTH, SUGGESTION_LENGTH = 60, 120, 120, 200


class WordListQuerySet(models.QuerySet["WordList"]):
    def visible_to(self, member: Member) -> Self:
        """The shipped ones and the team's own."""
        return self.filter(Q(team=None) | Q(team=member.team_id))

    def of_team(self, team: Team) -> Self:
        """Those that the team's texts are checked against."""
        return self.filter(Q(team=None) | Q(team=team))

    def for_list(self) -> Self:
        """Load what ``campaigns/word_lists.html`` shows, in two queries."""
        versions = WordListVersion.objects.counted().select_related("published_by__person")
        return self.prefetch_related(models.Prefetch("versions", versions))


class WordList(Bilingual, models.Model):  # noqa: DJ008 - Bilingual has it
    """Words that texts are checked against: an advertising law's, a platform's, or a team's own."""

    class Meta:
        verbose_name = _("word list")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_word_list_name_once_a_team", fields=["team", "name"]),
            models.CheckConstraint(
                name="own_word_lists_have_a_team", condition=Q(team=None) | Q(kind="own"),
            ),
        ]  # fmt: skip

    class Kind(models.TextChoices):
        ABSOLUTE = "absolute", _("Absolute terms")
        SHARING = "sharing", _("Incentives to share")
        OWN = "own", _("The team's own words")

    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="word_lists"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OWN)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = WordListQuerySet.as_manager()

    @property
    def is_shipped(self) -> bool:
        return self.team_id is None

    @property
    def published(self) -> "WordListVersion | None":
        """The version that texts are checked against: the newest published one."""
        return next((version for version in self.versions.all() if version.is_published), None)

    @property
    def draft(self) -> "WordListVersion | None":
        return next((version for version in self.versions.all() if not version.is_published), None)


class WordListVersionQuerySet(models.QuerySet["WordListVersion"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(Q(list__team=None) | Q(list__team=member.team_id))

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def in_force(self, team: Team) -> Self:
        """The newest published version of each list that the team's texts are checked against."""
        newer = WordListVersion.objects.published().filter(list=OuterRef("list"), number__gt=OuterRef("number"))
        found = self.published().filter(Q(list__team=None) | Q(list__team=team)).filter(~Exists(newer))
        return found.order_by("list__position", "list")

    def counted(self) -> Self:
        """With how many words are forbidden, warned of and allowed."""
        return self.annotate(
            **{severity: Count("words", filter=Q(words__severity=severity)) for severity in Word.Severity.values}
        )


class WordListVersion(models.Model):
    """A list as it stood from one publication to the next. A published version never changes."""

    class Meta:
        verbose_name = _("version of a word list")
        ordering = ["list", "-number"]
        constraints = [
            models.UniqueConstraint(name="a_version_number_once_a_word_list", fields=["list", "number"]),
            models.UniqueConstraint(
                name="one_draft_a_word_list", fields=["list"], condition=Q(published_at__isnull=True)
            ),
            models.CheckConstraint(
                name="a_published_word_list_has_a_hash", condition=Q(published_at__isnull=True) | ~Q(sha256="")
            ),
        ]

    list = models.ForeignKey(WordList, verbose_name=_("word list"), on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    sha256 = models.CharField(_("hash"), max_length=64, blank=True)
    published_by = models.ForeignKey(
        Member, verbose_name=_("published by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = WordListVersionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.list} v{self.number}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def size(self) -> int:
        """How many words it has, if it was loaded with ``counted()``."""
        return sum(getattr(self, severity) for severity in Word.Severity.values)

    def refuse_if_published(self) -> None:
        """Raise ``NotAllowedNow``: what texts were checked against doesn't change."""
        if self.is_published:
            raise NotAllowedNow(gettext("A published version doesn't change. Make a new version from it."))


class WordQuerySet(models.QuerySet["Word"]):
    def matching(self, *, q: str = "", severity: str = "") -> Self:
        """Those with these letters in the word, its rule or what is suggested instead."""
        found = self
        if q:
            found = found.filter(Q(word__icontains=q) | Q(rule__icontains=q) | Q(suggestion__icontains=q))
        if severity:
            found = found.filter(severity=severity)
        return found


class Word(models.Model):
    """One word of a list: forbidden, warned of, or a phrase that is allowed although a forbidden word is in it."""

    class Meta:
        verbose_name = _("word")
        ordering = ["version", "severity", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_word_once_a_version", fields=["version", "folded"]),
            models.CheckConstraint(name="a_word_has_letters", condition=~Q(folded="")),
            models.CheckConstraint(
                name="an_allowed_phrase_asks_nobody", condition=~Q(severity="allow") | Q(asks_legal=False)
            ),
            models.CheckConstraint(
                name="a_forbidden_word_names_its_rule", condition=Q(severity="allow") | ~Q(rule="")
            ),
        ]  # fmt: skip

    class Severity(models.TextChoices):
        BLOCK = "block", pgettext_lazy("word", "Forbidden")
        WARN = "warn", pgettext_lazy("word", "Warned of")
        ALLOW = "allow", pgettext_lazy("word", "Allowed")

    version = models.ForeignKey(WordListVersion, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(_("word"), max_length=WORD_LENGTH)
    # As ``words.folding`` reads it: without width, case, signs; what makes two words the same.
    folded = models.CharField(max_length=FOLDED_LENGTH, editable=False)
    severity = models.CharField(_("what it is"), max_length=6, choices=Severity, default=Severity.BLOCK)
    rule = models.CharField(_("rule"), max_length=RULE_LENGTH, blank=True)
    suggestion = models.CharField(_("instead"), max_length=SUGGESTION_LENGTH, blank=True)
    asks_legal = models.BooleanField(_("asks for legal review"), default=False)

    objects = WordQuerySet.as_manager()

    def __str__(self) -> str:
        return self.word

    @property
    def says(self) -> tuple[str, str, str, str, bool]:
        """All that it says, to tell whether two versions say the same of a word."""
        return (self.word, self.severity, self.rule, self.suggestion, self.asks_legal)
