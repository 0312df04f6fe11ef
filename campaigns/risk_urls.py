"""The pages of risks, within ``campaigns``."""

from django.urls import URLPattern, path

from campaigns.views import risk_acts, risks

urlpatterns: list[URLPattern] = [
    path("", risks.risks, name="risks"),
    path("add/", risk_acts.add, name="risks-add"),
    path("export/", risks.export, name="risks-export"),
    path("thresholds/", risk_acts.thresholds, name="risks-thresholds"),
    path("thresholds/<int:pk>/", risk_acts.threshold, name="risks-threshold"),
    path("<int:pk>/", risks.risk, name="risks-risk"),
    path("<int:pk>/review/", risk_acts.review, name="risks-review"),
    path("<int:pk>/close/", risk_acts.close, name="risks-close"),
]
