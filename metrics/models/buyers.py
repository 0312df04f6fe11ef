"""Who has bought when, without knowing who: the keyed hashes from which payers and repeat payers are counted."""

from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from metrics.models.points import ImportBatch
from metrics.models.subjects import Channel
from roles.models import Team


class BuyerDayQuerySet(models.QuerySet["BuyerDay"]):
    def of_imported(self) -> Self:
        """Those of imports that stand; a preview's aren't known yet."""
        return self.filter(batch__state=ImportBatch.State.IMPORTED)

    def who_came_back(self) -> Self:
        """Those with an earlier day in what stands, or in the same file.

        Each buyer's first day is looked up by itself. Joined, PostgreSQL compares every day with every other where it
        doesn't know yet how many there are: right after a first large file.
        """
        known = BuyerDay.objects.filter(
            Q(batch__state=ImportBatch.State.IMPORTED) | Q(batch=OuterRef("batch")),
            channel=OuterRef("channel"),
            key=OuterRef("key"),
        )
        return self.filter(day__gt=Subquery(known.order_by("day").values("day")[:1]))


class BuyerDay(models.Model):
    """A buyer paid in a channel on a day, as one order file says. The buyer is a hash that leads back to nobody
    without FIELD_KEY; nothing else of them is known here."""

    class Meta:
        verbose_name = _("day of a buyer")
        constraints = [models.UniqueConstraint(name="a_buyer_once_a_day_and_file", fields=["batch", "key", "day"])]
        indexes = [models.Index(fields=["channel", "key", "day"], name="days_of_a_buyer")]

    team = models.ForeignKey(Team, on_delete=models.PROTECT, db_index=False, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, db_index=False, related_name="+")
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, db_index=False, related_name="buyer_days")
    key = models.CharField(max_length=32)
    day = models.DateField(_("day"))

    objects = BuyerDayQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.channel_id}/{self.day}"
