"""Goals: what is to be reached from where, by when, by whom; and what was agreed about them."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpis.models.goal_course import SERIOUS, CatchUpNote, Colours, Milestone, ProgressDay
from kpis.models.templates import Kpi
from metrics.models import Metric, Subject
from roles.models import Member, Team

# Stages: from how many months on a goal is a mid-term or a long-term one.
MID_TERM_OVER, LONG_TERM_OVER = 12, 24
A_MONTH = Decimal("30.4375")


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, member: Member) -> Self:
        """Goals are the whole team's to see."""
        return self.filter(team=member.team_id)

    def active(self) -> Self:
        return self.filter(state=Goal.State.ACTIVE)

    def red(self) -> Self:
        return self.active().filter(colour=Colours.RED)

    def matching(self, *, q: str = "", dimension: str = "", state: str = "", mine: Member | None = None) -> Self:
        """Cut down to what the list is asked for; ``mine``: those that somebody answers for."""
        found = self.filter(Q(name__icontains=q) | Q(owner__person__name__icontains=q)) if q else self
        found = found.filter(dimension=dimension) if dimension else found
        found = found.filter(state=state) if state else found
        return found.filter(owner=mine) if mine else found

    def with_standing(self) -> Self:
        """Annotate how often it was moved, and whether its colour asks for a note that nobody has written."""
        notes = CatchUpNote.objects.filter(goal=OuterRef("pk"), day__gte=OuterRef("serious_since"))
        answered = notes.filter(Q(colour=Colours.RED) | Q(colour=OuterRef("colour")))
        return self.annotate(
            moves=Count("commitments", filter=Q(commitments__state="approved", commitments__number__gt=1)),
            owes_note=Case(
                When(Q(state=Goal.State.ACTIVE, colour__in=SERIOUS) & ~Exists(answered), then=True),
                default=Value(False),  # noqa: FBT003 - a value of SQL
                output_field=models.BooleanField(),
            ),
        )

    def owing_a_note(self) -> Self:
        """Those that are orange or red and whose catch-up note nobody has written."""
        return self.with_standing().filter(owes_note=True)

    def for_list(self) -> Self:
        """Load what the tree of goals shows: how each stands on its newest day, and its next milestone."""
        newest = ProgressDay.objects.filter(goal=OuterRef("goal")).order_by("-day")
        known = newest.filter(actual__isnull=False)
        days = ProgressDay.objects.filter(Q(day=newest.values("day")[:1]) | Q(day=known.values("day")[:1]))
        return (
            self.with_standing()
            .select_related("metric", "owner__person", "team", "parent")
            .prefetch_related(
                Prefetch("days", days.order_by("-day"), to_attr="newest_days"),
                Prefetch(
                    "milestones", Milestone.objects.filter(met_on=None).order_by("due_on"), to_attr="open_milestones"
                ),
            )
            .order_by("start_on", "pk")
        )


