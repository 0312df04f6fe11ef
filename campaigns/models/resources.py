"""What a campaign needs from others to run: people, money, technology; each by a day."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.items import Item
from roles.models import Member


class ResourceQuerySet(models.QuerySet["Resource"]):
    def asked(self) -> Self:
        """Those that nobody has withdrawn before they were needed: later the asking stands."""
        return self.exclude(withdrawn_on__lte=models.F("needed_by"))

    def for_panel(self) -> Self:
        return self.select_related("asked_by__person").order_by("needed_by", "pk")


class Resource(models.Model):
    """Something that a campaign asks for, and the day by which it has to be in place. That day doesn't move."""

    class Meta:
        verbose_name = _("resource of a campaign")
        ordering = ["needed_by", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_resource_in_place_was_not_withdrawn",
                condition=Q(in_place_on__isnull=True) | Q(withdrawn_on__isnull=True),
            )
        ]
        indexes = [models.Index(fields=["needed_by"], name="resources_by_day")]

    class Kind(models.TextChoices):
        PEOPLE = "people", pgettext_lazy("resource", "People")
        BUDGET = "budget", pgettext_lazy("resource", "Budget")
        TECHNOLOGY = "technology", pgettext_lazy("resource", "Technology")
        GOODS = "goods", pgettext_lazy("resource", "Goods and gifts")
        OTHER = "other", pgettext_lazy("resource", "Other")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="resources")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PEOPLE)
    what = models.CharField(_("what is needed"), max_length=120)
    needed_by = models.DateField(_("needed by"))
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    in_place_on = models.DateField(_("in place"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)

    objects = ResourceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.what

    @property
    def is_waited_for(self) -> bool:
        return self.in_place_on is None and self.withdrawn_on is None

    @property
    def is_in_time(self) -> bool:
        return self.in_place_on is not None and self.in_place_on <= self.needed_by

    def is_late(self, *, on: date) -> bool:
        return self.is_waited_for and self.needed_by < on
