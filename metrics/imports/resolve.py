"""What a file calls its subjects, and which ones they are: found in the team, or still to be made."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import ProtectedError, Q

from metrics.imports.layouts.base import Content, Entry, Named, Problem, Target, TheChannel
from metrics.imports.reading import Reading
from metrics.models import Channel, Restatement, Subject
from roles.models import Member, Team

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class ToMake:
    """A subject that isn't there yet: a content item of the channel, or a member's or the team's own."""

    kind: str
    name: str
    member: int | None = None
    external_id: str = ""
    published_on: date | None = None


Reference = int | ToMake


@dataclass(frozen=True, slots=True)
class ResolvedEntry:
    """An entry whose subject is known, or known to be new."""

    subject: Reference
    metric: str
    day: date
    value: Decimal
    row: int


@dataclass(slots=True)
class Resolution:
    """All entries that can go in, and the ids that content items learn from this file."""

    entries: list[ResolvedEntry] = field(default_factory=list)
    learned_ids: dict[int, str] = field(default_factory=dict)


def resolve(reading: Reading, *, team: Team, channel: Channel | None) -> Resolution:
    """Find each entry's subject. Rows that name none, several, or one twice become problems of ``reading``."""
    finder = _Finder(team, channel, {entry.target for entry in reading.entries})
    resolution = Resolution()
    problems: list[Problem] = []
    first_rows: dict[Hashable, int] = {}
    for entry in reading.entries:
        found = finder.find(entry)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        first = first_rows.setdefault((found, entry.metric, entry.day), entry.row)
        if first != entry.row:
            problems.append(Problem(entry.row, "", "", "duplicate_row", {"first": first}))
            continue
        resolution.entries.append(ResolvedEntry(found, entry.metric, entry.day, entry.value, entry.row))
    reading.drop_rows(list({(one.row, one.code): one for one in problems}.values()))
    left = {entry.row for entry in reading.entries}
    resolution.entries = [entry for entry in resolution.entries if entry.row in left]
    resolution.learned_ids = finder.learned_ids
    return resolution


class _Finder:
    """Looks all targets of a file up with a constant number of queries."""

    def __init__(self, team: Team, channel: Channel | None, targets: set[Target]) -> None:
        self.channel = channel
        self.learned_ids: dict[int, str] = {}
        self._by_id: dict[str, int] = {}
        self._by_title: dict[tuple[str, date | None], list[tuple[int, str]]] = defaultdict(list)
        if channel and any(isinstance(target, Content) for target in targets):
            self._load_content(channel)
        self._names = _names(team, {target.name for target in targets if isinstance(target, Named)})

    def _load_content(self, channel: Channel) -> None:
        rows = Subject.objects.filter(channel=channel, kind=Subject.Kind.CONTENT)
        for pk, external_id, name, published_on in rows.values_list("pk", "external_id", "name", "published_on"):
            if external_id:
                self._by_id[external_id] = pk
            self._by_title[name, published_on].append((pk, external_id))

    def find(self, entry: Entry) -> Reference | Problem:
        target = entry.target
        if isinstance(target, TheChannel):
            assert self.channel is not None  # noqa: S101 - layouts that say so are refused without a channel
            return self.channel.subject_id
        return self._content(entry, target) if isinstance(target, Content) else self._named(entry, target)

    def _content(self, entry: Entry, target: Content) -> Reference | Problem:
        """By id; else by title and day, where an item without an id learns it."""
        if target.external_id in self._by_id:
            return self._by_id[target.external_id]
        name = target.title[:LONGEST_NAME]
        alike = self._by_title.get((name, target.published_on), []) if name else []
        if target.external_id:
            alike = [(pk, external_id) for pk, external_id in alike if not external_id]
        if len(alike) > 1:
            return Problem(entry.row, "", target.title, "ambiguous_content")
        if alike:
            pk = alike[0][0]
            if target.external_id:
                self.learned_ids[pk] = target.external_id
                self._by_id[target.external_id] = pk
                self._by_title[name, target.published_on].remove(alike[0])
            return pk
        return ToMake(
            Subject.Kind.CONTENT,
            name or target.external_id,
            external_id=target.external_id,
            published_on=target.published_on,
        )

    def _named(self, entry: Entry, target: Named) -> Reference | Problem:
        codes, names = self._names[target.name]
        for found in (codes, names):
            if len(found) == 1:
                return next(iter(found))
            if found:
                kinds = "、".join(sorted(str(label) for label in found.values()))
                return Problem(entry.row, target.column, target.name, "ambiguous_subject", {"found": kinds})
        return Problem(entry.row, target.column, target.name, "unknown_subject")


