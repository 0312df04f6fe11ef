"""The pages of reports."""

from django.urls import path

from reports.views import today

app_name = "reports"

urlpatterns = [
    path("", today.today, name="today"),
    path("more/", today.more, name="more"),
]
