"""Every REST resource, under /api/v1/."""

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.views import redirect_to_login
from django.urls import URLPattern, URLResolver, path
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotAuthenticated
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import GenericViewSet

from campaigns.api import ROUTES as WORK
from kpis.api import ROUTES as KPIS
from kpis.awards.api import ROUTES as AWARDS
from kpis.goals.api import ROUTES as GOALS
from kpis.targets.api import ROUTES as TARGETS
from meetings.api import ROUTES as MEETINGS
from metrics.api import ROUTES as METRICS
from metrics.connections_api import ROUTES as CONNECTIONS
from metrics.content_api import ROUTES as CONTENT
from metrics.mappings_api import ROUTES as MAPPINGS
from roles.api import ROUTES as ROLES

# teams, members, roles, assignments · channels, metrics, points, imports, mappings · content, attributions
# · connections · templates, scorecards, goals, targets, awards · items, workflows, budgets, risks, word lists
# · stand-ups, blockers, series, meetings, actions
RESOURCES: list[tuple[str, type[GenericViewSet[Any]]]] = [
    *ROLES,
    *METRICS,
    *MAPPINGS,
    *CONTENT,
    *CONNECTIONS,
    *KPIS,
    *GOALS,
    *TARGETS,
    *AWARDS,
    *WORK,
    *MEETINGS,
]

router = SimpleRouter()
for prefix, viewset in RESOURCES:
    router.register(prefix, viewset, basename=f"api-{prefix}")


# Swagger UI writes its styles into the page as it runs: the only page that may.
@method_decorator(csp_update({"style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    """The resources to read and to try out, for whoever is signed in."""

    url_name = "api-schema"

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, NotAuthenticated):
            return redirect_to_login(self.request.get_full_path())
        return super().handle_exception(exc)


urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
]
