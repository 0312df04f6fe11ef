"""Writing word lists: a draft is edited, a published version stays as it is."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from campaigns.models import Word, WordList, WordListVersion
from campaigns.models.words import FOLDED_LENGTH, RULE_LENGTH, SUGGESTION_LENGTH, WORD_LENGTH
from campaigns.services.rechecking import look_again
from campaigns.words.folding import fold
from roles.models import Member, Team
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow

# As many as are checked in a blink.
MOST_WORDS = 10_000


@dataclass(frozen=True)
class Saying:
    """What a list is to say of a word."""

    word: str
    severity: str
    rule: str = ""
    suggestion: str = ""
    asks_legal: bool = False

    @property
    def folded(self) -> str:
        return fold(self.word).letters

    @property
    def fault(self) -> str:
        """Why a list can't say this, in a sentence; empty if it can."""
        if not self.folded:
            return _("“%(word)s” has no letter that could be looked for.") % {"word": self.word}
        if self.severity != Word.Severity.ALLOW and not self.rule.strip():
            return _("Say which rule forbids “%(word)s”: writers want to know why.") % {"word": self.word}
        if self.severity == Word.Severity.ALLOW and self.asks_legal:
            return _("An allowed phrase doesn't ask for legal review.")
        for label, value, most in (
            (_("Word"), self.word, WORD_LENGTH),
            (_("Word"), self.folded, FOLDED_LENGTH),
            (_("Rule"), self.rule, RULE_LENGTH),
            (_("Instead"), self.suggestion, SUGGESTION_LENGTH),
        ):
            if len(value) > most:
                return _("%(field)s: at most %(most)s characters.") % {"field": label, "most": most}
        return ""


@dataclass(frozen=True)
class Difference:
    """A word that a version says something else of than the one before; new ones have no before, gone ones no after."""

    before: Word | None
    after: Word | None

    @property
    def shown(self) -> Word:
        found = self.after or self.before
        assert found is not None  # noqa: S101 - a difference has a side
        return found


@transaction.atomic
def add_list(team: Team, *, name: str, by: Member) -> WordList:
    """A list of the team's own, with an empty draft. Raise ``NotAllowedNow`` if the name is taken."""
    need(by, Permission.EDIT_WORDS, team=team)
    if WordList.objects.of_team(team).filter(name=name).exists():
        raise NotAllowedNow(_("There is a list “%(name)s” already.") % {"name": name})
    made = WordList.objects.create(team=team, name=name, kind=WordList.Kind.OWN)
    WordListVersion.objects.create(list=made, number=1)
    return made


@transaction.atomic
def start_draft(word_list: WordList, *, by: Member) -> WordListVersion:
    """The list's draft; a new one begins with the words of the published version. Raise ``NotAllowedNow``."""
    locked_list(word_list, by=by)
    if draft := WordListVersion.objects.filter(list=word_list, published_at=None).first():
        return draft
    before = WordListVersion.objects.published().filter(list=word_list).first()
    number = WordListVersion.objects.filter(list=word_list).aggregate(most=Max("number"))["most"] or 0
    draft = WordListVersion.objects.create(list=word_list, number=number + 1)
    words = list(before.words.all()) if before else []
    for word in words:
        word.pk, word.version = None, draft
    Word.objects.bulk_create(words)
    return draft


@transaction.atomic
def say(draft: WordListVersion, saying: Saying, *, by: Member, instead_of: Word | None = None) -> Word:
    """Add a word, or say something else of it; ``instead_of`` goes if it becomes another. Raise ``NotAllowedNow``."""
    locked_draft(draft, by=by)
    if saying.fault:
        raise NotAllowedNow(saying.fault)
    refuse_too_many(draft, [saying])
    if instead_of and instead_of.folded != saying.folded:
        draft.words.filter(pk=instead_of.pk).delete()
    word, _made = Word.objects.update_or_create(version=draft, folded=saying.folded, defaults=columns_of(saying))
    return word


@transaction.atomic
def take_out(draft: WordListVersion, word: Word, *, by: Member) -> None:
    locked_draft(draft, by=by)
    Word.objects.filter(version=draft, pk=word.pk).delete()


