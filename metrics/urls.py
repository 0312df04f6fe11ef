"""The pages of metrics."""

from django.urls import path

from metrics.views import (
    answering,
    channels,
    completeness,
    connections,
    content,
    dictionary,
    files,
    imports,
    wecom_users,
)

app_name = "metrics"

urlpatterns = [
    path("", completeness.completeness_page, name="completeness"),
    path("channels/<int:pk>/days/<str:day>/", completeness.day_page, name="completeness-day"),
    path("imports/", imports.imports, name="imports"),
    path("imports/upload/", imports.upload, name="imports-upload"),
    path("imports/own-sheet/", files.own_sheet, name="imports-sheet"),
    path("imports/<int:pk>/preview/", imports.preview, name="imports-preview"),
    path("imports/<int:pk>/change/", imports.change, name="imports-change"),
    path("imports/<int:pk>/confirm/", imports.confirm, name="imports-confirm"),
    path("imports/<int:pk>/discard/", imports.discard, name="imports-discard"),
    path("imports/<int:pk>/", imports.result, name="imports-result"),
    path("imports/<int:pk>/undo/", imports.undo, name="imports-undo"),
    path("imports/<int:pk>/rejected/", files.rejected, name="imports-rejected"),
    path("imports/<int:pk>/rows/<int:row>/", files.row, name="imports-row"),
    path("channels/", channels.channels, name="channels"),
    path("channels/add/", channels.add, name="channels-add"),
    path("channels/<int:pk>/", channels.detail, name="channels-detail"),
    path("channels/<int:pk>/edit/", channels.edit, name="channels-edit"),
    path("channels/<int:pk>/attribute/", channels.attribute, name="channels-attribute"),
    path("channels/<int:pk>/attributions/<int:attribution>/end/", channels.end, name="channels-end"),
    path("connections/", connections.connections, name="connections"),
    path("connections/of/<int:channel>/", connections.edit, name="connections-edit"),
    path("connections/<int:pk>/", connections.detail, name="connections-detail"),
    path("connections/<int:pk>/confirm/", connections.confirm, name="connections-confirm"),
    path("connections/<int:pk>/fetch/", connections.fetch, name="connections-fetch"),
    path("connections/<int:pk>/back-fill/", connections.back_fill, name="connections-back-fill"),
    path("connections/<int:pk>/delete/", connections.delete, name="connections-delete"),
    path("connections/<int:pk>/users/", wecom_users.users, name="connections-users"),
    path("connections/<int:pk>/users/read/", wecom_users.read, name="connections-users-read"),
    path("channels/<int:pk>/answering/", answering.channel, name="channels-answering"),
    path("content/", content.content, name="content"),
    path("content/join/", content.join, name="content-join"),
    path("content/ignore/", content.ignore, name="content-ignore"),
    path("content/attribute/", content.attribute, name="content-attribute"),
    path("content/<int:pk>/", content.detail, name="content-detail"),
    path("content/<int:pk>/answering/", answering.content, name="content-answering"),
    path("content/<int:pk>/keep/", content.keep, name="content-keep"),
    path("content/<int:pk>/take-back/", content.take_back, name="content-take-back"),
    path("dictionary/", dictionary.dictionary, name="dictionary"),
]
