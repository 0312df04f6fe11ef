"""Pages of whoever is signed in, in a team or not."""

from django.urls import path

from roles.views import profile

urlpatterns = [
    path("", profile.profile, name="profile"),
    path("tokens/", profile.issue_token, name="profile-token-issue"),
    path("tokens/<int:pk>/revoke/", profile.revoke_token, name="profile-token-revoke"),
]
