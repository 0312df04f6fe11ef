"""How a campaign goes while it runs: what was approved, a note a day, its colour, how it catches up."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.colours import Colours
from campaigns.models.details import CampaignDetail
from campaigns.models.items import Item
from roles.models import Member
from teamops.lib.progress import gap_between


class Promise(models.Model):
    """What was approved of a campaign: days, targets, budget. The first is what it is measured by for good; each later
    one with other days is a move, and counted."""

    class Meta:
        verbose_name = _("approved plan")
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(name="a_promise_number_once_an_item", fields=["item", "number"])]

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="promises")
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("starts"), null=True)
    ends_on = models.DateField(_("ends"), null=True)
    targets = models.JSONField(_("targets"), default=dict)
    budget = models.DecimalField(_("budget in yuan"), max_digits=14, decimal_places=2)
    by = models.ForeignKey(Member, verbose_name=_("approved by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("approved"))

    def __str__(self) -> str:
        return f"{self.item} {self.number}"


class DailyNote(models.Model):
    """What somebody saw of a campaign on one of its days, with where its targets stood then."""

    class Meta:
        verbose_name = _("note of a day")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(name="a_note_a_day_and_campaign", fields=["item", "day"]),
            models.CheckConstraint(name="a_daily_note_says_something", condition=~Q(text="")),
        ]

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="daily_notes")
    day = models.DateField(_("day"))
    text = models.CharField(_("note"), max_length=1000)
    # So far, by the code of a target: what the points said, what was typed where they say nothing. Decimals in words.
    numbers = models.JSONField(_("numbers so far"), default=dict)
    typed = models.JSONField(_("typed numbers"), default=dict)
    by = models.ForeignKey(Member, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return f"{self.item} {self.day}"


class CampaignDay(models.Model):
    """Where a campaign should have been by the end of a day and where it was, by the target that is furthest behind."""

    class Meta:
        verbose_name = _("day of a campaign")
        ordering = ["item", "day"]
        constraints = [models.UniqueConstraint(name="a_day_once_a_campaign", fields=["item", "day"])]

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="course")
    day = models.DateField(_("day"))
    planned = models.DecimalField(_("planned progress"), max_digits=5, decimal_places=2)
    progress = models.DecimalField(_("actual progress"), max_digits=20, decimal_places=2, null=True)
    metric = models.CharField(_("furthest behind"), max_length=60, blank=True)
    colour = models.CharField(_("colour"), max_length=6, choices=Colours)

    def __str__(self) -> str:
        return f"{self.item_id}/{self.day}"

    @property
    def gap(self) -> Decimal | None:
        """Points behind the plan; negative where it is ahead."""
        return gap_between(self.planned, self.progress)


class CampaignNote(models.Model):
    """Why a campaign fell behind and how it catches up: resources moved at orange, another way at red."""

    class Meta:
        verbose_name = _("catch-up note of a campaign")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="a_campaign_note_says_why_and_how", condition=~Q(reason="") & ~Q(plan=""))
        ]

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="catch_up_notes")
    day = models.DateField(_("day"))
    colour = models.CharField(_("colour"), max_length=6, choices=Colours)
    gap = models.DecimalField(_("points behind"), max_digits=20, decimal_places=2, null=True)
    reason = models.CharField(_("why"), max_length=1000)
    plan = models.CharField(_("plan"), max_length=1000)
    by = models.ForeignKey(Member, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return f"{self.item} {self.day}"

    def answers(self, detail: CampaignDetail) -> bool:
        """Whether it was written since the campaign has been orange or red, for a colour as bad as the one it has."""
        since = detail.serious_since
        return since is not None and self.day >= since and self.colour in {Colours.RED, detail.colour}
