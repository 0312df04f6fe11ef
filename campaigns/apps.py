from importlib import import_module

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        """Register what stands in the way of an item, what stands on its page, what becomes a number."""
        import_module("campaigns.campaign_checks")
        import_module("campaigns.word_checks")
        import_module("campaigns.word_panel")
        import_module("campaigns.services.reviews")
        import_module("campaigns.services.watching")
        import_module("campaigns.control_panels")
        import_module("campaigns.sources")
        import_module("campaigns.kind_panels")
        import_module("campaigns.item_panels")
