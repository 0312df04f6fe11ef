"""Workflows: the stages that a piece of work goes through, as data."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.models import Member, Role, Team
from teamops.lib.naming import Bilingual


class WorkflowQuerySet(models.QuerySet["Workflow"]):
    def visible_to(self, member: Member) -> Self:
        """The shipped ones and the team's own."""
        return self.filter(Q(team=None) | Q(team=member.team_id))

    def for_list(self) -> Self:
        """Load what ``campaigns/workflows.html`` shows, in two queries."""
        return self.prefetch_related("stages__role")


class Workflow(Bilingual, models.Model):  # noqa: DJ008 - Bilingual has it
    """How one kind of work is done: content, a campaign, an incident. Shipped, or a team's own."""

    class Meta:
        verbose_name = _("workflow")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="workflow_version_once_a_team", fields=["team", "code", "version"]),
            models.UniqueConstraint(
                name="shipped_workflow_version_once", fields=["code", "version"], condition=Q(team=None)
            ),
        ]

    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="own_workflows"
    )
    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = WorkflowQuerySet.as_manager()


class Stage(Bilingual, models.Model):  # noqa: DJ008 - Bilingual has it
    """One step of a workflow: who does it, in how many working hours, and whether somebody must approve it."""

    class Meta:
        verbose_name = _("stage")
        ordering = ["workflow", "position"]
        constraints = [models.UniqueConstraint(name="one_stage_a_place", fields=["workflow", "position"])]

    class Gate(models.TextChoices):
        NONE = "none", _("No gate")
        APPROVAL = "approval", _("Approval")
        COMPLIANCE = "compliance", _("Compliance")
        LEGAL = "legal", _("Legal")

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60)
    role = models.ForeignKey(Role, verbose_name=_("responsible"), on_delete=models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField(_("time limit in working hours"), null=True, blank=True)
    gate = models.CharField(_("gate"), max_length=12, choices=Gate, default=Gate.NONE)

    @property
    def has_gate(self) -> bool:
        """Whether somebody must say yes before the work goes on."""
        return self.gate != self.Gate.NONE