@transaction.atomic
def take_in(word_list: WordList, sayings: Iterable[Saying], *, replace: bool, by: Member) -> WordListVersion:
    """Put the rows of a sheet into the draft. With ``replace`` the words that it doesn't have go."""
    draft = start_draft(word_list, by=by)
    wanted = {saying.folded: saying for saying in sayings if not saying.fault}
    if replace:
        draft.words.exclude(folded__in=wanted).delete()
    refuse_too_many(draft, wanted.values())
    known = {word.folded: word.pk for word in draft.words.all()}
    new = [saying for folded, saying in wanted.items() if folded not in known]
    Word.objects.bulk_create(Word(version=draft, folded=saying.folded, **columns_of(saying)) for saying in new)
    changed = [
        Word(pk=known[folded], version=draft, folded=folded, **columns_of(saying))
        for folded, saying in wanted.items()
        if folded in known
    ]
    Word.objects.bulk_update(changed, ["word", "severity", "rule", "suggestion", "asks_legal"], batch_size=500)
    return draft


@transaction.atomic
def publish(draft: WordListVersion, *, note: str, by: Member, at: datetime) -> WordListVersion:
    """From now on texts are checked against it; what compliance let through and isn't out yet is checked again.
    Raise ``NotAllowedNow`` if it says what the version before says."""
    draft = locked_draft(draft, by=by)
    if not differences(draft):
        raise NotAllowedNow(_("Nothing has changed since version %(number)s.") % {"number": draft.number - 1})
    draft.note, draft.published_by, draft.published_at = note, by, at
    draft.sha256 = hash_of(draft.words.all())
    draft.save()
    if draft.list.team is not None:
        look_again(draft.list.team, at=at)
    return draft


@transaction.atomic
def discard(draft: WordListVersion, *, by: Member) -> None:
    """Drop a draft; the published version goes on. Raise ``NotAllowedNow`` for a list's only version."""
    draft = locked_draft(draft, by=by)
    if not WordListVersion.objects.published().filter(list=draft.list_id).exists():
        raise NotAllowedNow(_("This list has no published version to go back to."))
    draft.delete()


def differences(version: WordListVersion) -> list[Difference]:
    """What this version says that the one before it doesn't, and the other way round. Two queries."""
    earlier = WordListVersion.objects.filter(list=version.list_id, number__lt=version.number).first()
    before = {word.folded: word for word in earlier.words.all()} if earlier else {}
    after = {word.folded: word for word in version.words.all()}
    return [
        Difference(before.get(folded), after.get(folded))
        for folded in dict.fromkeys([*after, *before])
        if folded not in before or folded not in after or before[folded].says != after[folded].says
    ]


def hash_of(words: Iterable[Word]) -> str:
    says = sorted(word.says for word in words)
    return hashlib.sha256(json.dumps(says, ensure_ascii=False).encode()).hexdigest()


def columns_of(saying: Saying) -> dict[str, Any]:
    return {
        "word": saying.word.strip(), "severity": saying.severity, "rule": saying.rule.strip(),
        "suggestion": saying.suggestion.strip(), "asks_legal": saying.asks_legal,
    }  # fmt: skip


def locked_list(word_list: WordList, *, by: Member) -> None:
    if word_list.team_id is None:
        need(by, Permission.EDIT_WORDS, team=by.team_id)
        raise NotAllowedNow(why_shipped())
    need(by, Permission.EDIT_WORDS, team=word_list.team_id)
    WordList.objects.select_for_update().get(pk=word_list.pk)


def why_shipped() -> str:
    return _("A shipped list doesn't change. What the team needs besides goes into its own list.")


def locked_draft(draft: WordListVersion, *, by: Member) -> WordListVersion:
    """The draft as it is now, with its list locked. Raise ``NotAllowedNow`` if it has been published or dropped."""
    locked_list(draft.list, by=by)
    found = WordListVersion.objects.filter(pk=draft.pk).select_related("list").first()
    if found is None:
        raise NotAllowedNow(_("This draft has been dropped by somebody else."))
    found.refuse_if_published()
    return found


def refuse_too_many(draft: WordListVersion, sayings: Iterable[Saying]) -> None:
    known = set(draft.words.values_list("folded", flat=True))
    if len(known | {saying.folded for saying in sayings}) > MOST_WORDS:
        raise NotAllowedNow(_("A list has at most %(most)s words.") % {"most": f"{MOST_WORDS:,}"})
