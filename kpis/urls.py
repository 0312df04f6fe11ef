"""The pages of kpis."""

from django.urls import URLPattern, URLResolver, include, path

from kpis.views import cards, grades, month, templates, whatif

app_name = "kpis"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", month.month, name="month"),
    path("export/", month.export, name="month-export"),
    path("cards/<int:pk>/", cards.card, name="month-card"),
    path("cards/<int:pk>/print/", cards.print_card, name="month-print"),
    path("cards/<int:pk>/months/", cards.months, name="month-months"),
    path("cards/<int:pk>/review/", cards.review, name="month-review"),
    path("cards/<int:pk>/sign/", cards.sign, name="month-sign"),
    path("cards/<int:pk>/reopen/", cards.reopen, name="month-reopen"),
    path("", include("kpis.month_end_urls")),
    path("targets/", include("kpis.targets.urls")),
    path("awards/", include("kpis.awards.urls")),
    path("templates/grades/", grades.grades, name="templates-grades"),
    path("templates/", templates.templates, name="templates"),
    path("templates/<int:pk>/", templates.detail, name="templates-detail"),
    path("templates/<int:pk>/edit/", templates.edit, name="templates-edit"),
    path("templates/<int:pk>/what-if/", whatif.what_if, name="templates-what-if"),
    path("templates/<int:pk>/what-if/keep/", whatif.keep, name="templates-keep"),
    path("templates/<int:pk>/copy/", templates.copy, name="templates-copy"),
    path("templates/<int:pk>/publish/", templates.publish, name="templates-publish"),
    path("templates/<int:pk>/discard/", templates.discard, name="templates-discard"),
]
