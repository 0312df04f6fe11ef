"""Process numbers that the team keeps in sheets: what came due for each member, and how much of it was done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from roles.calendar import is_officially_worked
from teamops.demo.dice import around
from teamops.demo.on_the_way import works_since
from teamops.demo.people import (
    ANALYST,
    COMMUNITY,
    COMPLIANCE,
    LEAD,
    MANAGER,
    NAMES,
    OPERATOR,
    OWNER,
    TEAM_NAME,
    TECH,
    WRITER,
)
from teamops.demo.sheet import KeptRate, SheetRow
from teamops.demo.timeline import Timeline
from teamops.lib.months import Span

MON, TUE, WED, THU, FRI = range(5)
WORKDAYS = (MON, TUE, WED, THU, FRI)
INCIDENT_DAYS = (6, 14, 23)
VIOLATION_DAY = 17


@dataclass(frozen=True)
class Habit:
    """So much comes due for a member on some days of the week; the rate done in each of the three months.

    Without ``due`` only what was done is counted. What the work makes itself was kept in sheets until the team began to
    work here.
    """

    username: str
    due: str
    done: str
    weekdays: tuple[int, ...]
    each_time: int
    rates: tuple[float, float, float]

    @property
    def is_made_by_work(self) -> bool:
        return self.due in {"topics_planned", "outputs_due", "reviews_due"}


HABITS = (
    Habit(OWNER, "meetings_planned", "meetings_held", (MON, THU), 2, (0.92, 0.92, 0.94)),
    Habit(OWNER, "access_requests", "access_within_day", (TUE, THU), 2, (0.85, 0.9, 0.9)),
    Habit(OWNER, "access_findings", "access_findings_closed", (FRI,), 3, (0.86, 0.84, 0.9)),
    Habit(MANAGER, "topics_planned", "topics_done", (MON,), 6, (0.9, 0.92, 0.93)),
    Habit(MANAGER, "outputs_due", "outputs_on_time", (MON, WED, FRI), 2, (0.92, 0.9, 0.94)),
    Habit(WRITER, "topics_planned", "topics_done", (MON,), 5, (0.82, 0.72, 0.82)),
    Habit(WRITER, "outputs_due", "outputs_on_time", WORKDAYS, 1, (0.82, 0.66, 0.8)),
    Habit(OPERATOR, "sop_due", "sop_done", WORKDAYS, 6, (0.92, 0.93, 0.95)),
    Habit(COMMUNITY, "sop_due", "sop_done", WORKDAYS, 8, (0.9, 0.85, 0.88)),
    Habit(COMMUNITY, "", "group_topics", (TUE,), 1, (1.0, 0.85, 1.0)),
    Habit(COMMUNITY, "plans_submitted", "plans_approved", (WED,), 1, (0.75, 0.75, 0.75)),
    Habit(COMMUNITY, "resources_asked", "resources_in_place", (THU,), 2, (0.85, 0.8, 0.8)),
    Habit(LEAD, "plans_submitted", "plans_approved", (TUE, WED), 1, (0.85, 0.8, 0.82)),
    Habit(LEAD, "resources_asked", "resources_in_place", (THU,), 4, (0.85, 0.82, 0.84)),
    Habit(ANALYST, "reports_due", "reports_on_time", (MON, FRI), 1, (1.0, 1.0, 1.0)),
    Habit(ANALYST, "decisions_made", "decisions_backed", (FRI,), 5, (0.75, 0.78, 0.8)),
    Habit(ANALYST, "", "findings_verified", (THU,), 1, (1.0, 1.0, 1.0)),
    Habit(COMPLIANCE, "reviews_due", "reviews_within_sla", WORKDAYS, 4, (0.94, 0.96, 0.97)),
    Habit(TECH, "requests_received", "requests_within_sla", WORKDAYS, 3, (0.86, 0.82, 0.85)),
    Habit(TECH, "deliveries_due", "deliveries_on_time", (FRI,), 3, (0.8, 0.75, 0.78)),
)
# Of the incidents and page loads of each month.
RECOVERED = (0.67, 0.67, 1.0)
FAST = (0.88, 0.862, 0.87)


def work_rows(timeline: Timeline) -> Iterator[SheetRow]:
    begins = works_since(timeline)
    for month in timeline.months:
        place = timeline.place(month.first)
        for habit in HABITS:
            rate = min(habit.rates[place] + timeline.drift(month.first, habit.username, habit.done), 1.0)
            rows = habit_rows(habit, month, rate)
            yield from (row for row in rows if not (habit.is_made_by_work and row.day >= begins))
        yield from (row for row in violations(month, place) if row.day < begins)
        yield from monitoring(month, place)


def habit_rows(habit: Habit, month: Span, rate: float) -> Iterator[SheetRow]:
    """On the habit's days, as far as people worked."""
    kept, name = KeptRate(rate), NAMES[habit.username]
    for day in month:
        if day.weekday() not in habit.weekdays or not is_officially_worked(day):
            continue
        done = kept.of(habit.each_time)
        if habit.due:
            yield SheetRow(day, name, f"process.{habit.due}", habit.each_time)
        yield SheetRow(day, name, f"process.{habit.done}", done)


def violations(month: Span, place: int) -> Iterator[SheetRow]:
    """Counted each Friday; in the first month the platform found one."""
    counted_on = [day for day in month if day.weekday() == FRI]
    for day in counted_on:
        found = int(place == 0 and is_first_after(day, counted_on))
        yield SheetRow(day, NAMES[COMPLIANCE], "process.violations", found)


def is_first_after(day: date, days: list[date]) -> bool:
    return day == next((one for one in days if one.day >= VIOLATION_DAY), None)


def monitoring(month: Span, place: int) -> Iterator[SheetRow]:
    """What the engineer's monitoring counts each day."""
    kept = KeptRate(RECOVERED[place])
    for day in month:
        loads = around(5_200, day, "loads")
        yield SheetRow(day, TEAM_NAME, "biz.page_loads", loads)
        yield SheetRow(day, TEAM_NAME, "biz.fast_page_loads", around(loads * FAST[place], day, "fast", spread=0.02))
        if day.day in INCIDENT_DAYS:
            yield SheetRow(day, NAMES[TECH], "process.incidents", 1)
            yield SheetRow(day, NAMES[TECH], "process.incidents_recovered", kept.of(1))
