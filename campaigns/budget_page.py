"""What the page of a quarter's budget shows: each line with its standing, the sums, and what is out of order."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from campaigns import books
from campaigns.models import Budget, BudgetLine, CampaignDetail, Entry
from campaigns.spending import HUNDRED, ZERO, Standing, exact_percent

# How far a bar reaches: the rest is cut off, the number beside it says it.
BAR_END = Decimal(125)


@dataclass(frozen=True)
class Row:
    """A line, a campaign or a sum, with its standing."""

    name: str
    standing: Standing
    line: BudgetLine | None = None
    campaign: CampaignDetail | None = None

    @property
    def spent_width(self) -> Decimal:
        return self._part(self.standing.spent)

    @property
    def used_width(self) -> Decimal:
        return self._part(self.standing.used)

    def _part(self, amount: Decimal) -> Decimal:
        """Percent of what is planned; all of the bar where nothing is."""
        if not self.standing.planned:
            return BAR_END if amount else ZERO
        return exact_percent(amount, self.standing.planned)

    @property
    def bar_end(self) -> Decimal:
        return BAR_END


@dataclass(frozen=True)
class Group:
    """The fixed or the flexible lines."""

    is_fixed: bool
    rows: Sequence[Row]

    @property
    def total(self) -> Standing:
        return sum((row.standing for row in self.rows), Standing())


class BudgetPage:
    """A quarter's budget. Each property asks the database once at most."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget

    @cached_property
    def rows(self) -> list[Row]:
        lines = list(self.budget.lines.all())
        standings = books.of_lines(lines)
        return [Row(line.name, standings[line.pk], line) for line in lines]

    @cached_property
    def groups(self) -> list[Group]:
        halves = [(True, [row for row in self.rows if row.line and row.line.is_fixed])]
        halves.append((False, [row for row in self.rows if row.line and not row.line.is_fixed]))
        return [Group(is_fixed, rows) for is_fixed, rows in halves if rows]

    @property
    def total(self) -> Row:
        return Row("", sum((row.standing for row in self.rows), Standing()))

    @property
    def exceptions(self) -> list[Row]:
        """Lines from 80 percent on, the fullest first."""
        warned = [row for row in self.rows if row.standing.warning]
        return sorted(warned, key=lambda row: -(row.standing.percent or BAR_END))

    @property
    def trial_planned(self) -> Decimal:
        return sum((row.standing.planned for row in self.rows if row.line and row.line.is_trial), ZERO)

    @property
    def trial_percent(self) -> Decimal | None:
        """What trials have of the plan."""
        planned = self.total.standing.planned
        return exact_percent(self.trial_planned, planned) if planned else None

    @property
    def has_too_many_trials(self) -> bool:
        return self.trial_planned * HUNDRED > self.total.standing.planned * self.budget.trial_percent

    @cached_property
    def campaigns(self) -> list[Row]:
        """The campaigns that have a budget of their own and are under way, or that took from this one."""
        taking = Entry.objects.filter(line__budget=self.budget, item__isnull=False).values("item")
        found = CampaignDetail.objects.filter(item__team=self.budget.team_id).select_related("item")
        details = list(found.filter(Q(item__state="open", budget__gt=0) | Q(item__in=taking)))
        standings = books.of_campaigns(details)
        rows = [Row(one.item.title, standings[one.pk], campaign=one) for one in details]
        return sorted(rows, key=lambda row: -(row.standing.percent or ZERO))

    @cached_property
    def waiting(self) -> list[Entry]:
        """What goes beyond and waits for somebody's yes, the oldest first."""
        found = Entry.objects.filter(line__budget=self.budget).waiting().for_list()
        return list(found.select_related("item__owner").order_by("at", "pk"))

    @cached_property
    def newest(self) -> list[Entry]:
        return list(Entry.objects.filter(line__budget=self.budget).for_list()[:8])
