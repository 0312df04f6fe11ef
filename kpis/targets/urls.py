"""The pages of targets, below those of kpis."""

from django.urls import URLPattern, path

from kpis.views import own_targets, target_sheet, targets

urlpatterns: list[URLPattern] = [
    path("", targets.targets, name="targets"),
    path("save/", targets.save, name="targets-save"),
    path("copy/", targets.copy, name="targets-copy"),
    path("sheet/", target_sheet.download, name="targets-sheet"),
    path("upload/", target_sheet.upload, name="targets-upload"),
    path("apply/", target_sheet.apply, name="targets-apply"),
    path("questions/<int:pk>/answer/", targets.answer, name="targets-answer"),
    path("mine/", own_targets.own, name="own-targets"),
    path("mine/confirm/", own_targets.confirm, name="own-targets-confirm"),
    path("mine/ask/", own_targets.ask, name="own-targets-ask"),
]
