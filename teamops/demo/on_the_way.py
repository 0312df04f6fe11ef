"""Items of the demo on their way: each step somebody's, at a moment, by the services that the pages use."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from campaigns.models import Item, Version, Workflow
from campaigns.services import approvals, handovers, items, stages, texts
from roles.calendar import is_officially_worked
from teamops.demo.people import Cast
from teamops.demo.timeline import A_DAY, Timeline

WEEKS = timedelta(days=28)


@dataclass
class Way:
    """An item and the people around it. ``workday`` counts back from the day that everything leads to."""

    item: Item
    cast: Cast
    timeline: Timeline
    day: date

    @classmethod
    def begin(
        cls, code: str, title: str, *, by: str, cast: Cast, timeline: Timeline, day: date, ago: int, **fields: Any
    ) -> "Way":
        """Start one so many working days before ``day``."""
        at = timeline.at(workday(day, ago), "09:40")
        workflow = Workflow.objects.current(cast.team).get(code=code)
        made = items.start(workflow=workflow, title=title, by=cast[by], at=at, **fields)
        return cls(made, cast, timeline, day)

    def at(self, ago: int, clock: str) -> datetime:
        return self.timeline.at(workday(self.day, ago), clock)

    def on(self, by: str, ago: int, clock: str, comment: str = "") -> None:
        self.on_at(by, self.at(ago, clock), comment)

    def on_at(self, by: str, at: datetime, comment: str = "") -> None:
        """Hand over what the stage asks for, and let it go on."""
        member = self.cast[by]
        handovers.tick(self.item, by=member, at=at)
        self.item = stages.move(self.item, by=member, at=at, comment=comment)

    def write(self, by: str, ago: int, clock: str, body: str, *, digest: str = "", changes: str = "") -> Version:
        return texts.write(
            self.item, by=self.cast[by], at=self.at(ago, clock), title=self.item.title, digest=digest, body=body,
            changes=changes,
        )  # fmt: skip

    def just_now(self, minutes: int) -> datetime:
        return self.timeline.now - timedelta(minutes=minutes)

    def approve(self, by: str, ago: int, clock: str, comment: str = "") -> None:
        self.approve_at(by, self.at(ago, clock), comment)

    def approve_at(self, by: str, at: datetime, comment: str = "") -> None:
        approvals.approve(self.item, by=self.cast[by], at=at, comment=comment)
        self.reload()

    def decline(self, by: str, ago: int, clock: str, why: str, *, to: str = "") -> None:
        back = self.item.workflow.stages.get(code=to) if to else None
        approvals.decline(self.item, by=self.cast[by], at=self.at(ago, clock), comment=why, to=back)
        self.reload()

    def hand_to(self, member: str, *, by: str, ago: int, clock: str) -> None:
        """Unless it is with them already."""
        if self.item.now.assignee_id != self.cast[member].pk:
            stages.reassign(self.item, to=self.cast[member], by=self.cast[by], at=self.at(ago, clock))
            self.reload()

    def say(self, by: str, ago: int, clock: str, text: str) -> None:
        texts.comment(self.item, by=self.cast[by], at=self.at(ago, clock), text=text)

    def reload(self) -> None:
        related = ("team", "workflow", "owner__person", "run__stage", "run__assignee__person")
        self.item = Item.objects.select_related(*related).get(pk=self.item.pk)


def workday(day: date, ago: int) -> date:
    """So many working days before a day; with 0 the day itself, or the last working day before it."""
    while not is_officially_worked(day):
        day -= A_DAY
    for _step in range(ago):
        day -= A_DAY
        while not is_officially_worked(day):
            day -= A_DAY
    return day


def works_since(timeline: Timeline) -> date:
    """The first day for which anything was promised here; before it the team kept sheets."""
    return timeline.today - WEEKS
