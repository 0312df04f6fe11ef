"""Every page of TeamOps. A team's pages stand under /t/<team>/; who isn't in the team gets 404 there."""

from django.urls import URLPattern, URLResolver, include, path

from notices.views import calendar
from reports.views import start
from roles.views import language
from teamops import health

handler400 = "teamops.errors.bad_request"
handler403 = "teamops.errors.permission_denied"
handler404 = "teamops.errors.page_not_found"
handler500 = "teamops.errors.server_error"

TEAM: list[URLPattern | URLResolver] = [
    path("", include("reports.urls")),
    path("team/", include("roles.urls")),
    path("", include("campaigns.urls")),
    path("meetings/", include("meetings.urls")),
    path("data/", include("metrics.urls")),
    path("performance/", include("kpis.urls")),
    path("goals/", include("kpis.goals.urls")),
    path("night/", include("jobs.urls")),
    path("notices/", include("notices.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("t/<slug:team>/", include(TEAM)),
    path("me/", include("roles.personal_urls")),
    path("me/notices/", include("notices.personal_urls")),
    path("account/", include("allauth.account.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("language/", language.switch, name="set_language"),
    path("api/v1/", include("teamops.api")),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar-feed"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
