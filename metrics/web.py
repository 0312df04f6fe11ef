"""Which metrics are made of which: upwards from a number to all that is computed from it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q

from metrics.models import Metric, Term
from roles.models import Team


@dataclass(frozen=True, slots=True)
class Web:
    """By the key of a metric: the keys of those whose formula names it, or that it weighs."""

    above: Mapping[int, Collection[int]]

    @classmethod
    def of(cls, team: Team) -> "Web":
        """Of the shipped metrics and the team's own. Two queries."""
        above: dict[int, set[int]] = defaultdict(set)
        terms = Term.objects.filter(Q(metric__team=None) | Q(metric__team=team)).order_by()
        for source, metric in terms.values_list("source", "metric"):
            above[source].add(metric)
        weighted = Metric.objects.known_to(team).exclude(weighted_by=None).order_by()
        for metric, weight in weighted.values_list("pk", "weighted_by"):
            above[weight or 0].add(metric)
        return cls(above)

    def all_above(self, metric: int) -> set[int]:
        """The metrics that are computed from this one, directly or by way of others."""
        found: set[int] = set()
        waiting = [metric]
        while waiting:
            for key in self.above.get(waiting.pop(), ()):
                if key not in found:
                    found.add(key)
                    waiting.append(key)
        return found
