"""Budgets: what a team plans for a quarter, line by line, and what was committed and spent."""

from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.items import Item
from campaigns.spending import CENT
from roles.models import Member, Team
from teamops.lib.months import Span
from teamops.lib.quarters import quarter_name, span_of
from teamops.lib.sqlite import ExactSum

YUAN: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}


class BudgetQuerySet(models.QuerySet["Budget"]):
    def visible_to(self, member: Member) -> Self:
        """What the team has and what it spends is everybody's to see."""
        return self.filter(team=member.team_id)


class Budget(models.Model):
    """What a team may use in a quarter, in lines: 80 % for the core and 20 % for trials at first."""

    class Meta:
        verbose_name = _("budget")
        ordering = ["-quarter"]
        constraints = [
            models.UniqueConstraint(name="one_budget_a_team_and_quarter", fields=["team", "quarter"]),
            models.CheckConstraint(
                name="a_quarter_begins_on_its_first_day", condition=Q(quarter__day=1, quarter__month__in=[1, 4, 7, 10])
            ),
            models.CheckConstraint(name="trials_from_0_to_100", condition=Q(trial_percent__range=(0, 100))),
        ]

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="budgets")
    quarter = models.DateField(_("quarter"))
    trial_percent = models.PositiveSmallIntegerField(_("percent for trials"), default=20)
    made_by = models.ForeignKey(Member, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))

    objects = BudgetQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """``2026-Q4``."""
        return quarter_name(self.quarter)

    @property
    def span(self) -> Span:
        return span_of(self.quarter)


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(budget__team=member.team_id)


class BudgetLine(models.Model):
    """One purpose of a quarter's money. What is planned changes only with a reason, which stays on record."""

    class Meta:
        verbose_name = _("line of a budget")
        ordering = ["budget", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_line_name_once_a_budget", fields=["budget", "name"]),
            models.CheckConstraint(name="planned_is_not_negative", condition=Q(planned__gte=0)),
        ]

    class Purpose(models.TextChoices):
        PEOPLE = "people", pgettext_lazy("budget", "People")
        TOOLS = "tools", pgettext_lazy("budget", "Tools")
        CONTENT = "content", pgettext_lazy("budget", "Content")
        CAMPAIGNS = "campaigns", pgettext_lazy("budget", "Campaigns")
        INCENTIVES = "incentives", pgettext_lazy("budget", "User incentives")

    # What has to be paid whatever the team does.
    FIXED = (Purpose.PEOPLE, Purpose.TOOLS)

    budget = models.ForeignKey(Budget, verbose_name=_("budget"), on_delete=models.CASCADE, related_name="lines")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose, default=Purpose.CONTENT)
    name = models.CharField(_("name"), max_length=40)
    is_trial = models.BooleanField(_("a trial"), default=False)
    planned = models.DecimalField(_("planned"), **YUAN)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = BudgetLineQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_fixed(self) -> bool:
        return self.purpose in self.FIXED


