"""The pages of notices."""

from django.urls import path

from notices.views import bots, calendar, inbox, log

app_name = "notices"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("read/", inbox.read_all, name="inbox-read-all"),
    path("bots/", bots.bots, name="bots"),
    path("bots/add/", bots.add, name="bots-add"),
    path("bots/<int:pk>/", bots.edit, name="bots-edit"),
    path("bots/<int:pk>/try/", bots.try_out, name="bots-try"),
    path("bots/<int:pk>/delete/", bots.delete, name="bots-delete"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:reach>/renew/", calendar.renew, name="calendar-renew"),
    path("log/", log.mails, name="log"),
    path("log/groups/", log.groups, name="log-groups"),
    path("log/groups/<int:pk>/again/", log.say_again, name="log-again"),
    path("<int:pk>/", inbox.follow, name="inbox-follow"),
]
