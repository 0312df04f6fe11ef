"""For tests: no service needed. ``DATABASE_URL`` and ``REDIS_URL`` lead the same suite to PostgreSQL and Redis."""

import os
import tempfile
from urllib.parse import urlsplit

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("FIELD_KEY", "only-for-tests-" + "y" * 40)
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="teamops-test-"))
os.environ.setdefault("DATABASE_URL", f"sqlite:///{os.environ['DATA_DIR']}/test.sqlite3")
os.environ.setdefault("BEHIND_TLS_PROXY", "false")
os.environ.setdefault("EMAIL_URL", "memorymail://")
if os.environ.get("REDIS_URL") and (worker := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")):
    # Each of xdist's workers has a Redis database to itself, or one's cache.clear() would empty another's.
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{worker}").geturl()

from teamops.settings.base import *  # noqa: F403
from teamops.settings.base import DATABASES, STORAGES

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 10}
# Putting the shipped rows back after a test with real transactions is nobody's change.
AUDITLOG_DISABLE_ON_RAW_SAVE = True
