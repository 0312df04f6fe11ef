"""The pages of items, within ``campaigns``."""

from django.urls import URLPattern, path

from campaigns.views import items, waivers

urlpatterns: list[URLPattern] = [
    path("<int:pk>/", items.item, name="items-item"),
    path("<int:pk>/waive/<slug:key>/", waivers.waive, name="items-waive"),
    path("waivers/<int:pk>/take-back/", waivers.take_back, name="items-waiver-take-back"),
]
