"""The trail of an item: everything that happened to it, in order."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.items import Item
from campaigns.models.runs import StageRun
from campaigns.models.texts import Version
from roles.models import Member


class Fact(models.Model):
    """Something happened to an item: who, when, at which stage, with which version. Facts are added, never changed."""

    class Meta:
        verbose_name = _("fact")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["item", "at"], name="facts_of_an_item")]

    class Kind(models.TextChoices):
        STARTED = "started", pgettext_lazy("fact", "started it")
        MOVED = "moved", pgettext_lazy("fact", "moved it on")
        SENT_BACK = "sent_back", pgettext_lazy("fact", "sent it back")
        REASSIGNED = "reassigned", pgettext_lazy("fact", "gave it to")
        CLAIMED = "claimed", pgettext_lazy("fact", "took it on")
        NUDGED = "nudged", pgettext_lazy("fact", "asked after it")
        WRITTEN = "written", pgettext_lazy("fact", "wrote a version")
        CREDITED = "credited", pgettext_lazy("fact", "set who made it")
        APPROVED = "approved", pgettext_lazy("fact", "approved")
        DECLINED = "declined", pgettext_lazy("fact", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("fact", "edited it after approval: the approval is gone")
        CHANGED = "changed", pgettext_lazy("fact", "changed its particulars")
        WAIVED = "waived", pgettext_lazy("fact", "waived a word")
        UNWAIVED = "unwaived", pgettext_lazy("fact", "took a waiver back")
        BLOCKED = "blocked", pgettext_lazy("fact", "was held up by a word")
        ASSET_ADDED = "asset_added", pgettext_lazy("fact", "added an asset")
        ASSET_TAKEN = "asset_taken", pgettext_lazy("fact", "took away an asset")
        PUBLISHED = "published", pgettext_lazy("fact", "published it")
        HAPPENED = "happened", pgettext_lazy("fact", "marked as done")
        ASKED_FOR = "asked_for", pgettext_lazy("fact", "asked for")
        IN_PLACE = "in_place", pgettext_lazy("fact", "has in place")
        WITHDREW = "withdrew", pgettext_lazy("fact", "needs no more")
        PLANNED_WEEK = "planned_week", pgettext_lazy("fact", "handed in a week's plan")
        WEEK_APPROVED = "week_yes", pgettext_lazy("fact", "said yes to a week's plan")
        WEEK_DECLINED = "week_no", pgettext_lazy("fact", "sent a week's plan back")
        MET_NUMBERS = "met_numbers", pgettext_lazy("fact", "joined it with its numbers")
        DONE = "done", pgettext_lazy("fact", "finished it")
        DROPPED = "dropped", pgettext_lazy("fact", "dropped it")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="facts")
    run = models.ForeignKey(StageRun, null=True, blank=True, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(_("what happened"), max_length=12, choices=Kind)
    by = models.ForeignKey(Member, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    whom = models.ForeignKey(
        Member, verbose_name=_("whom"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("in words"), blank=True)
    particulars = models.JSONField(_("particulars"), default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.item}: {self.get_kind_display()}"
