"""What a file calls its subjects, and which ones they are: found in the team, or still to be made."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import ProtectedError, Q

from metrics.imports.content import ContentFinder, Key, Reference, ToMake
from metrics.imports.layouts.base import Content, Entry, Named, Problem, Target, TheChannel
from metrics.imports.reading import Reading
from metrics.models import Channel, ContentKey, ImportBatch, JoinedRow, Restatement, Subject
from roles.models import Member, Team


@dataclass(frozen=True, slots=True)
class ResolvedEntry:
    """An entry whose subject is known, or known to be new."""

    subject: Reference
    metric: str
    day: date
    value: Decimal
    row: int
    block: int = 0

    @property
    def place(self) -> tuple[int, int]:
        return self.row, self.block


class Spoken(NamedTuple):
    """A row that spoke of an item which is joined to another, and the day it would be filed under without that."""

    item: int
    row: int
    day: date


class Meant(NamedTuple):
    """What an entry is about and the day it is filed under; ``spoken`` if the file named a joined item."""

    subject: Reference
    day: date
    spoken: Spoken | None = None


@dataclass(slots=True)
class Resolution:
    """All entries that can go in, the keys that content items learn from this file, and what it said of joined ones."""

    entries: list[ResolvedEntry] = field(default_factory=list)
    learned: dict[Key, int] = field(default_factory=dict)
    spoken: set[Spoken] = field(default_factory=set)

    def drop(self, places: Collection[tuple[int, int]]) -> None:
        """Leave out the entries of these rows."""
        if not places:
            return
        self.entries = [entry for entry in self.entries if entry.place not in places]
        rows = {entry.row for entry in self.entries}
        self.spoken = {one for one in self.spoken if one.row in rows}


def resolve(reading: Reading, *, team: Team, channel: Channel | None) -> Resolution:
    """Find each entry's subject. Rows that name none, several, or one twice become problems of ``reading``.

    The entries go over from the reading, one by one: a long file's don't stand in memory twice.
    """
    finder = _Finder(team, channel, {entry.target for entry in reading.entries})
    resolution = Resolution()
    problems: list[Problem] = []
    first_rows: dict[tuple[Reference, str], dict[date, int]] = defaultdict(dict)
    for entry in taken_out(reading.entries):
        found = finder.find(entry)
        if isinstance(found, Problem):
            problems.append(replace(found, block=entry.block))
            continue
        first = first_rows[found.subject, entry.metric].setdefault(found.day, entry.row)
        if first != entry.row:
            problems.append(Problem(entry.row, "", "", "duplicate_row", {"first": first}, entry.block))
            continue
        resolution.entries.append(
            ResolvedEntry(found.subject, entry.metric, found.day, entry.value, entry.row, entry.block)
        )
        if found.spoken:
            resolution.spoken.add(found.spoken)
    reading.drop_rows(list({(*one.place, one.code): one for one in problems}.values()))
    resolution.learned = finder.learned
    resolution.drop({problem.place for problem in problems})
    return resolution


def taken_out(entries: list[Entry]) -> Iterator[Entry]:
    """From the first to the last, each gone from the list."""
    entries.reverse()
    while entries:
        yield entries.pop()


class _Finder:
    """Looks all targets of a file up with a constant number of queries."""

    def __init__(self, team: Team, channel: Channel | None, targets: set[Target]) -> None:
        self.channel = channel
        has_content = channel and any(isinstance(target, Content) for target in targets)
        self._content_items = ContentFinder(channel) if channel and has_content else None
        self._names = _names(team, {target.name for target in targets if isinstance(target, Named)})

    @property
    def learned(self) -> dict[Key, int]:
        return self._content_items.learned if self._content_items else {}

    def find(self, entry: Entry) -> Meant | Problem:
        target = entry.target
        if isinstance(target, TheChannel):
            assert self.channel is not None  # noqa: S101 - layouts that say so are refused without a channel
            return Meant(self.channel.subject_id, entry.day)
        return self._content(entry, target) if isinstance(target, Content) else self._named(entry, target)

    def _content(self, entry: Entry, target: Content) -> Meant | Problem:
        """A total to date is filed under the item's publishing day, whichever day the file takes for it."""
        assert self._content_items is not None  # noqa: S101 - content without a channel is refused before
        item = self._content_items.find(target, row=entry.row)
        if isinstance(item, Problem):
            return item
        if isinstance(item, ToMake):
            return Meant(item, entry.day)
        told = entry.day
        if item.published_on and told == target.published_on:
            told = item.published_on
        spoken = Spoken(item.pk, entry.row, told) if item.is_joined else None
        return Meant(item.stands, item.filed(told), spoken)

    def _named(self, entry: Entry, target: Named) -> Meant | Problem:
        codes, names = self._names[target.name]
        for found in (codes, names):
            if len(found) == 1:
                return next(iter(found.values())).meant(entry)
            if found:
                kinds = "、".join(sorted(offered.label for offered in found.values()))
                return Problem(entry.row, target.column, target.name, "ambiguous_subject", {"found": kinds})
        return Problem(entry.row, target.column, target.name, "unknown_subject")


