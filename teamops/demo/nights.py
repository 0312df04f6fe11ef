"""Carries out the demo team's waiting runs at the moments of its story, as the worker would have."""

from datetime import date, datetime

from jobs import registry, services
from jobs.models import JobRun
from teamops.demo.people import SLUG


class Count:
    """How far a run says it is."""

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = done, total


def settle(*, at: datetime) -> None:
    """Do what imports and templates have asked for.

    Not by ``runner.carry_out``: it reports from a connection of its own, and all of the demo is one transaction.
    """
    for waiting in JobRun.objects.filter(scope=SLUG).unfinished().order_by("day", "pk"):
        run = services.claim(waiting.pk, at=at)
        if run is not None:
            count = Count()
            registry.named(run.name).function(registry.Run(run.scope, run.day, at, count))
            services.finish(run, at=at, done=count.done, total=count.total)


def night(day: date, *, at: datetime) -> None:
    """The night after ``day``."""
    services.request("night", scope=SLUG, day=day, at=at)
    settle(at=at)


def leave_out() -> None:
    """Nothing is counted for what was asked until here: the numbers that come in next ask for it anyway."""
    JobRun.objects.filter(scope=SLUG).unfinished().delete()
