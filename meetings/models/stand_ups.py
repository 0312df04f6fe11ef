"""Stand-ups: what each member did, will do, and is held up by."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roles.models import Member
from teamops.lib.months import Span


class StandUpQuerySet(models.QuerySet["StandUp"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(member__team=member.team_id)

    def of_day(self, day: date) -> Self:
        return self.filter(day=day)

    def before(self, day: date) -> Self:
        """Earlier ones, the newest first."""
        return self.filter(day__lt=day).order_by("-day")

    def within(self, span: Span) -> Self:
        return self.filter(day__range=(span.first, span.last))

    def matching(self, q: str) -> Self:
        """Those in which somebody wrote this, or whose name it is."""
        said = models.Q(done__icontains=q) | models.Q(plan__icontains=q) | models.Q(blockers__icontains=q)
        return self.filter(said | models.Q(member__person__name__icontains=q))

    def for_wall(self) -> Self:
        """Load what the wall shows."""
        return self.select_related("member__person")

    def for_list(self) -> Self:
        """Load what the API's list shows."""
        return self.select_related("member__person", "member__team")


class StandUp(models.Model):
    """A member's words for the day's stand-up. They can be edited until the day is over.

    ``blockers`` are the words in which new ones were raised that day; what became of each is a ``Blocker``.
    """

    class Meta:
        verbose_name = _("stand-up")
        ordering = ["-day", "member"]
        constraints = [models.UniqueConstraint(name="one_stand_up_a_member_and_day", fields=["member", "day"])]
        indexes = [models.Index(fields=["day"], name="stand_ups_by_day")]

    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="stand_ups")
    day = models.DateField(_("day"))
    done = models.TextField(_("done yesterday"), max_length=2000, blank=True)
    plan = models.TextField(_("plan for today"), max_length=2000)
    blockers = models.TextField(_("blockers"), max_length=2000, blank=True)
    written_at = models.DateTimeField(_("written"))
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    # Against the window of its own day: what the team sets later changes nothing.
    is_late = models.BooleanField(pgettext_lazy("stand-up", "late"), default=False, editable=False)

    objects = StandUpQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.member} {self.day}"

    @property
    def done_lines(self) -> list[str]:
        return lines_of(self.done)

    @property
    def plan_lines(self) -> list[str]:
        return lines_of(self.plan)

    @property
    def blocker_lines(self) -> list[str]:
        return lines_of(self.blockers)

    def lines_with(self, q: str) -> list[str]:
        """The lines in which ``q`` stands; all of them where only the writer's name has it."""
        lines = [*self.blocker_lines, *self.done_lines, *self.plan_lines]
        return [line for line in lines if q.casefold() in line.casefold()] or lines


def lines_of(text: str) -> list[str]:
    """One thing a line, blank lines left out."""
    return [line for raw in text.splitlines() if (line := raw.strip())]
