"""Under what a content item is known, and which rows of files spoke of an item that is joined to another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from metrics.models.points import ImportBatch
from metrics.models.subjects import Channel, Subject


class ContentKey(models.Model):
    """One of the names under which a channel's back end knows a content item. An item may have several."""

    class Meta:
        verbose_name = _("key of a content item")
        ordering = ["subject", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_content_key_once_a_channel", fields=["channel", "kind", "value"])
        ]

    class Kind(models.TextChoices):
        ADDRESS = "address", _("Address")
        SHORT_ADDRESS = "short_address", _("Short address")
        MSGID = "msgid", _("Message id")
        VIDEO_ID = "video_id", _("Video id")

    subject = models.ForeignKey(Subject, verbose_name=_("content item"), on_delete=models.CASCADE, related_name="keys")
    channel = models.ForeignKey(Channel, verbose_name=_("channel"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    value = models.CharField(_("value"), max_length=500)

    def __str__(self) -> str:
        return self.value


class JoinedRow(models.Model):
    """A row of a file that spoke of an item which is joined to another, and the day it named: the way back."""

    class Meta:
        verbose_name = _("row of a joined item")
        constraints = [
            models.UniqueConstraint(name="a_row_of_a_joined_item_once", fields=["subject", "batch", "row", "day"])
        ]

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="joined_rows")
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField(_("row"), null=True)
    day = models.DateField(_("day"))

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.row}"