Found = dict[Reference, str]


def _names(team: Team, wanted: set[str]) -> dict[str, tuple[Found, Found]]:
    """For each name: who has it for a code, and who for a name. With a label of its kind, to tell several apart."""
    found: dict[str, tuple[Found, Found]] = {name: ({}, {}) for name in wanted}
    if not wanted:
        return found

    def offer(code: str, name: str, reference: Reference, label: str) -> None:
        if code in found:
            found[code][0][reference] = label
        if name in found:
            found[name][1][reference] = label

    for subject in _subjects(team, wanted):
        offer(subject.external_id, subject.name, subject.pk, str(subject.get_kind_display()))
    own = Subject.objects.filter(team=team, kind__in=[Subject.Kind.MEMBER, Subject.Kind.TEAM])
    known: dict[int | None, int] = dict(own.values_list("member", "pk"))
    for member in Member.objects.filter(team=team).select_related("person"):
        new = ToMake(Subject.Kind.MEMBER, member.person.name, member=member.pk)
        reference = known.get(member.pk, new)
        offer(member.person.username, member.person.name, reference, str(Subject.Kind.MEMBER.label))
    itself = known.get(None, ToMake(Subject.Kind.TEAM, team.name))
    offer(team.slug, team.name, itself, str(Subject.Kind.TEAM.label))
    return found


def _subjects(team: Team, wanted: set[str]) -> Iterable[Subject]:
    """Channels, content and campaigns; a member's and the team's own name may have changed since."""
    named = Subject.objects.filter(Q(name__in=wanted) | Q(external_id__in=wanted - {""}), team=team)
    return named.exclude(kind__in=[Subject.Kind.MEMBER, Subject.Kind.TEAM])


def make(team: Team, channel: Channel | None, references: Iterable[Reference]) -> dict[ToMake, int]:
    """Make the subjects that aren't there yet. Somebody else may have made the same member's meanwhile."""
    made: dict[ToMake, int] = {}
    wanted_all = [one for one in dict.fromkeys(references) if isinstance(one, ToMake)]
    for wanted in wanted_all:
        if wanted.kind != Subject.Kind.CONTENT:
            owner = None if wanted.member is None else Member.objects.get(pk=wanted.member)
            subject, _created = Subject.objects.get_or_create(
                team=team, kind=wanted.kind, member=owner, defaults={"name": wanted.name}
            )
            made[wanted] = subject.pk
    items = [one for one in wanted_all if one.kind == Subject.Kind.CONTENT]
    rows = Subject.objects.bulk_create(
        Subject(
            team=team,
            kind=one.kind,
            name=one.name,
            external_id=one.external_id,
            channel=channel,
            published_on=one.published_on,
        )
        for one in items
    )
    return made | {one: row.pk for one, row in zip(items, rows, strict=True)}


def learn(resolution: Resolution) -> None:
    """Give content items the ids under which this file knows them."""
    for pk, external_id in resolution.learned_ids.items():
        Subject.objects.filter(pk=pk).update(external_id=external_id)


def unmake(subjects: Iterable[int]) -> None:
    """Take away content items that nothing is said about any more and nobody refers to."""
    said = {"points__isnull": True, "attributions__isnull": True}
    for subject in Subject.objects.filter(pk__in=list(subjects), kind=Subject.Kind.CONTENT, **said):
        if Restatement.objects.filter(subject=subject).exists():
            continue
        try:
            with transaction.atomic():
                subject.delete()
        except ProtectedError:
            continue
