"""What is said about what only one kind of item has, within ``campaigns``."""

from django.urls import URLPattern, path

from campaigns.views import kinds, weeks

urlpatterns: list[URLPattern] = [
    path("<int:pk>/clocks/<slug:kind>/", kinds.stop, name="items-stop"),
    path("<int:pk>/resources/", kinds.ask, name="items-ask"),
    path("<int:pk>/resources/<int:resource>/in-place/", kinds.settle, {"how": "in-place"}, name="items-in-place"),
    path("<int:pk>/resources/<int:resource>/withdraw/", kinds.settle, {"how": "withdraw"}, name="items-withdraw"),
    path("<int:pk>/measure/", kinds.measure, name="items-measure"),
    path("<int:pk>/week/", weeks.week, name="items-week"),
    path("<int:pk>/week/plan/", weeks.plan, name="items-week-plan"),
    path("<int:pk>/week/submit/", weeks.submit, name="items-week-submit"),
    path("<int:pk>/week/decide/", weeks.decide, name="items-week-decide"),
    path("<int:pk>/week/<int:activity>/settle/", weeks.settle, name="items-week-settle"),
    path("<int:pk>/week/<int:activity>/take-out/", weeks.take_out, name="items-week-take-out"),
    path("<int:pk>/numbers/", kinds.join, name="items-join"),
]