class BudgetChange(models.Model):
    """A line was planned anew: what it said, what it says, why. Added, never changed."""

    class Meta:
        verbose_name = _("change of a budget")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="a_change_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="a_change_changes_something", condition=~Q(was=F("now"))),
        ]

    line = models.ForeignKey(BudgetLine, verbose_name=_("line"), on_delete=models.CASCADE, related_name="changes")
    was = models.DecimalField(_("was"), **YUAN)
    now = models.DecimalField(_("now"), **YUAN)
    reason = models.CharField(_("why"), max_length=300)
    by = models.ForeignKey(Member, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return f"{self.line}: {self.was} → {self.now}"


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(line__budget__team=member.team_id)

    def of_team(self, team: Team) -> Self:
        return self.filter(line__budget__team=team)

    def counted(self) -> Self:
        return self.filter(state=Entry.State.COUNTED)

    def waiting(self) -> Self:
        """Those that go beyond a budget and that nobody has decided about."""
        return self.filter(state=Entry.State.WAITING)

    def commitments(self) -> Self:
        return self.filter(kind=Entry.Kind.COMMITMENT)

    def spends(self) -> Self:
        return self.filter(kind=Entry.Kind.SPEND)

    def spent_by_day(self, team: Team, span: Span) -> "models.QuerySet[Entry, dict[str, Any]]":
        """What counts as spent in a span: a row for each day, campaign and purpose, with its ``total`` in yuan.

        Rows have ``day``, ``item``, ``item__subject``, ``item__owner``, ``line__purpose`` and ``total``; ``item`` is
        ``None`` for what no campaign spent.
        """
        found = self.of_team(team).counted().spends().filter(day__range=(span.first, span.last))
        return (
            found.values("day", "item", "item__subject", "item__owner", "line__purpose")
            .annotate(total=ExactSum("amount"))
            .order_by("day", "item", "line__purpose")
        )

    def matching(self, *, q: str = "", kind: str = "", state: str = "") -> Self:
        """Cut down to what the list is asked for: part of what it was for or of the campaign's title."""
        found = self.filter(Q(what_for__icontains=q) | Q(item__title__icontains=q)) if q else self
        found = found.filter(kind=kind) if kind else found
        return found.filter(state=state) if state else found

    def for_list(self) -> Self:
        """Load what a row of the list shows, the newest first."""
        return self.select_related(
            "line__budget__team", "item", "by__person", "decided_by__person", "settles"
        ).order_by("-day", "-pk")


class Entry(models.Model):
    """Money of a line that was promised to somebody, or paid. It is added; a mistake is taken back, with a reason."""

    class Meta:
        verbose_name = _("entry of a budget")
        verbose_name_plural = _("entries of a budget")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(name="an_entry_has_an_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="an_entry_says_what_for", condition=~Q(what_for="")),
            models.CheckConstraint(
                name="nobody_decides_about_their_own_entry",
                condition=Q(state="taken_back") | Q(decided_by__isnull=True) | ~Q(decided_by=F("by")),
            ),
            models.CheckConstraint(
                name="an_entry_that_waits_is_undecided",
                condition=~Q(state="waiting") | Q(decided_by__isnull=True, decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="an_entry_turned_away_says_by_whom_and_why",
                condition=~Q(state__in=["declined", "taken_back"]) | (Q(decided_by__isnull=False) & ~Q(comment="")),
            ),
            models.CheckConstraint(name="only_a_spend_settles", condition=Q(settles__isnull=True) | Q(kind="spend")),
        ]
        indexes = [models.Index(fields=["line", "state", "day"], name="entries_of_a_line")]

    class Kind(models.TextChoices):
        COMMITMENT = "commitment", pgettext_lazy("budget", "Committed")
        SPEND = "spend", pgettext_lazy("budget", "Spent")

    class State(models.TextChoices):
        COUNTED = "counted", pgettext_lazy("entry", "counts")
        WAITING = "waiting", pgettext_lazy("entry", "waits for approval")
        DECLINED = "declined", pgettext_lazy("entry", "declined")
        TAKEN_BACK = "taken_back", pgettext_lazy("entry", "taken back")

    line = models.ForeignKey(BudgetLine, verbose_name=_("line"), on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SPEND)
    amount = models.DecimalField(_("amount"), validators=[MinValueValidator(CENT)], **YUAN)
    day = models.DateField(_("day"))
    what_for = models.CharField(_("what for"), max_length=120)
    item = models.ForeignKey(
        Item, verbose_name=_("campaign"), null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    settles = models.ForeignKey(
        "self", verbose_name=_("settles"), null=True, blank=True, on_delete=models.PROTECT, related_name="settled_by"
    )
    document = models.URLField(_("address of the document"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COUNTED)
    by = models.ForeignKey(Member, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("entered"))
    decided_by = models.ForeignKey(
        Member, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=300, blank=True)

    objects = EntryQuerySet.as_manager()

    def __str__(self) -> str:
        return self.what_for

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_counted(self) -> bool:
        return self.state == self.State.COUNTED

    @property
    def is_commitment(self) -> bool:
        return self.kind == self.Kind.COMMITMENT
