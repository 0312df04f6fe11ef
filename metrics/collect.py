"""The night's collecting: what the work itself contributes becomes points like any others."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from metrics import sources
from metrics.models import Attribution, Point, Restatement, Subject
from metrics.sources import SourcePoint
from roles.models import Member, Team
from teamops.lib.bulk import upsert_differing
from teamops.lib.months import Span

Key = tuple[int, int, date]


@transaction.atomic
def collect(team: Team, span: Span, *, at: datetime) -> int:
    """Run every registered source for the days of ``span``; say how many points were written or went.

    Points that a source made before and makes no more go: the stand-up of somebody who turns out to have been on
    leave isn't due. A number that a sheet brought for such a day gives way, and comes back when the work has none there
    any more. Two collectings of a team wait for each other.
    """
    Team.objects.select_for_update().get(pk=team.pk)
    metrics = sources.metrics()
    found = sources.with_something(team)
    made = [point for function in found for point in function(team, span, at) if point.day in span]
    values = by_key(team, made, metrics)
    touched = write(team, values, at=at) + sweep(team, span, values.keys(), metrics)
    answer_for_themselves(team)
    return touched


def by_key(team: Team, made: Iterable[SourcePoint], metrics: Mapping[str, int]) -> dict[Key, Decimal]:
    """What was made, by subject, metric and day. Members' subjects are made where there are none yet."""
    made = list(made)
    subjects = subjects_of(team, {one.member for one in made if one.member is not None})
    return {
        (subjects[one.member] if one.member is not None else one.subject or 0, metrics[one.metric], one.day): one.value
        for one in made
    }


def write(team: Team, values: Mapping[Key, Decimal], *, at: datetime) -> int:
    """Write the points that are new or differ."""
    if not values:
        return 0
    as_of = timezone.localdate(at)
    keep_what_sheets_said(values, at=at)
    rows = ((*key, value, as_of, None, None, team.pk) for key, value in values.items())
    return upsert_differing(
        Point,
        rows,
        key=["subject", "metric", "day"],
        update=["value"],
        touch=["as_of", "batch", "row"],  # a number that came by a file and differs gives way to the work itself
        insert=["team"],
    )


def keep_what_sheets_said(values: Mapping[Key, Decimal], *, at: datetime) -> None:
    """A number of a sheet that gives way to the work's is kept as what was said before. One query, or two."""
    days = [day for _subject, _metric, day in values]
    found = Point.objects.filter(
        subject__in={subject for subject, _metric, _day in values},
        metric__in={metric for _subject, metric, _day in values},
        day__range=(min(days), max(days)),
        batch__isnull=False,
    )
    given_way = [
        Restatement(
            subject_id=one.subject_id, metric_id=one.metric_id, day=one.day, team_id=one.team_id, value=one.value,
            as_of=one.as_of, batch_id=one.batch_id, row=one.row, replaced_at=at,
        )
        for one in found
        if values.get((one.subject_id, one.metric_id, one.day), one.value) != one.value
    ]  # fmt: skip
    Restatement.objects.bulk_create(given_way)


def sweep(team: Team, span: Span, kept: Collection[Key], metrics: Mapping[str, int]) -> int:
    """Delete what a source made before in the span and makes no more."""
    found = Point.objects.filter(
        team=team,
        metric__in=metrics.values(),
        day__range=(span.first, span.last),
        batch__isnull=True,
    )
    gone = [key for key in found.values_list("subject", "metric", "day") if key not in kept]
    Point.objects.filter(pk__in=gone).delete()
    give_back_to_sheets(gone)
    return len(gone)


def give_back_to_sheets(gone: Sequence[Key]) -> None:
    """Where a sheet said something that had given way, its newest number stands again."""
    if not gone:
        return
    days = [day for _subject, _metric, day in gone]
    said = Restatement.objects.filter(
        subject__in={subject for subject, _metric, _day in gone},
        metric__in={metric for _subject, metric, _day in gone},
        day__range=(min(days), max(days)),
        batch__isnull=False,
    )
    newest = {(one.subject_id, one.metric_id, one.day): one for one in said.order_by("as_of", "batch", "pk")}
    back = [newest[key] for key in gone if key in newest]
    Point.objects.bulk_create(
        Point(
            subject_id=one.subject_id, metric_id=one.metric_id, day=one.day, team_id=one.team_id, value=one.value,
            as_of=one.as_of, batch_id=one.batch_id, row=one.row,
        )
        for one in back
    )  # fmt: skip
    Restatement.objects.filter(pk__in=[one.pk for one in back]).delete()


def answer_for_themselves(team: Team) -> None:
    """A member's own subject is their own from the day they joined, whoever made it: the night or an imported sheet."""
    alone = Subject.objects.filter(team=team, kind=Subject.Kind.MEMBER, attributions__isnull=True)
    Attribution.objects.bulk_create(
        Attribution(subject=one, member_id=one.member_id, from_on=one.member.joined_on)  # type: ignore[misc,union-attr]
        for one in alone.select_related("member")
    )


def subjects_of(team: Team, members: set[int]) -> dict[int, int]:
    """The subject of each member, by the member's key; made where there is none yet."""
    known = dict(Subject.objects.filter(member__in=members).values_list("member", "pk"))
    missing = Member.objects.filter(pk__in=members - known.keys()).select_related("person")
    Subject.objects.bulk_create(
        [Subject(team=team, kind=Subject.Kind.MEMBER, name=one.person.name, member=one) for one in missing],
        ignore_conflicts=True,
    )
    return dict(Subject.objects.filter(member__in=members).values_list("member", "pk"))
