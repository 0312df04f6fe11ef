"""Roles, who holds them, and how many a team wants of each."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roles.models.people import Member, Team
from teamops.lib.naming import Bilingual


class RoleQuerySet(models.QuerySet["Role"]):
    def visible_to(self, _member: Member) -> Self:
        """The catalogue is everybody's."""
        return self.all()


class Role(Bilingual, models.Model):  # noqa: DJ008 - Bilingual has it
    """What somebody does in a team: content planner, community manager. Shipped as data."""

    class Meta:
        verbose_name = _("role")
        ordering = ["position"]

    class Module(models.TextChoices):
        MANAGEMENT = "management", _("Management")
        CONTENT = "content", _("Content")
        USERS = "users", _("Users")
        CAMPAIGNS = "campaigns", _("Campaigns")
        DATA = "data", _("Data")
        TECH = "tech", _("Technology")
        COMPLIANCE = "compliance", _("Compliance")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60)
    module = models.CharField(_("module"), max_length=12, choices=Module)
    duty = models.CharField(_("does"), max_length=200)
    duty_en = models.CharField(_("does, in English"), max_length=200, blank=True)
    skills = models.CharField(_("must be able to"), max_length=200, blank=True)
    skills_en = models.CharField(_("must be able to, in English"), max_length=200, blank=True)
    is_key = models.BooleanField(
        _("key role"), default=False, help_text=_("The board warns if one person alone can do it.")
    )
    position = models.PositiveSmallIntegerField(_("position"))

    objects = RoleQuerySet.as_manager()

    @property
    def does(self) -> str:
        """The duty in the reader's language."""
        return self.in_readers_language(self.duty, self.duty_en)

    @property
    def demands(self) -> str:
        """What its holder must be able to do, in the reader's language."""
        return self.in_readers_language(self.skills, self.skills_en)


class StaffingTemplate(Bilingual, models.Model):  # noqa: DJ008 - Bilingual has it
    """How many of each role a team of a kind wants. Shipped, or a team's own."""

    class Meta:
        verbose_name = _("staffing template")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="staffing_code_once_a_team", fields=["team", "code"]),
            models.UniqueConstraint(name="shipped_staffing_code_once", fields=["code"], condition=Q(team=None)),
        ]

    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="own_staffings"
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=100)


class StaffingLine(models.Model):
    """A staffing template wants between so many and so many of a role."""

    class Meta:
        verbose_name = _("staffing line")
        ordering = ["role__position"]
        constraints = [
            models.UniqueConstraint(name="a_role_once_a_staffing", fields=["template", "role"]),
            models.CheckConstraint(name="staffing_minimum_under_maximum", condition=Q(minimum__lte=F("maximum"))),
        ]

    template = models.ForeignKey(StaffingTemplate, on_delete=models.CASCADE, related_name="lines")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    minimum = models.PositiveSmallIntegerField(_("at least"))
    maximum = models.PositiveSmallIntegerField(_("at most"))

    def __str__(self) -> str:
        return f"{self.role} {self.minimum}–{self.maximum}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(member__team=member.team_id)

    def in_force(self, *, on: date) -> Self:
        return self.overlapping(first=on, last=on)

    def overlapping(self, *, first: date, last: date) -> Self:
        """Those that hold on at least one of the days from ``first`` to ``last``."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=first), from_on__lte=last)


class Assignment(models.Model):
    """A member holds a role from a day, perhaps until a day (both included), for a share of their time."""

    class Meta:
        verbose_name = _("assignment")
        ordering = ["role__position", "from_on", "pk"]
        constraints = [
            models.CheckConstraint(name="assignment_share_1_to_100", condition=Q(share__gte=1, share__lte=100)),
            models.CheckConstraint(
                name="assignment_ends_after_it_starts",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
            models.UniqueConstraint(
                name="one_open_assignment_a_member_and_role",
                fields=["member", "role"],
                condition=Q(until_on__isnull=True),
            ),
        ]

    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, verbose_name=_("role"), on_delete=models.PROTECT, related_name="assignments")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    share = models.PositiveSmallIntegerField(
        _("share of their time in percent"),
        default=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    assigned_by = models.ForeignKey(
        Member, verbose_name=_("assigned by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField(_("assigned"), default=timezone.now, editable=False)

    objects = AssignmentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.member}: {self.role}"
