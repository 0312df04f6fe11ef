"""Is it alive, is it ready: for load balancers and compose's health checks."""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from kombu import Connection

from jobs.models import JobRun
from roles.access import open_to_all

# Beat ticks every minute; after so long without one, nothing runs by itself any more.
TICK_AGE = timedelta(minutes=5)


@require_safe
@open_to_all
def alive(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@open_to_all
def ready(_request: HttpRequest) -> JsonResponse:
    """200 if database, migrations, broker, cache and the last tick are as they should be, else 503; each by name."""
    checks = {
        "database": database_answers(),
        "migrations": not pending_migrations(),
        "broker": broker_answers(),
        "cache": cache_answers(),
        "tick": ticked_lately(),
    }
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def broker_answers() -> bool:
    if not settings.REDIS_URL:
        return True
    try:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except broker.connection_errors:
        return False
    return True


def cache_answers() -> bool:
    cache.set("readyz", "1", 5)
    return bool(cache.get("readyz") == "1")


def ticked_lately() -> bool:
    return JobRun.objects.filter(name="tick", heartbeat_at__gt=timezone.now() - TICK_AGE).exists()
