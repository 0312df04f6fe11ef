"""Assets: the pictures, recordings and papers that an item is made with, by their address."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.items import Item
from roles.models import Member


class Asset(models.Model):
    """Something that an item uses, where it lies, and until when it may be used."""

    class Meta:
        verbose_name = _("asset")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="an_asset_once_an_item", fields=["item", "address"])]

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="assets")
    name = models.CharField(_("name"), max_length=80)
    address = models.URLField(_("address"), max_length=500)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    expires_on = models.DateField(_("may be used until"), null=True, blank=True)
    by = models.ForeignKey(Member, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("added"))

    def __str__(self) -> str:
        return self.name

    def is_expired(self, *, on: date) -> bool:
        return self.expires_on is not None and self.expires_on < on
