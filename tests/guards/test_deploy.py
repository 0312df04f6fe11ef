"""Production's settings are safe as they stand, and refuse to start on nonsense."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "PATH": os.environ["PATH"],
    "DJANGO_SETTINGS_MODULE": "teamops.settings.base",
    "SECRET_KEY": "kf2VQm9xT0rB7nJ4sLw8yHc3pZd6gAe1uXi5oKvMqRtYbNhSfDjEzWaG",
    "FIELD_KEY": "another-long-secret-for-the-fields",
    "DATABASE_URL": "sqlite:///:memory:",
    "ALLOWED_HOSTS": "teamops.example.com",
}


def check_deploy(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_left_to_say_about_production():
    done = check_deploy(PRODUCTION)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEY", "DATABASE_URL"])
def test_production_does_not_start_without(name):
    done = check_deploy({key: value for key, value in PRODUCTION.items() if key != name})

    assert done.returncode != 0
    assert name in done.stderr


@pytest.mark.parametrize(("name", "nonsense"), [("BEHIND_TLS_PROXY", "perhaps"), ("IMPORT_MAX_BYTES", "many")])
def test_nonsense_stops_the_start(name, nonsense):
    done = check_deploy({**PRODUCTION, name: nonsense})

    assert done.returncode != 0
