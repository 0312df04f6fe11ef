"""Drafts of workflows: what a team is about to change, before it counts."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.workflows import Workflow
from roles.models import Member, Team


class WorkflowDraftQuerySet(models.QuerySet["WorkflowDraft"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)


class WorkflowDraft(models.Model):
    """The next version of a workflow while it is being written: one a team and workflow, until it is published."""

    class Meta:
        verbose_name = _("draft of a workflow")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_draft_a_team_and_workflow", fields=["team", "code"]),
            models.CheckConstraint(name="a_workflow_draft_was_saved_once", condition=Q(revision__gte=1)),
        ]

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="workflow_drafts")
    code = models.CharField(_("code"), max_length=40)
    # The version that was in force when it was begun.
    base = models.ForeignKey(Workflow, verbose_name=_("made from"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    stages = models.JSONField(_("stages"))
    # Counts the times it was saved: whoever saves says which of them they had before them.
    revision = models.PositiveIntegerField(_("revision"), default=1)
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    saved_by = models.ForeignKey(Member, verbose_name=_("saved by"), on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("saved"))

    objects = WorkflowDraftQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} v{self.base.version + 1}"
