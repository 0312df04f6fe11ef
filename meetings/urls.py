"""The pages of meetings."""

from django.urls import path

from meetings.views import blockers, stand_ups

app_name = "meetings"

urlpatterns = [
    path("stand-ups/", stand_ups.wall, name="wall"),
    path("stand-ups/write/", stand_ups.write, name="write"),
    path("blockers/", blockers.index, name="blockers"),
    path("blockers/<int:pk>/", blockers.detail, name="blockers-detail"),
    path("blockers/<int:pk>/settle/", blockers.settle, name="blockers-settle"),
    path("blockers/<int:pk>/edit/", blockers.edit, name="blockers-edit"),
]
