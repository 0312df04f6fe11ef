from importlib import import_module

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        """Register what stands in the way of an item."""
        import_module("campaigns.campaign_checks")
