"""The pages of items, within ``campaigns``."""

from django.urls import URLPattern, path

from campaigns.views import items

urlpatterns: list[URLPattern] = [
    path("<int:pk>/", items.item, name="items-item"),
]
