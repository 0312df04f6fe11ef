"""Grades: what a total is called, by a ladder that each team may write itself."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.models import Team


class GradeQuerySet(models.QuerySet["Grade"]):
    def ladder_of(self, team: Team) -> "Ladder":
        """The team's own grades, or the shipped ones as long as it has none. One query."""
        found = list(self.filter(Q(team=team) | Q(team=None)).order_by("-from_total"))
        return Ladder([one for one in found if one.team_id] or found)


class Grade(models.Model):
    """A name for totals from a number on: A from 90. The lowest grade has everything below, too."""

    class Meta:
        verbose_name = _("grade")
        ordering = ["-from_total"]
        constraints = [
            models.UniqueConstraint(name="a_grade_name_once_a_team", fields=["team", "name"]),
            models.UniqueConstraint(name="a_grade_bound_once_a_team", fields=["team", "from_total"]),
            models.UniqueConstraint(name="a_shipped_grade_name_once", fields=["name"], condition=Q(team=None)),
            models.UniqueConstraint(name="a_shipped_grade_bound_once", fields=["from_total"], condition=Q(team=None)),
            models.CheckConstraint(name="grade_from_0_to_200", condition=Q(from_total__gte=0, from_total__lte=200)),
            models.CheckConstraint(name="grade_has_a_name", condition=~Q(name="")),
        ]

    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="grades"
    )
    name = models.CharField(_("grade"), max_length=10)
    from_total = models.DecimalField(_("from"), max_digits=5, decimal_places=2)

    objects = GradeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Ladder:
    """The grades in force, the highest first."""

    def __init__(self, grades: Iterable[Grade]) -> None:
        self.grades: Sequence[Grade] = sorted(grades, key=lambda grade: -grade.from_total)

    def grade_of(self, total: Decimal | None) -> Grade | None:
        """What a total is called, as it is shown; nothing without a total, or without grades."""
        if total is None or not self.grades:
            return None
        return next((grade for grade in self.grades if total >= grade.from_total), self.grades[-1])

    @property
    def bounds(self) -> list[Decimal]:
        """Where each grade begins."""
        return [grade.from_total for grade in self.grades]

    @property
    def is_own(self) -> bool:
        """Whether the team wrote it itself."""
        return any(grade.team_id for grade in self.grades)
