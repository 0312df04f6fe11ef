"""The pages of meetings."""

from django.urls import path

from meetings import views

app_name = "meetings"

urlpatterns = [
    path("stand-ups/", views.wall, name="wall"),
    path("stand-ups/write/", views.write, name="write"),
]
