"""Approvals: who said yes or no at a gate, to which version, perhaps on somebody's behalf."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.runs import StageRun
from campaigns.models.texts import Version
from campaigns.models.workflows import Gate
from roles.models import Member


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(run__item__team=member.team_id)

    def approving(self, *, print_: str) -> Self:
        """Those that said yes to exactly this."""
        return self.filter(decision=Approval.Decision.APPROVED, version_hash=print_)


class Approval(models.Model):
    """A decision at a gate, bound to what was read. It is added, never changed; an edit makes it count no more."""

    class Meta:
        verbose_name = _("approval")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="decided_once_a_gate_and_version", fields=["run", "gate", "by", "on_behalf_of", "version_hash"]
            ),
            models.UniqueConstraint(
                name="decided_once_for_oneself",
                fields=["run", "gate", "by", "version_hash"],
                condition=Q(on_behalf_of__isnull=True),
            ),
            models.CheckConstraint(
                name="nobody_is_their_own_stand_in", condition=Q(on_behalf_of__isnull=True) | ~Q(on_behalf_of=F("by"))
            ),
        ]

    class Decision(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("approval", "Approved")
        DECLINED = "declined", pgettext_lazy("approval", "Declined")

    run = models.ForeignKey(StageRun, on_delete=models.CASCADE, related_name="approvals")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="approvals")
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="approvals")
    version_hash = models.CharField(_("hash of what was read"), max_length=64)
    by = models.ForeignKey(Member, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        Member, verbose_name=_("on behalf of"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(_("decision"), max_length=8, choices=Decision)
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(_("at"))

    objects = ApprovalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.gate}: {self.get_decision_display()}"

    def says_yes_to(self, print_: str) -> bool:
        """Whether it is a yes to exactly this."""
        return self.decision == self.Decision.APPROVED and self.version_hash == print_
