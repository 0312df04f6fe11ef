"""Items: the pieces of work that a team has under way, and those that are done."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.workflows import Workflow, WorkKind
from metrics.models import Subject
from roles.models import Member, Team

if TYPE_CHECKING:
    from campaigns.models.runs import StageRun

# The letter that an item's number begins with.
LETTERS = {
    WorkKind.CONTENT: "C",
    WorkKind.CAMPAIGN: "A",
    WorkKind.FINDING: "F",
    WorkKind.COMMUNITY: "G",
    WorkKind.CUSTOMER: "U",
    WorkKind.INCIDENT: "I",
    WorkKind.REQUEST: "R",
}


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, member: Member) -> Self:
        """The team's work is everybody's to see."""
        return self.filter(team=member.team_id)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def open(self) -> Self:
        return self.filter(state=Item.State.OPEN)

    def closed(self) -> Self:
        return self.exclude(state=Item.State.OPEN)

    def overdue(self, *, at: datetime) -> Self:
        """Those whose stage has used up its time."""
        return self.open().filter(run__due_at__lt=at)

    def late(self, *, at: datetime, on: date) -> Self:
        """Those whose stage has used up its time, or whose own day is over."""
        return self.open().filter(Q(run__due_at__lt=at) | Q(due_on__lt=on))

    def by_need(self, *, at: datetime, on: date) -> Self:
        """What is late first, then what has to be ready soonest; what is closed last, the newest first."""
        is_open = Q(state=Item.State.OPEN)
        late = is_open & (Q(run__due_at__lt=at) | Q(due_on__lt=on))
        need = Case(When(late, then=Value(0)), When(is_open, then=Value(1)), default=Value(2))
        stage = Case(When(is_open, then=F("run__due_at"))).asc(nulls_last=True)
        day = Case(When(is_open, then=F("due_on"))).asc(nulls_last=True)
        return self.order_by(need, stage, day, "-made_at", "-pk")

    def with_member(self, member: Member) -> Self:
        """Those at a stage that this member is assigned to."""
        return self.open().filter(run__assignee=member)

    def matching(self, *, q: str = "", kind: str = "", state: str = "", stage: str = "", who: object = None) -> Self:
        """Cut down to what a list is asked for: part of a title or a number, kind, state, stage, whose turn it is."""
        found = self
        if q:
            number = q.strip().lstrip("".join(LETTERS.values()) + "-0")
            by_number = Q(number=int(number)) if number.isascii() and number.isdigit() else Q()
            found = found.filter(Q(title__icontains=q.strip()) | by_number if by_number else Q(title__icontains=q))
        if kind:
            found = found.filter(kind=kind)
        if state:
            found = found.filter(state=state)
        if stage:
            found = found.filter(run__stage__code=stage)
        if who is not None:
            found = found.filter(run__assignee=who)
        return found

    def for_list(self) -> Self:
        """Load what a row of a list or a card of a board shows, in one query."""
        return self.select_related("team", "workflow", "owner__person", "run__stage", "run__assignee__person")


class Item(models.Model):
    """A piece of work that goes through the stages of a workflow, in the version it started with."""

    class Meta:
        verbose_name = _("item")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="an_item_number_once_a_team", fields=["team", "number"]),
            models.CheckConstraint(
                name="an_item_is_closed_when_it_is_not_open",
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["team", "state", "kind"], name="items_of_a_team"),
            models.Index(fields=["team", "due_on"], name="items_by_due_day"),
        ]

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("item", "Under way")
        DONE = "done", pgettext_lazy("item", "Done")
        DROPPED = "dropped", pgettext_lazy("item", "Dropped")

    Kind = WorkKind

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(_("kind"), max_length=12, choices=WorkKind)
    workflow = models.ForeignKey(Workflow, verbose_name=_("workflow"), on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField(_("number"), editable=False)
    title = models.CharField(_("title"), max_length=200)
    owner = models.ForeignKey(
        Member, verbose_name=_("answers for it"), on_delete=models.PROTECT, related_name="owned_items"
    )
    made_by = models.ForeignKey(Member, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    # The stage it stands at; of a closed item the one it was closed at. ``services.stages`` alone writes it.
    run = models.OneToOneField(
        "StageRun", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="current_of"
    )
    # What its numbers are about: a content item's once it is published, a campaign's from the start.
    subject = models.OneToOneField(
        Subject, verbose_name=_("numbers"), null=True, blank=True, on_delete=models.PROTECT, related_name="item"
    )

    objects = ItemQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """What people call it by: C-0218."""
        return f"{LETTERS[WorkKind(self.kind)]}-{self.number:04d}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def now(self) -> "StageRun":
        """Where it stands; every item that ``services.items.start`` made stands somewhere."""
        assert self.run is not None, "an item without a stage"  # noqa: S101 - only start() makes items
        return self.run
