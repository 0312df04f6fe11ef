"""Planning a quarter's budget: making it, its lines, and planning a line anew with a reason."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.models import Budget, BudgetChange, BudgetLine
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.quarters import quarter_before, quarter_name, quarter_of

Purpose = BudgetLine.Purpose
# What a first budget begins with; the last line is for trials.
FIRST = (Purpose.PEOPLE, Purpose.TOOLS, Purpose.CONTENT, Purpose.CAMPAIGNS, Purpose.INCENTIVES)


@transaction.atomic
def start(quarter: date, *, by: Member, at: datetime) -> Budget:
    """Make the budget of a quarter: with the lines of the quarter before, else with one for each purpose at nothing.

    Raise ``NotAllowedNow`` if there is one.
    """
    need(by, Permission.PLAN_BUDGET, team=by.team_id)
    quarter = quarter_of(quarter)
    budget, is_new = Budget.objects.get_or_create(
        team=by.team, quarter=quarter, defaults={"made_by": by, "made_at": at}
    )
    if not is_new:
        raise NotAllowedNow(_("The budget of %(quarter)s is there already.") % {"quarter": quarter_name(quarter)})
    before = Budget.objects.filter(team=by.team, quarter=quarter_before(quarter)).first()
    if before is not None:
        budget.trial_percent = before.trial_percent
        budget.save(update_fields=["trial_percent"])
        lines = [
            BudgetLine(
                budget=budget, purpose=line.purpose, name=line.name, is_trial=line.is_trial, planned=line.planned,
                position=line.position,
            )
            for line in before.lines.all()
        ]  # fmt: skip
    else:
        lines = [
            BudgetLine(budget=budget, purpose=purpose, name=str(purpose.label), planned=0, position=place)
            for place, purpose in enumerate(FIRST, start=1)
        ]
        trials = BudgetLine(
            budget=budget, purpose=Purpose.CAMPAIGNS, name=pgettext("budget", "Trials"), is_trial=True, planned=0,
            position=len(lines) + 1,
        )  # fmt: skip
        lines.append(trials)
    BudgetLine.objects.bulk_create(lines)
    return budget


@transaction.atomic
def add_line(budget: Budget, *, name: str, purpose: str, is_trial: bool, planned: Decimal, by: Member) -> BudgetLine:
    """Add a line. Raise ``NotAllowedNow`` for a name that is taken, or less than nothing."""
    need(by, Permission.PLAN_BUDGET, team=budget.team_id)
    Budget.objects.select_for_update().get(pk=budget.pk)
    name = name.strip()
    refuse_amount(planned)
    if not name:
        raise NotAllowedNow(_("Give the line a name."))
    if budget.lines.filter(name=name).exists():
        raise NotAllowedNow(_("There is a line “%(name)s” already.") % {"name": name})
    return BudgetLine.objects.create(
        budget=budget, name=name, purpose=purpose, is_trial=is_trial, planned=planned,
        position=budget.lines.count() + 1,
    )  # fmt: skip


@transaction.atomic
def plan(line: BudgetLine, *, planned: Decimal, reason: str, by: Member, at: datetime) -> BudgetLine:
    """Plan a line anew. What it said and why it changed stays on record.

    Raise ``NotAllowedNow`` without a reason, for less than nothing, or if nothing would change.
    """
    line = BudgetLine.objects.select_for_update(of=("self",)).select_related("budget__team").get(pk=line.pk)
    need(by, Permission.PLAN_BUDGET, team=line.budget.team_id)
    refuse_amount(planned)
    if planned == line.planned:
        raise NotAllowedNow(_("This is what is planned already."))
    if not reason.strip():
        raise NotAllowedNow(_("Say why the plan changes."))
    BudgetChange.objects.create(line=line, was=line.planned, now=planned, reason=reason.strip(), by=by, at=at)
    line.planned = planned
    line.save(update_fields=["planned"])
    return line


@transaction.atomic
def split(budget: Budget, *, trial_percent: int, by: Member) -> Budget:
    """Say how much of the budget is for trials. Raise ``NotAllowedNow`` outside 0 to 100."""
    need(by, Permission.PLAN_BUDGET, team=budget.team_id)
    if trial_percent not in range(101):
        raise NotAllowedNow(_("Between 0 and 100 percent are for trials."))
    budget.trial_percent = trial_percent
    budget.save(update_fields=["trial_percent"])
    return budget


def refuse_amount(planned: Decimal) -> None:
    if planned < 0:
        raise NotAllowedNow(_("Nobody plans less than nothing."))
