"""The pages of notices."""

from django.urls import path

from notices.views import inbox

app_name = "notices"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("read/", inbox.read_all, name="inbox-read-all"),
    path("<int:pk>/", inbox.follow, name="inbox-follow"),
]
