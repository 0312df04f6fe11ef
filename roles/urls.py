"""The pages of people and roles."""

from django.urls import path

from roles.views import board, days, leave, members, team, trail

app_name = "roles"

urlpatterns = [
    path("", board.board, name="board"),
    path("assign/", board.assign, name="board-assign"),
    path("assignments/<int:pk>/", board.change, name="board-change"),
    path("assignments/<int:pk>/take-back/", board.take_back, name="board-take-back"),
    path("members/", members.members, name="members"),
    path("members/add/", members.add, name="members-add"),
    path("members/<int:pk>/", members.detail, name="members-detail"),
    path("members/<int:pk>/edit/", members.edit, name="members-edit"),
    path("members/<int:pk>/link/", members.link, name="members-link"),
    path("members/<int:pk>/deactivate/", members.deactivate, name="members-deactivate"),
    path("members/<int:pk>/reactivate/", members.reactivate, name="members-reactivate"),
    path("members/<int:pk>/level/", members.level, name="members-level"),
    path("members/<int:pk>/level/<int:grant>/end/", members.end_level, name="members-level-end"),
    path("leave/", leave.leave, name="leave"),
    path("leave/add/", leave.add, name="leave-add"),
    path("leave/<int:pk>/take-back/", leave.take_back, name="leave-take-back"),
    path("working-days/", days.working_days, name="working-days"),
    path("working-days/<str:day>/", days.day, name="working-days-day"),
    path("settings/", team.team, name="team"),
    path("settings/new/", team.add, name="team-add"),
    path("audit/", trail.trail, name="audit"),
]
