"""The pages of goals."""

from django.urls import URLPattern, path

from kpis.views import goal_acts, goals, milestones

app_name = "goals"

urlpatterns: list[URLPattern] = [
    path("", goals.tree, name="list"),
    path("export/", goals.export, name="list-export"),
    path("add/", goals.add, name="list-add"),
    path("plan/", goals.plan, name="list-plan"),
    path("<int:pk>/", goals.goal, name="list-goal"),
    path("<int:pk>/edit/", goals.edit, name="list-edit"),
    path("<int:pk>/owner/", goals.owner, name="list-owner"),
    path("<int:pk>/discard/", goal_acts.discard, name="list-discard"),
    path("<int:pk>/approve/", goal_acts.approve, name="list-approve"),
    path("<int:pk>/move/", goal_acts.move, name="list-move"),
    path("<int:pk>/move/approve/", goal_acts.approve_move, name="list-move-approve"),
    path("<int:pk>/move/decline/", goal_acts.decline_move, name="list-move-decline"),
    path("<int:pk>/note/", goal_acts.note, name="list-note"),
    path("<int:pk>/close/", goal_acts.close, name="list-close"),
    path("<int:pk>/milestones/add/", milestones.add, name="list-milestone-add"),
    path("<int:pk>/milestones/<int:milestone>/move/", milestones.move, name="list-milestone-move"),
    path("<int:pk>/milestones/<int:milestone>/judge/", milestones.judge, name="list-milestone-judge"),
    path("<int:pk>/milestones/<int:milestone>/drop/", milestones.drop, name="list-milestone-drop"),
]
