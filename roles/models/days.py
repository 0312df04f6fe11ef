"""Leave, and the days that a team works although the calendar says otherwise, or the other way round."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roles.models.people import Member, Team


class LeaveQuerySet(models.QuerySet["Leave"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(member__team=member.team_id)

    def overlapping(self, *, first: date, last: date) -> Self:
        return self.filter(from_on__lte=last, until_on__gte=first)

    def for_leave(self) -> Self:
        """Load what ``roles/leave.html`` shows."""
        return self.select_related("member__person", "deputy__person")


class Leave(models.Model):
    """A member is away from a day until a day (both included); a deputy may stand in."""

    class Meta:
        verbose_name = _("leave")
        ordering = ["-from_on", "pk"]
        constraints = [
            models.CheckConstraint(name="leave_ends_after_it_starts", condition=Q(until_on__gte=F("from_on"))),
            models.CheckConstraint(
                name="nobody_is_their_own_deputy", condition=Q(deputy__isnull=True) | ~Q(deputy=F("member"))
            ),
        ]

    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="leaves")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    deputy = models.ForeignKey(
        Member, verbose_name=_("deputy"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = LeaveQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.member} {self.from_on}–{self.until_on}"


class DayOverride(models.Model):
    """A day that this team works, or doesn't, whatever the official calendar says."""

    class Meta:
        verbose_name = _("exception to the working days")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(name="one_override_a_team_and_day", fields=["team", "day"])]

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="day_overrides")
    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("working day"))
    note = models.CharField(_("note"), max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.day}"
