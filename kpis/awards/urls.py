"""The pages of awards, below those of kpis."""

from django.urls import URLPattern, path

from kpis.views import award_kinds, awards

urlpatterns: list[URLPattern] = [
    path("", awards.month, name="awards"),
    path("history/", awards.history, name="awards-history"),
    path("export/", awards.export, name="awards-export"),
    path("kinds/", award_kinds.kinds, name="awards-kinds"),
    path("kinds/add/", award_kinds.add, name="awards-add"),
    path("kinds/<int:pk>/edit/", award_kinds.edit, name="awards-edit"),
    path("kinds/<int:pk>/stop/", award_kinds.stop, name="awards-stop"),
    path("kinds/<int:pk>/resume/", award_kinds.resume, name="awards-resume"),
    path("picks/<int:pk>/announce/", awards.announce, name="awards-announce"),
    path("picks/<int:pk>/withdraw/", awards.withdraw, name="awards-withdraw"),
    path("<int:pk>/<str:month>/", awards.detail, name="awards-detail"),
    path("<int:pk>/<str:month>/pick/", awards.pick, name="awards-pick"),
    path("<int:pk>/<str:month>/evidence/<int:subject>/", awards.evidence, name="awards-evidence"),
]
