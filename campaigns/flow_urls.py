"""The pages of how the work flows: what waits for a yes, where it waits long, and the workflows themselves."""

from django.urls import URLPattern, path

from campaigns.views import board, bottlenecks, calendar, desk, sending, timeline, workflow_drafts, workflows

urlpatterns: list[URLPattern] = [
    path("board/", board.board, name="board"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/rules/", sending.rules, name="calendar-rules"),
    path("calendar/rules/<int:channel>/quota/", sending.quota, name="calendar-quota"),
    path("calendar/rules/black-out/", sending.black_out, name="calendar-black-out"),
    path("calendar/rules/blackouts/<int:pk>/open/", sending.open_again, name="calendar-open"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<int:pk>/claim/", desk.claim, name="desk-claim"),
    path("bottlenecks/", bottlenecks.bottlenecks, name="bottlenecks"),
    path("bottlenecks/<slug:stage>/", bottlenecks.stays, name="bottlenecks-stays"),
    path("workflows/", workflows.workflows, name="workflows"),
    path("workflows/<slug:code>/", workflows.workflow, name="workflows-workflow"),
    path("workflows/<slug:code>/versions/<int:pk>/", workflows.version, name="workflows-version"),
    path("workflows/<slug:code>/edit/", workflow_drafts.edit, name="workflows-edit"),
    path("workflows/<slug:code>/publish/", workflow_drafts.publish, name="workflows-publish"),
    path("workflows/<slug:code>/discard/", workflow_drafts.discard, name="workflows-discard"),
    path("workflows/<slug:code>/shipped/", workflow_drafts.shipped, name="workflows-shipped"),
]
