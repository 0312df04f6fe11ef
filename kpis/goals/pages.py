"""What the pages of goals show: the tree with each goal's standing, and one goal with its course."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.forms import Form

from kpis.goals.drawing import Picture, picture
from kpis.goals.smart import Known, adds_up, known_before
from kpis.models import CatchUpNote, Commitment, Goal, Kpi, Milestone, ProgressDay
from metrics.formulas import Formula
from metrics.models import Channel, Metric, Point, Subject
from teamops.lib.progress import Colour

A_WEEK = timedelta(days=7)
WEEKS = 8


@dataclass(frozen=True)
class Row:
    """A goal of the tree, loaded ``for_list``, so deep below the first one."""

    goal: Goal
    depth: int = 0

    @property
    def known(self) -> ProgressDay | None:
        """The newest day with data."""
        return next((day for day in self.goal.newest_days if day.actual is not None), None)

    @property
    def planned(self) -> Decimal | None:
        return self.known.planned if self.known else None

    @property
    def gap(self) -> Decimal | None:
        return self.known.gap if self.known else None

    @property
    def is_reached(self) -> bool:
        """Whether the newest value is at the present target: it may fall again until the goal is closed."""
        return self.known is not None and self.goal.reaches(self.known.actual, self.goal.target)

    @property
    def next_milestone(self) -> Milestone | None:
        return self.goal.open_milestones[0] if self.goal.open_milestones else None

    @property
    def need(self) -> tuple[int, date]:
        """Red before orange before the rest, then what ends first."""
        return (-Colour(self.goal.colour).rank if self.goal.is_active else 0, self.goal.end_on)


def tree(goals: Iterable[Goal]) -> list[Row]:
    """Parts below their whole; among equals what is furthest behind first. Whose whole isn't shown stands alone."""
    rows = {goal.pk: Row(goal) for goal in goals}
    below: dict[int | None, list[Row]] = {}
    for row in rows.values():
        parent = row.goal.parent_id if row.goal.parent_id in rows else None
        below.setdefault(parent, []).append(row)
    return list(_branch(below, None, 0))


def _branch(below: dict[int | None, list[Row]], parent: int | None, depth: int) -> Iterator[Row]:
    for row in sorted(below.get(parent, []), key=lambda row: row.need):
        yield Row(row.goal, depth)
        yield from _branch(below, row.goal.pk, depth + 1)


@dataclass(frozen=True)
class Tally:
    """How many goals under way have each colour."""

    red: int = 0
    orange: int = 0
    yellow: int = 0
    green: int = 0
    drafts: int = 0

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Tally":
        active = [row.goal.colour for row in rows if row.goal.is_active]
        counts = {colour.value: active.count(colour.value) for colour in Colour}
        return cls(**counts, drafts=sum(row.goal.is_draft for row in rows))


@dataclass
class Stop:
    """A milestone, how late it is, and the forms that a reader may fill in for it."""

    milestone: Milestone
    days_late: int
    judge_form: Form | None = None
    move_form: Form | None = None


@dataclass
class GoalPage:
    """One goal with everything its page shows."""

    goal: Goal
    today: date

    @cached_property
    def row(self) -> Row:
        known = [day for day in reversed(self.days) if day.actual is not None]
        self.goal.newest_days = known[:1]
        self.goal.open_milestones = [one for one in self.milestones if not one.is_met]
        return Row(self.goal)

    @property
    def is_to_be_closed(self) -> bool:
        """Its days are over, and nobody has said what came of it."""
        return self.goal.is_active and self.goal.is_over(on=self.today)

    @cached_property
    def days(self) -> list[ProgressDay]:
        return list(self.goal.days.order_by("day"))

    @cached_property
    def commitments(self) -> list[Commitment]:
        rows = self.goal.commitments.select_related("proposed_by__person", "decided_by__person")
        return list(rows.order_by("number"))

    @property
    def approved(self) -> list[Commitment]:
        return [one for one in self.commitments if one.state == Commitment.State.APPROVED]

    @property
    def baseline(self) -> Commitment | None:
        return self.approved[0] if self.approved else None

    @property
    def moves(self) -> list[Commitment]:
        """All that were asked for after the baseline, the newest first."""
        return [one for one in reversed(self.commitments) if not one.is_baseline]

    @property
    def proposed(self) -> Commitment | None:
        return next((one for one in self.commitments if one.is_proposed), None)

    @cached_property
    def milestones(self) -> list[Milestone]:
        return list(self.goal.milestones.select_related("judged_by__person").order_by("due_on", "pk"))

    @cached_property
    def stops(self) -> list[Stop]:
        return [Stop(one, one.days_late(on=self.today) if self.goal.is_active else 0) for one in self.milestones]

    @cached_property
    def notes(self) -> list[CatchUpNote]:
        return list(self.goal.notes.select_related("by__person"))

    @cached_property
    def picture(self) -> Picture | None:
        return picture(self.goal, self.approved, self.days, self.milestones)

    @cached_property
    def weeks(self) -> list[ProgressDay]:
        """The newest day with data and the ones a week, two weeks … before it, the newest first."""
        by_day = {day.day: day for day in self.days}
        known = self.row.known
        if known is None:
            return []
        found = [by_day.get(known.day - n * A_WEEK) for n in range(WEEKS)]
        return [day for day in found if day is not None]

    @cached_property
    def known_before(self) -> Known | None:
        """What was last known before its first day, where no number of its own days is there yet."""
        if self.weeks or not self.goal.is_active:
            return None
        return known_before(self.goal, on=min(self.goal.start_on, self.today))

    @cached_property
    def namesake(self) -> Goal | None:
        """Another goal under way by the name of this draft."""
        if not self.goal.is_draft:
            return None
        return Goal.objects.filter(team=self.goal.team_id, name=self.goal.name).active().first()

    @cached_property
    def parts(self) -> list[Row]:
        children = Goal.objects.filter(parent=self.goal).for_list()
        return sorted((Row(goal) for goal in children), key=lambda row: row.need)

    @property
    def shares(self) -> Decimal | None:
        """What the parts of the same metric want together, of what the whole wants; 1 is all of it."""
        same = [row.goal for row in self.parts if self._adds_to_whole(row.goal)]
        if not same:
            return None
        wanted = sum((goal.target - goal.baseline for goal in same), Decimal(0))
        return wanted / (self.goal.target - self.goal.baseline)

    def _adds_to_whole(self, part: Goal) -> bool:
        is_going = part.is_draft or part.is_active or part.state == Goal.State.MET
        return is_going and part.metric_id == self.goal.metric_id and (adds_up(part) or self._is_stock)

    @property
    def _is_stock(self) -> bool:
        return self.goal.metric.fold == Metric.Fold.STOCK

    @cached_property
    def channels(self) -> list[Channel]:
        """The channels whose numbers it reads, where it reads channels."""
        if self.goal.subject_kind != Subject.Kind.CHANNEL:
            return []
        stored = Formula.of(self.goal.metric).stored
        points = Point.objects.filter(subject=OuterRef("subject"), metric__in=stored)
        found = Channel.objects.in_use().filter(Exists(points), subject__team=self.goal.team_id)
        if self.goal.numbers == Kpi.Numbers.OWN:
            found = found.filter(subject__attributions__member=self.goal.owner_id)
        return list(found.select_related("subject").distinct().order_by("pk"))
