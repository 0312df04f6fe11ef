"""What is said about what only one kind of item has, within ``campaigns``."""

from django.urls import URLPattern, path

from campaigns.views import kinds

urlpatterns: list[URLPattern] = [
    path("<int:pk>/clocks/<slug:kind>/", kinds.stop, name="items-stop"),
    path("<int:pk>/resources/", kinds.ask, name="items-ask"),
    path("<int:pk>/resources/<int:resource>/in-place/", kinds.settle, {"how": "in-place"}, name="items-in-place"),
    path("<int:pk>/resources/<int:resource>/withdraw/", kinds.settle, {"how": "withdraw"}, name="items-withdraw"),
    path("<int:pk>/measure/", kinds.measure, name="items-measure"),
    path("<int:pk>/numbers/", kinds.join, name="items-join"),
]