class Goal(models.Model):
    """A metric to be brought from a baseline to a target between two days, by somebody who answers for it."""

    class Meta:
        verbose_name = _("goal")
        ordering = ["start_on", "pk"]
        constraints = [
            models.CheckConstraint(name="goal_target_differs_from_baseline", condition=~Q(target=F("baseline"))),
            models.CheckConstraint(name="goal_ends_after_it_starts", condition=Q(end_on__gt=F("start_on"))),
            models.CheckConstraint(name="goal_is_not_its_own_parent", condition=Q(parent=None) | ~Q(parent=F("pk"))),
            models.CheckConstraint(
                name="goal_in_force_was_approved", condition=Q(state="draft") | Q(approved_at__isnull=False)
            ),
            models.CheckConstraint(
                name="goal_over_was_closed",
                condition=Q(state__in=["draft", "active"], closed_at=None)
                | (~Q(state__in=["draft", "active"]) & Q(closed_at__isnull=False)),
            ),
        ]

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("goal", "Draft")
        ACTIVE = "active", pgettext_lazy("goal", "Under way")
        MET = "met", pgettext_lazy("goal", "Met")
        MISSED = "missed", pgettext_lazy("goal", "Missed")
        CLOSED = "closed", pgettext_lazy("goal", "Given up")

    class Dimension(models.TextChoices):
        TOTAL = "total", pgettext_lazy("dimension", "Total")
        CONTENT = "content", pgettext_lazy("dimension", "Content")
        USERS = "users", pgettext_lazy("dimension", "Users")
        CONVERSION = "conversion", pgettext_lazy("dimension", "Conversion")
        DATA = "data", pgettext_lazy("dimension", "Data")

    class Period(models.TextChoices):
        """Which days a reading of the metric takes in. A stock is its last known value in either case."""

        START = "start", _("everything since the goal's first day")
        RECENT = "recent", _("the last 30 days")

    class Term(models.TextChoices):
        SHORT = "short", _("short term")
        MID = "mid", _("mid term")
        LONG = "long", _("long term")

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="goals")
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    name = models.CharField(_("name"), max_length=80)
    dimension = models.CharField(_("dimension"), max_length=10, choices=Dimension, default=Dimension.TOTAL)
    metric = models.ForeignKey(Metric, verbose_name=_("metric"), on_delete=models.PROTECT, related_name="goals")
    subject_kind = models.CharField(_("of"), max_length=10, choices=Subject.Kind)
    numbers = models.CharField(_("numbers"), max_length=4, choices=Kpi.Numbers, default=Kpi.Numbers.TEAM)
    period = models.CharField(_("counted over"), max_length=6, choices=Period, default=Period.START)
    baseline = models.DecimalField(_("baseline"), max_digits=20, decimal_places=6)
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=6)
    start_on = models.DateField(_("starts"))
    end_on = models.DateField(_("ends"))
    owner = models.ForeignKey(Member, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="goals")
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.DRAFT)
    set_by = models.ForeignKey(Member, verbose_name=_("set by"), on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set"), default=timezone.now)
    edited_by = models.ForeignKey(
        Member, verbose_name=_("last changed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        Member, verbose_name=_("approved by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Member, verbose_name=_("closed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closing_comment = models.CharField(_("why it is closed"), max_length=500, blank=True)
    colour = models.CharField(_("colour"), max_length=6, choices=Colours, default=Colours.GREEN, editable=False)
    serious_since = models.DateField(_("orange or red since"), null=True, blank=True, editable=False)

    objects = GoalQuerySet.as_manager()

    moves: int  # set by with_standing(), as is owes_note
    owes_note: bool
    newest_days: list["ProgressDay"]  # set by for_list(), as are open_milestones
    open_milestones: list["Milestone"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def is_behind(self) -> bool:
        return self.is_active and self.colour != Colours.GREEN

    @property
    def is_serious(self) -> bool:
        return self.is_active and self.colour in SERIOUS

    @property
    def is_lower_better(self) -> bool:
        """Said by the numbers: the target lies below the baseline."""
        return self.target < self.baseline

    @property
    def term(self) -> str:
        """Short up to a year, mid up to two, long beyond."""
        months = ((self.end_on - self.start_on).days + 1) / A_MONTH
        if months > LONG_TERM_OVER + 1:
            return self.Term.LONG
        return self.Term.MID if months > MID_TERM_OVER + 1 else self.Term.SHORT

    @property
    def term_label(self) -> str:
        return str(self.Term(self.term).label)

    def reaches(self, value: Decimal | None, target: Decimal) -> bool:
        """Whether a value is at ``target`` or past it, in the goal's direction."""
        if value is None:
            return False
        return value <= target if self.is_lower_better else value >= target

    def is_over(self, *, on: date) -> bool:
        return on > self.end_on


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def approved(self) -> Self:
        return self.filter(state=Commitment.State.APPROVED)

    def proposed(self) -> Self:
        return self.filter(state=Commitment.State.PROPOSED)


class Commitment(models.Model):
    """Target and days that were agreed. The first is the baseline that progress is measured by; each later one is a
    move, which doesn't change what was promised at first."""

    class Meta:
        verbose_name = _("commitment")
        ordering = ["goal", "number"]
        constraints = [
            models.UniqueConstraint(name="a_commitment_number_once_a_goal", fields=["goal", "number"]),
            models.UniqueConstraint(name="one_proposed_move_a_goal", fields=["goal"], condition=Q(state="proposed")),
            models.CheckConstraint(name="commitment_ends_after_it_starts", condition=Q(end_on__gt=F("start_on"))),
            models.CheckConstraint(
                name="decided_commitment_says_when",
                condition=Q(state="proposed", decided_at=None) | (~Q(state="proposed") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(name="a_move_has_a_reason", condition=Q(number=1) | ~Q(reason="")),
        ]

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("move", "Waits for approval")
        APPROVED = "approved", pgettext_lazy("move", "Approved")
        DECLINED = "declined", pgettext_lazy("move", "Declined")

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="commitments")
    number = models.PositiveSmallIntegerField(_("number"))
    start_on = models.DateField(_("starts"))
    end_on = models.DateField(_("ends"))
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=6)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Member, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(
        Member, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)

    objects = CommitmentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.goal} {self.number}"

    @property
    def is_baseline(self) -> bool:
        return self.number == 1

    @property
    def is_proposed(self) -> bool:
        return self.state == self.State.PROPOSED
