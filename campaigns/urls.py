"""The pages of the work."""

from django.urls import path

from campaigns import views

app_name = "campaigns"

urlpatterns = [path("workflows/", views.workflows, name="workflows")]