class Offered(NamedTuple):
    """A subject that somebody may mean by a name, with a word for its kind; ``joined``: the name is a joined item's."""

    reference: Reference
    label: str
    joined: Subject | None = None

    def meant(self, entry: Entry) -> Meant:
        if self.joined is None:
            return Meant(self.reference, entry.day)
        return Meant(self.reference, filed_under(self.joined, entry.day), Spoken(self.joined.pk, entry.row, entry.day))


def filed_under(joined: Subject, day: date) -> date:
    """The publishing day of a joined item is that of the one it is joined to."""
    stands_on = joined.joined_to.published_on if joined.joined_to else None
    return stands_on if stands_on and day == joined.published_on else day


Found = dict[Reference, Offered]


def _names(team: Team, wanted: set[str]) -> dict[str, tuple[Found, Found]]:
    """For each name: who has it for a code, and who for a name. With a label of its kind, to tell several apart."""
    found: dict[str, tuple[Found, Found]] = {name: ({}, {}) for name in wanted}
    if not wanted:
        return found

    def offer(place: int, word: str, offered: Offered) -> None:
        if word in found and (not offered.joined or offered.reference not in found[word][place]):
            found[word][place][offered.reference] = offered

    for subject in _subjects(team, wanted):
        joined = subject if subject.is_joined else None
        offered = Offered(subject.joined_to_id or subject.pk, str(subject.get_kind_display()), joined)
        for key in subject.keys.all():
            offer(0, key.value, offered)
        offer(1, subject.name, offered)
    own = Subject.objects.filter(team=team, kind__in=[Subject.Kind.MEMBER, Subject.Kind.TEAM])
    known: dict[int | None, int] = dict(own.values_list("member", "pk"))
    for member in Member.objects.filter(team=team).select_related("person"):
        new = ToMake(Subject.Kind.MEMBER, member.person.name, member=member.pk)
        person = Offered(known.get(member.pk, new), str(Subject.Kind.MEMBER.label))
        offer(0, member.person.username, person)
        offer(1, member.person.name, person)
    itself = Offered(known.get(None, ToMake(Subject.Kind.TEAM, team.name)), str(Subject.Kind.TEAM.label))
    offer(0, team.slug, itself)
    offer(1, team.name, itself)
    return found


def _subjects(team: Team, wanted: set[str]) -> Iterable[Subject]:
    """Channels, content and campaigns; a member's and the team's own name may have changed since."""
    keyed = ContentKey.objects.filter(subject__team=team, value__in=wanted - {""}).values("subject")
    named = Subject.objects.filter(Q(name__in=wanted) | Q(pk__in=keyed), team=team)
    others = named.exclude(kind__in=[Subject.Kind.MEMBER, Subject.Kind.TEAM])
    return others.select_related("joined_to").prefetch_related("keys")


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
            channel=channel,
            published_on=one.published_on,
            state=Subject.State.NEW,
        )
        for one in items
    )
    pairs = list(zip(items, rows, strict=True))
    if channel is not None:
        ContentKey.objects.bulk_create(
            ContentKey(subject=row, channel=channel, kind=key.kind, value=key.value)
            for one, row in pairs
            for key in one.keys
        )
    return made | {one: row.pk for one, row in pairs}


def learn(resolution: Resolution, *, batch: ImportBatch) -> None:
    """Give content items the keys under which this file knows them; remember which rows spoke of joined ones."""
    if batch.channel_id is not None:
        ContentKey.objects.bulk_create(
            ContentKey(subject_id=pk, channel_id=batch.channel_id, kind=key.kind, value=key.value)
            for key, pk in resolution.learned.items()
        )
    JoinedRow.objects.bulk_create(
        (JoinedRow(subject_id=one.item, batch=batch, row=one.row, day=one.day) for one in resolution.spoken),
        ignore_conflicts=True,
    )


def unmake(subjects: Iterable[int]) -> None:
    """Take away content items that nothing is said about any more, nobody decided about and nobody refers to."""
    said = {"points__isnull": True, "attributions__isnull": True}
    for subject in Subject.objects.filter(pk__in=list(subjects), state=Subject.State.NEW, **said):
        if Restatement.objects.filter(subject=subject).exists():
            continue
        try:
            with transaction.atomic():
                subject.delete()
        except ProtectedError:
            continue
