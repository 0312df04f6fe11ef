"""Pages of whoever is signed in, in a team or not."""

from django.urls import path

from notices.views import choices

urlpatterns = [path("", choices.choices, name="notice-choices")]
