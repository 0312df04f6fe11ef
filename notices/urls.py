"""The pages of notices."""

from django.urls import path

from notices import views

app_name = "notices"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="inbox-read-all"),
    path("<int:pk>/", views.follow, name="inbox-follow"),
]
