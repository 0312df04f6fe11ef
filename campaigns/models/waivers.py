"""Waivers: a forbidden word that may stand in one passage of one item for a while, and why."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.items import Item
from campaigns.models.words import FOLDED_LENGTH, RULE_LENGTH, WORD_LENGTH
from roles.models import Member


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(item__team=member.team_id)

    def ending(self, *, first: date, last: date) -> Self:
        """Those that are in force on the first of these days and over after the last."""
        return self.filter(withdrawn_at__isnull=True, until_on__range=(first, last))


class Waiver(models.Model):
    """Compliance lets a word stand in one passage of an item until a day. It holds for that passage, word and rule:
    another wording, or another rule of the list, needs another one. Its reason never changes; it can be taken back."""

    class Meta:
        verbose_name = _("waiver")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="a_waiver_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="a_waiver_has_evidence", condition=~Q(evidence="")),
            models.CheckConstraint(
                name="a_waiver_taken_back_says_by_whom",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__gte=F("at"), withdrawn_by__isnull=False),
            ),
        ]

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="waivers")
    field = models.CharField(_("where it stands"), max_length=20)
    word = models.CharField(_("word"), max_length=WORD_LENGTH)
    folded = models.CharField(max_length=FOLDED_LENGTH, editable=False)
    rule = models.CharField(_("rule"), max_length=RULE_LENGTH)
    passage = models.TextField(_("passage"))
    reason = models.TextField(_("reason"))
    evidence = models.CharField(_("evidence"), max_length=500)
    until_on = models.DateField(_("until"))
    by = models.ForeignKey(Member, verbose_name=_("waived by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("waived"))
    withdrawn_by = models.ForeignKey(
        Member, verbose_name=_("taken back by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = WaiverQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.item}: {self.word}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def evidence_address(self) -> str:
        """The address that the evidence is, if it is one that a browser may open."""
        return self.evidence if self.evidence.startswith(("https://", "http://")) else ""

    def is_over(self, *, on: date) -> bool:
        """Whether its last day is gone."""
        return self.until_on < on

    def holds(self, *, on: date) -> bool:
        return not self.is_withdrawn and not self.is_over(on=on)
