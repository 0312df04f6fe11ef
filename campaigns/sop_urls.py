"""The pages of SOPs, within ``campaigns``."""

from django.urls import URLPattern, path

from campaigns.views import sop_runs, sops

urlpatterns: list[URLPattern] = [
    path("", sops.sops, name="sops"),
    path("export/", sops.export, name="sops-export"),
    path("add/", sops.add, name="sops-add"),
    path("<int:pk>/", sops.sop, name="sops-sop"),
    path("<int:pk>/edit/", sops.edit, name="sops-edit"),
    path("<int:pk>/start/", sops.start, name="sops-start"),
    path("<int:pk>/put-away/", sops.put_away, name="sops-put-away"),
    path("runs/<int:pk>/", sop_runs.run, name="sops-run"),
    path("runs/<int:pk>/hand-over/", sop_runs.hand_over, name="sops-hand-over"),
    path("runs/<int:pk>/end/", sop_runs.end, name="sops-end"),
    path("steps/<int:pk>/tick/", sop_runs.tick, name="sops-tick"),
    path("steps/<int:pk>/untick/", sop_runs.untick, name="sops-untick"),
    path("steps/<int:pk>/skip/", sop_runs.skip, name="sops-skip"),
]
