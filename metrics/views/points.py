"""What an import gave, metric by metric, and which scorecards were computed from it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from metrics.readers import Reader, readers
from metrics.views.imports import the_batch
from metrics.yielded import given_by, tallies
from roles.access import MemberRequest, requires
from roles.permissions import Permission


@dataclass
class Card:
    """The lines of one scorecard."""

    first: Reader
    lines: list[Reader] = field(default_factory=list)


@require_GET
@requires(Permission.SEE_TEAM)
def points(request: MemberRequest, pk: int) -> HttpResponse:
    batch = the_batch(request, pk)
    found = readers(batch.team, given_by(batch), by=request.member)
    given = tallies(batch)
    context = {
        "batch": batch,
        "tallies": given,
        "stand": sum(one.stand for one in given),
        "replaced": sum(one.replaced for one in given),
        "cards": by_card(found),
        "hidden": found.hidden,
    }
    return render(request, "metrics/import_points.html", context)


def by_card(found: Iterable[Reader]) -> list[Card]:
    cards: dict[str, Card] = {}
    for one in found:
        address, _question, _line = one.url.partition("?")
        cards.setdefault(address, Card(one)).lines.append(one)
    return list(cards.values())
