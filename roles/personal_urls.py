"""Pages of whoever is signed in, in a team or not."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
