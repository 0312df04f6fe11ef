"""Runs: an item at a stage, from entering it to leaving it."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import FilteredRelation, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.items import Item
from campaigns.models.workflows import Deliverable, Stage
from roles.models import Member

if TYPE_CHECKING:
    from campaigns.models.approvals import Approval


class StageRunQuerySet(models.QuerySet["StageRun"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(item__team=member.team_id)

    def open(self) -> Self:
        return self.filter(left_at__isnull=True)

    def went_on(self) -> Self:
        """Those from which the item went forward."""
        return self.filter(outcome__in=[StageRun.Outcome.MOVED, StageRun.Outcome.APPROVED])

    def to_remind(self, *, at: datetime) -> Self:
        """Those that have used most of their time and whose assignee hasn't been told so."""
        return self.open().filter(remind_at__lte=at, reminded_at__isnull=True)

    def to_escalate(self, *, at: datetime) -> Self:
        """Those that have used up their time and of which no lead has been told."""
        return self.open().filter(due_at__lte=at, escalated_at__isnull=True)

    def for_item_page(self) -> Self:
        """Load what the stages of an item's page show."""
        return self.select_related("stage__role", "assignee__person", "left_by__person", "version").order_by("pk")

    def with_what_was_said(self) -> tuple[list["StageRun"], list["Approval"]]:
        """The runs that an item's page shows, and all that was decided in them, in one query. Texts stay where they
        are: an approval's version is for the caller to fill in."""
        related = ("stage__role", "assignee__person", "left_by__person")
        said = ("its_word__by__person", "its_word__on_behalf_of__person")
        joined = self.annotate(its_word=FilteredRelation("approvals")).select_related(*related, *said)
        runs: dict[int, StageRun] = {}
        words = []
        for row in joined.order_by("pk", "its_word__at", "its_word__pk"):
            run = runs.setdefault(row.pk, row)
            if (word := getattr(row, "its_word", None)) is not None:
                word.run = run
                words.append(word)
        return list(runs.values()), sorted(words, key=lambda one: (one.at, one.pk))


class StageRun(models.Model):
    """An item went into a stage, somebody had it there, and it left again: forward, back, or dropped."""

    class Meta:
        verbose_name = _("stage of an item")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_open_run_an_item", fields=["item"], condition=Q(left_at__isnull=True)),
            models.CheckConstraint(
                name="a_run_that_was_left_says_how",
                condition=Q(left_at__isnull=True, outcome="") | (Q(left_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [
            models.Index(fields=["assignee", "left_at"], name="runs_of_a_member"),
            models.Index(fields=["due_at"], name="open_runs_by_clock", condition=Q(left_at__isnull=True)),
        ]

    class Outcome(models.TextChoices):
        MOVED = "moved", pgettext_lazy("stage", "moved on")
        APPROVED = "approved", pgettext_lazy("stage", "approved")
        SENT_BACK = "sent_back", pgettext_lazy("stage", "sent back")
        DROPPED = "dropped", pgettext_lazy("stage", "dropped")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="runs")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="runs")
    assignee = models.ForeignKey(
        Member, verbose_name=_("whose turn it is"), null=True, blank=True, on_delete=models.PROTECT, related_name="runs"
    )
    entered_at = models.DateTimeField(_("entered"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    remind_at = models.DateTimeField(_("most of its time is used at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("lead told"), null=True, blank=True)
    claimed_by = models.ForeignKey(
        Member, verbose_name=_("claimed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    left_by = models.ForeignKey(
        Member, verbose_name=_("moved by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    # The text as it was when the item left the stage, and the print of all that approvals are bound to.
    version = models.ForeignKey("Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version_hash = models.CharField(_("version hash"), max_length=64, blank=True)

    objects = StageRunQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.item}: {self.stage}"

    @property
    def is_open(self) -> bool:
        return self.left_at is None

    def is_late(self, *, at: datetime) -> bool:
        """Whether its time was used up when it was left, or is by ``at``."""
        return self.due_at is not None and (self.left_at or at) > self.due_at


class HandoverTick(models.Model):
    """Somebody says that a line of a stage's hand-over list is there."""

    class Meta:
        verbose_name = _("hand-over tick")
        constraints = [models.UniqueConstraint(name="a_handover_line_ticked_once_a_run", fields=["run", "deliverable"])]

    run = models.ForeignKey(StageRun, on_delete=models.CASCADE, related_name="ticks")
    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return str(self.deliverable)
