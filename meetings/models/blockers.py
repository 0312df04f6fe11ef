"""What holds people up, and everything that became of it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meetings.models.stand_ups import StandUp
from roles.models import Member, Team
from roles.permissions import Permission

# So often may a blocker stand on a stand-up as it was; then somebody decides, hands it over or drops it.
UNCHANGED = 3


class BlockerQuerySet(models.QuerySet["Blocker"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def open_on(self, day: date) -> Self:
        """Those that stood at some time of that day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gte=day), raised_on__lte=day)

    def of(self, member: Member) -> Self:
        """Those that hold ``member`` up, and those that wait for them."""
        return self.filter(Q(raised_by=member) | Q(owner=member))

    def oldest_first(self) -> Self:
        return self.order_by("raised_on", "pk")

    def matching(self, q: str) -> Self:
        return self.filter(Q(text__icontains=q) | Q(owner__person__name__icontains=q)) if q else self

    def for_list(self) -> Self:
        """Load what lists of blockers show."""
        return self.select_related("team", "raised_by__person", "owner__person")


class Blocker(models.Model):
    """Something that holds a member up. It has an owner until it is gone."""

    class Meta:
        verbose_name = _("blocker")
        ordering = ["raised_on", "pk"]
        constraints = [
            models.CheckConstraint(name="blocker_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="closed_blocker_says_how",
                condition=Q(closed_on=None, outcome="") | (Q(closed_on__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="blocker_closes_after_it_was_raised",
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("raised_on")),
            ),
        ]
        indexes = [models.Index(fields=["team", "closed_on"], name="blockers_of_a_team")]

    class Outcome(models.TextChoices):
        SOLVED = "solved", pgettext_lazy("blocker", "solved")
        DROPPED = "dropped", pgettext_lazy("blocker", "dropped")

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="blockers")
    text = models.CharField(_("what is stuck"), max_length=300)
    raised_by = models.ForeignKey(
        Member, verbose_name=_("raised by"), on_delete=models.PROTECT, related_name="blockers_raised"
    )
    owner = models.ForeignKey(Member, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="blockers_owned")
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    raised_on = models.DateField(_("raised on"))
    stand_up = models.ForeignKey(
        StandUp, verbose_name=_("stand-up"), null=True, on_delete=models.PROTECT, related_name="raised"
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    kept = models.PositiveSmallIntegerField(_("stand-ups unchanged"), default=0, editable=False)

    objects = BlockerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def is_stale(self) -> bool:
        """Whether it stood unchanged so often that somebody has to do something about it."""
        return self.is_open and self.kept >= UNCHANGED

    @property
    def waits_for_another(self) -> bool:
        return self.owner_id != self.raised_by_id

    def is_late(self, *, on: date) -> bool:
        return self.is_open and self.needed_by is not None and self.needed_by < on

    def may_be_settled_by(self, member: Member) -> bool:
        """Whom it holds up, whom it waits for, and who runs the meetings; ``member`` is loaded ``with_level``."""
        if member.team_id != self.team_id:
            return False
        is_theirs = member.pk in (self.raised_by_id, self.owner_id) and member.may(Permission.WORK_ON_ACTIONS)
        return is_theirs or member.may(Permission.RUN_MEETINGS)


class BlockerStep(models.Model):
    """One thing that happened to a blocker. Steps are appended, never changed."""

    class Meta:
        verbose_name = _("step of a blocker")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_blocker_is_kept_once_a_day", fields=["blocker", "day"], condition=Q(kind="kept")
            ),
            models.UniqueConstraint(
                name="a_level_is_told_once_of_a_blocker",
                fields=["blocker", "kind"],
                condition=Q(kind__in=["told_lead", "told_manager"]),
            ),
        ]

    class Kind(models.TextChoices):
        RAISED = "raised", _("raised it")
        KEPT = "kept", _("is still stuck")
        CHANGED = "changed", _("changed it")
        HANDED_OVER = "handed_over", _("handed it over")
        DECIDED = "decided", pgettext_lazy("blocker", "decided")
        TOLD_LEAD = "told_lead", _("The leads were told")
        TOLD_MANAGER = "told_manager", _("The managers were told")
        SOLVED = "solved", _("solved it")
        DROPPED = "dropped", _("dropped it")

    blocker = models.ForeignKey(Blocker, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    by = models.ForeignKey(Member, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    day = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.blocker} {self.kind} {self.day}"
