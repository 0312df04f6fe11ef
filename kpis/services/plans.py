"""Starting from the shipped plan: its four phases as drafts, scaled to the team, to be changed and approved."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from kpis.goals import smart
from kpis.goals.plans import ALL, PHASES, PRIVATE_DOMAIN, WHOLE, Phase, Step
from kpis.goals.smart import Aim
from kpis.models import Goal
from kpis.services import goals, milestones
from metrics.models import Metric, Subject
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import last_of, month_after
from teamops.lib.rounding import round_half_up

ONE = Decimal(1)


@dataclass
class Started:
    """What became of the plan: drafts, and the names of steps left out because the team is past them."""

    drafts: list[Goal] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


class Writer:
    """Writes the plan down phase by phase; a phase starts where the one before it ends."""

    def __init__(self, *, by: Member, owner: Member, at: datetime, start_on: date, users: Decimal) -> None:
        self.by, self.owner, self.at, self.start_on = by, owner, at, start_on
        self.scale = users / WHOLE
        codes = {step.metric for phase in PHASES for step in (phase.main, *phase.steps)}
        self.metrics = {metric.code: metric for metric in Metric.objects.filter(code__in=codes, team=None)}
        self.reached: dict[str, Decimal] = {}
        self.started = Started()

    def write(self) -> Started:
        months = sum(phase.months for phase in PHASES)
        last = PHASES[-1].main
        whole = self.draft(last, str(ALL), self.start_on, months_later(self.start_on, months), parent=None)
        self.reached.pop(PRIVATE_DOMAIN, None)
        first = self.start_on
        for phase in PHASES:
            self.write_phase(phase, first, parent=whole)
            first = months_later(first, phase.months) + timedelta(days=1)
        return self.started

    def write_phase(self, phase: Phase, first: date, *, parent: Goal | None) -> None:
        last = months_later(first, phase.months)
        main = self.draft(phase.main, str(phase.main.name), first, last, parent=parent)
        for step in phase.steps:
            self.draft(
                step,
                _("%(phase)s: %(step)s") % {"phase": phase.name, "step": step.name},
                first,
                last,
                parent=main or parent,
            )
        if main is not None:
            for stop in phase.stops:
                due = months_later(first, stop.months)
                milestones.add(main, by=self.by, at=self.at, name=str(stop.name), due_on=due)

    def draft(self, step: Step, name: str, first: date, last: date, *, parent: Goal | None) -> Goal | None:
        """A draft of the step; nothing where the team is at its target already."""
        baseline, target = self.baseline_of(step), self.sized(step, step.target)
        if baseline >= target:
            self.started.left_out.append(name)
            return None
        self.reached[step.metric] = target
        aim = Aim(
            name=name,
            metric=self.metrics[step.metric],
            subject_kind=step.kind,
            period=step.period,
            baseline=Decimal(0) if step.period == Goal.Period.START else baseline,
            target=target,
            start_on=first,
            end_on=last,
            owner=self.owner,
            parent=parent,
            dimension=step.dimension,
        )
        goal = goals.set_goal(aim, by=self.by, at=self.at)
        self.started.drafts.append(goal)
        return goal

    def sized(self, step: Step, value: str) -> Decimal:
        return round_half_up(Decimal(value) * self.scale, ONE) if step.grows else Decimal(value)

    def baseline_of(self, step: Step) -> Decimal:
        """What the phase before wants; in the first one the last known value, else where such teams start."""
        if step.period == Goal.Period.START:
            return Decimal(0)
        if step.metric in self.reached:
            return self.reached[step.metric]
        metric, kind = self.metrics[step.metric], Subject.Kind(step.kind)
        known = smart.last_known(metric, team=self.by.team, subject_kind=kind, on=self.start_on)
        return round_half_up(Decimal(step.start) if known is None else known, Decimal("0.001"))


def months_later(first: date, months: int) -> date:
    """The last day of so many months that begin on ``first``."""
    month = first
    for _n in range(months):
        month = month_after(month)
    same_day = month.replace(day=min(first.day, last_of(month).day))
    return same_day - timedelta(days=1)


@transaction.atomic
def start(*, by: Member, owner: Member, at: datetime, start_on: date, users: Decimal) -> Started:
    """Write the shipped plan as drafts for ``by``'s team, for ``users`` private-domain users in the end.

    Raise ``NotAllowedNow`` if the team has goals, or wants fewer users than the plan can be divided by.
    """
    if Goal.objects.filter(team=by.team_id).exists():
        raise NotAllowedNow(_("The team has goals already. The plan is for a start."))
    if users < 50:  # noqa: PLR2004 - a fifth of it is the first phase's ten
        raise NotAllowedNow(_("Say how many private-domain users the team wants in the end: at least 50."))
    if owner.team_id != by.team_id:
        raise NotAllowedNow(_("The owner isn't in this team."))
    started = Writer(by=by, owner=owner, at=at, start_on=start_on, users=users).write()
    if not started.drafts:
        raise NotAllowedNow(_("The team is past everything that the plan wants. Set goals of your own."))
    return started
