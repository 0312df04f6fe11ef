"""What a card's lines count: the subjects that its member answers for, or all of the team's, and for which share."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import FilteredRelation, Q

from kpis.models import Kpi, Scorecard
from metrics.models import Subject
from teamops.lib.months import Span

WHOLE = Decimal(100)  # percent: nobody shares it
# Who reads numbers of which kind of subject: "own" or "team's", and the kind.
Reader = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Answering:
    """The days on which a subject counts, and for which share."""

    span: Span
    share: Decimal


# What a reader answers for, by subject.
Held = Mapping[int, Sequence[Answering]]


def held_subjects(card: Scorecard, readers: Collection[Reader], span: Span) -> dict[Reader, dict[int, list[Answering]]]:
    """What each reader of a card's lines answers for on some of these days, by subject. One query."""
    held: dict[Reader, dict[int, list[Answering]]] = {reader: defaultdict(list) for reader in readers}
    kinds = {numbers: {kind for whose, kind in held if whose == numbers} for numbers in Kpi.Numbers.values}
    mine = FilteredRelation(
        "attributions",
        condition=Q(attributions__member=card.member_id, attributions__from_on__lte=span.last)
        & (Q(attributions__until_on=None) | Q(attributions__until_on__gte=span.first)),
    )
    subjects = Subject.objects.counted().filter(team=card.team_id).annotate(mine=mine)
    wanted = Q(kind__in=kinds[Kpi.Numbers.TEAM]) | Q(kind__in=kinds[Kpi.Numbers.OWN], mine__isnull=False)
    names = ("pk", "kind", "mine__from_on", "mine__until_on", "mine__share")
    found = subjects.filter(wanted).order_by("pk", "mine__from_on", "mine__pk").values_list(*names)
    for pk, kind, from_on, until_on, share in found:
        if kind in kinds[Kpi.Numbers.TEAM]:
            held[Kpi.Numbers.TEAM, kind][pk] = [Answering(Span(date.min, date.max), WHOLE)]
        if kind in kinds[Kpi.Numbers.OWN] and from_on is not None:
            held[Kpi.Numbers.OWN, kind][pk].append(Answering(Span(from_on, until_on or date.max), share))
    return held


def answering(held: Iterable[Answering], day: date) -> Answering | None:
    return next((one for one in held if day in one.span), None)
