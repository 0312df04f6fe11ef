"""The pages of meetings."""

from django.urls import path

from meetings.views import actions, blockers, meetings, series, stand_ups

app_name = "meetings"

urlpatterns = [
    path("", meetings.index, name="meetings"),
    path("<int:pk>/", meetings.detail, name="meetings-detail"),
    path("<int:pk>/start/", meetings.start, name="meetings-start"),
    path("<int:pk>/close/", meetings.close, name="meetings-close"),
    path("<int:pk>/cancel/", meetings.cancel, name="meetings-cancel"),
    path("<int:pk>/minutes/", meetings.minutes, name="meetings-minutes"),
    path("<int:pk>/decide/", meetings.decide, name="meetings-decide"),
    path("<int:pk>/attend/", meetings.attend, name="meetings-attend"),
    path("<int:pk>/topics/add/", meetings.put_on, name="meetings-put-on"),
    path("<int:pk>/topics/take-off/", meetings.take_off, name="meetings-take-off"),
    path("<int:pk>/topics/take-back/", meetings.take_back, name="meetings-take-back"),
    path("<int:pk>/actions/add/", meetings.give, name="meetings-give"),
    path("<int:pk>/correct/", meetings.correct, name="meetings-correct"),
    path("decisions/", meetings.decisions, name="decisions"),
    path("actions/", actions.index, name="actions"),
    path("actions/<int:pk>/finish/", actions.finish, name="actions-finish"),
    path("actions/<int:pk>/move/", actions.move, name="actions-move"),
    path("series/", series.index, name="series"),
    path("series/add/", series.add, name="series-add"),
    path("series/<int:pk>/edit/", series.edit, name="series-edit"),
    path("series/<int:pk>/slots/", series.slots, name="series-slots"),
    path("series/<int:pk>/end/", series.end, name="series-end"),
    path("stand-ups/", stand_ups.wall, name="wall"),
    path("stand-ups/search/", stand_ups.search, name="search"),
    path("stand-ups/write/", stand_ups.write, name="write"),
    path("blockers/", blockers.index, name="blockers"),
    path("blockers/<int:pk>/", blockers.detail, name="blockers-detail"),
    path("blockers/<int:pk>/settle/", blockers.settle, name="blockers-settle"),
    path("blockers/<int:pk>/edit/", blockers.edit, name="blockers-edit"),
]
