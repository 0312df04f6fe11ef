"""Writes computed cards: cards, parts and lines, each only where it differs from what is there."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.timezone import localdate

from kpis.cards import ComputedCard, ComputedLine, ComputedPart
from kpis.models import Line, Part, Scorecard
from kpis.models.templates import Half
from kpis.scoring import shown, stored
from roles.models import Team
from teamops.lib.bulk import Keep, upsert_differing
from teamops.lib.months import Span

# What a card and a line said before the day on which they last changed.
KEPT_OF_CARD = Keep("changed_on", {"total": "was_total"})
KEPT_OF_LINE = Keep("changed_on", {name: f"was_{name}" for name in ("actual", "target", "weight", "earned")})
# A part by its card, assignment, template and first day.
PartKey = tuple[int, int, int, date]


class KnownPart(NamedTuple):
    """A part that is there: its key, and the digest of its lines."""

    pk: int
    digest: str


LINE_KEY = ("part", "kpi")
LINE_VALUES = (
    *("actual", "numerator", "denominator", "zero_at", "target"),
    *("score", "weight", "earned", "pace", "days_present", "days_expected", "through"),
)


def write_cards(
    team: Team,
    month: Span,
    cards: Mapping[int, ComputedCard],
    revisions: Mapping[int, int],
    *,
    through: date,
    at: datetime,
) -> int:
    rows = (
        (
            *(member, month.first, revisions[member]),
            *(through, shown(card.halves[Half.PROCESS]), shown(card.halves[Half.RESULT]), shown(card.total)),
            shown(card.pace),
            sum(line.reached.days_present for line in card.lines),
            sum(line.reached.days_expected for line in card.lines),
            *(at, localdate(at), team.pk, True, Scorecard.State.OPEN, "", "", "", "", at),
        )
        for member, card in cards.items()
    )
    return upsert_differing(
        Scorecard,
        rows,
        key=["member", "month", "revision"],
        update=["through", "process", "result", "total", "pace", "days_present", "days_expected"],
        touch=["computed_at", "changed_on"],
        keep=KEPT_OF_CARD,
        insert=[
            "team",
            "is_current",
            "state",
            "review_comment",
            "sign_reason",
            "content_hash",
            "reopen_reason",
            "made_at",
        ],
    )


def write_parts(team: Team, month: Span, cards: Mapping[int, ComputedCard], *, on: date) -> int:
    """Write parts and their lines; what no longer belongs to a card goes. Say how many lines were written.

    ``on``: the day on which they change, if they do. A part keeps a digest of its lines: where it is the same as last
    night, the lines aren't even sent.
    """
    unsigned = Scorecard.objects.filter(team=team, month=month.first, member__among=cards).current().unsigned()
    keys = dict(unsigned.values_list("member", "pk"))
    computed = {key_of(keys[member], one): one for member, card in cards.items() for one in card.parts}
    lines = {key: [line_values(line) for line in one.lines] for key, one in computed.items()}
    digests = {key: digest(values) for key, values in lines.items()}
    known = known_parts(keys.values())
    upsert_differing(
        Part,
        ([*key, *part_values(one), digests[key]] for key, one in computed.items()),
        key=["scorecard", "assignment", "template", "first"],
        update=["last", "weight", "process", "result", "total", "lines_digest"],
    )
    gone = known.keys() - computed.keys()
    if gone:
        Part.objects.filter(pk__in=[known[key].pk for key in gone]).delete()
    changed = {key: some for key, some in lines.items() if key not in known or known[key].digest != digests[key]}
    if changed.keys() - known.keys():
        known = known_parts(keys.values())
    return write_lines(changed, known, on=on) if changed else 0


def write_lines(
    lines: Mapping[PartKey, Sequence[tuple[Any, ...]]], parts: Mapping[PartKey, KnownPart], *, on: date
) -> int:
    rows = ((parts[key].pk, *values, on) for key, some in lines.items() for values in some)
    return upsert_differing(Line, rows, key=LINE_KEY, update=LINE_VALUES, touch=[KEPT_OF_LINE.day], keep=KEPT_OF_LINE)


def key_of(scorecard: int, one: ComputedPart) -> PartKey:
    return scorecard, one.part.assignment, one.part.template.pk, one.part.span.first


def part_values(one: ComputedPart) -> tuple[Any, ...]:
    halves = one.result.halves
    return (
        *(one.part.span.last, stored(one.weight)),
        *(stored(halves[Half.PROCESS]), stored(halves[Half.RESULT]), stored(one.result.total)),
    )


def line_values(line: ComputedLine) -> tuple[Any, ...]:
    """A line as it is stored: its KPI, then ``LINE_VALUES``. Numbers as text, which both the digest and the database
    take."""
    asked, (figure, *days), (_half, _weight, zero_at, target, _cap), earned, pace = line
    numbers = (*figure, zero_at, target, *earned, pace)
    return (asked.kpi_key, *[number if number is None else str(stored(number)) for number in numbers], *days)


def digest(values: Sequence[tuple[Any, ...]]) -> str:
    return hashlib.sha256("\n".join([",".join(map(str, line)) for line in values]).encode()).hexdigest()


def known_parts(scorecards: Any) -> dict[PartKey, KnownPart]:
    """The parts that these cards have."""
    found = Part.objects.filter(scorecard__among=scorecards)
    names = ("scorecard", "assignment", "template", "first", "pk", "lines_digest")
    return {
        (card, assignment, template, first): KnownPart(pk, lines)
        for card, assignment, template, first, pk, lines in found.values_list(*names)
    }
