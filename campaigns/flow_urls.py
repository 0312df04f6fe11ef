"""The pages of how the work flows: what waits for a yes, where it waits long, and the workflows themselves."""

from django.urls import URLPattern, path

from campaigns.views import board, bottlenecks, desk, workflows

urlpatterns: list[URLPattern] = [
    path("board/", board.board, name="board"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<int:pk>/claim/", desk.claim, name="desk-claim"),
    path("bottlenecks/", bottlenecks.bottlenecks, name="bottlenecks"),
    path("bottlenecks/<slug:stage>/", bottlenecks.stays, name="bottlenecks-stays"),
    path("workflows/", workflows.workflows, name="workflows"),
]
