"""Points added up for each subject by itself, whoever answers for it: what work is compared by."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q

from metrics.holdings import WHOLE, HeldView, Holding
from metrics.models import Point, Subject
from metrics.tallies import TEAM, Tallies
from teamops.lib.months import Span


class BySubject(Tallies):
    """The team's subjects that have a number in the span. Content counts in its publishing month alone."""

    def _holdings(self) -> dict[tuple[int, str], list[Holding]]:
        span, needs = self.segments.span, self.needs
        days = (span.first, span.last)
        metrics = needs.sums | needs.last | needs.days
        points = Point.objects.filter(subject=OuterRef("pk"), metric__in=metrics, day__range=days)
        published = Q(published_on=None) | Q(published_on__range=days) | ~Q(kind=Subject.Kind.CONTENT)
        subjects = Subject.objects.counted().filter(published, Exists(points), team=self.team, kind__in=self.kinds)
        found: dict[tuple[int, str], list[Holding]] = defaultdict(list)
        for pk, kind in subjects.values_list("pk", "kind"):
            found[TEAM, kind].append(Holding(pk, TEAM, pk, kind, WHOLE, span))
        return found

    def subjects(self, kind: str) -> list[int]:
        """The keys of those with a number."""
        return [one.subject for one in self.holdings.get((TEAM, kind), ())]

    def view_of(self, subject: int, kind: str, span: Span) -> HeldView:
        """One subject's numbers within a span that begins and ends at cuts."""
        return HeldView(self, [Holding(subject, TEAM, subject, kind, WHOLE, span)], span & self.segments.span)
