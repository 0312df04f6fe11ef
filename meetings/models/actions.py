"""Actions: what somebody promised in a meeting, by when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting, Series
from roles.models import Member, Team
from roles.permissions import Permission


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)

    def open(self) -> Self:
        return self.filter(done_on=None, dropped_on=None)

    def of_series(self, series: Series) -> Self:
        return self.filter(meeting__series=series)

    def due(self, *, on: date) -> Self:
        return self.filter(due_on__lte=on)

    def matching(self, q: str) -> Self:
        return self.filter(Q(text__icontains=q) | Q(owner__person__name__icontains=q)) if q else self

    def for_list(self) -> Self:
        return self.select_related("team", "owner__person", "meeting__series").order_by("due_on", "pk")


class Action(models.Model):
    """Something to be done by one member until a day. It comes back on the next agenda until it is done."""

    class Meta:
        verbose_name = _("action")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="action_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="action_is_done_or_dropped", condition=Q(done_on=None) | Q(dropped_on=None)),
            models.CheckConstraint(
                name="action_moved_or_due_as_promised", condition=Q(moves__gt=0) | Q(due_on=F("promised_on"))
            ),
        ]
        indexes = [models.Index(fields=["team", "promised_on"], name="actions_by_promise")]

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="actions")
    meeting = models.ForeignKey(
        Meeting, verbose_name=_("meeting"), null=True, on_delete=models.PROTECT, related_name="actions"
    )
    text = models.CharField(_("action"), max_length=300)
    owner = models.ForeignKey(Member, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="actions")
    promised_on = models.DateField(_("promised for"), editable=False)
    due_on = models.DateField(_("due"))
    moves = models.PositiveSmallIntegerField(_("moved"), default=0, editable=False)
    given_by = models.ForeignKey(Member, verbose_name=_("given by"), on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("given"))
    done_on = models.DateField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        Member, verbose_name=_("done by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_on = models.DateField(_("dropped"), null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.done_on is None and self.dropped_on is None

    def is_late(self, *, on: date) -> bool:
        return self.is_open and self.due_on < on

    def may_be_settled_by(self, member: Member) -> bool:
        """Its owner, and who runs the meetings; ``member`` is loaded ``with_level``."""
        if member.team_id != self.team_id:
            return False
        is_theirs = member.pk == self.owner_id and member.may(Permission.WORK_ON_ACTIONS)
        return is_theirs or member.may(Permission.RUN_MEETINGS)


class ActionStep(models.Model):
    """What became of an action: moved, with the reason; done; dropped. Appended, never changed."""

    class Meta:
        verbose_name = _("step of an action")
        ordering = ["at", "pk"]

    class Kind(models.TextChoices):
        MOVED = "moved", _("moved it")
        DONE = "done", _("did it")
        REOPENED = "reopened", _("opened it again")
        DROPPED = "dropped", _("dropped it")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("what"), max_length=8, choices=Kind)
    by = models.ForeignKey(Member, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.action} {self.kind}"
