"""docker-compose.yml and the Dockerfile, as far as they can be read without an engine."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OURS = ["web", "worker", "beat"]
SECRETS = ["SECRET_KEY", "FIELD_KEY", "POSTGRES_PASSWORD"]


def test_all_processes_are_there():
    assert set(SERVICES) == {"postgres", "redis", "migrate", *OURS}


@pytest.mark.parametrize("name", ["postgres", "redis", *OURS])
def test_each_lasting_service_restarts_and_says_whether_it_is_well(name):
    assert SERVICES[name]["restart"] == "always"
    assert name == "web" or SERVICES[name]["healthcheck"]["test"]


def test_the_images_own_check_is_the_webs():
    assert (
        'HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "deploy/healthcheck.py"]'
        in DOCKERFILE
    )
    assert (ROOT / "deploy/healthcheck.py").exists()


@pytest.mark.parametrize("secret", SECRETS)
def test_it_refuses_to_start_without_its_secrets(secret):
    uses = re.findall(rf"\$\{{{secret}[^}}]*\}}", (ROOT / "docker-compose.yml").read_text())

    assert uses
    assert all(use.startswith(f"${{{secret}:?") for use in uses)
    assert f"\n{secret}=\n" in (ROOT / ".env.example").read_text()


@pytest.mark.parametrize("name", OURS)
def test_everything_of_ours_waits_for_the_migrations(name):
    waits = SERVICES[name]["depends_on"]

    assert waits["migrate"]["condition"] == "service_completed_successfully"
    assert waits["postgres"]["condition"] == waits["redis"]["condition"] == "service_healthy"


def test_the_migrations_run_once():
    assert SERVICES["migrate"]["command"] == ["python", "manage.py", "migrate", "--noinput"]
    assert SERVICES["migrate"]["restart"] == "on-failure"
    assert "migrate" not in SERVICES["migrate"]["depends_on"]


def test_redis_keeps_what_is_queued():
    command = " ".join(SERVICES["redis"]["command"])

    assert "--appendonly yes" in command
    assert "--appendfsync everysec" in command


def test_volumes_are_named_and_web_and_worker_share_the_files():
    mounts = {name: [mount.split(":")[0] for mount in service.get("volumes", [])] for name, service in SERVICES.items()}

    assert set(COMPOSE["volumes"]) == {volume for volumes in mounts.values() for volume in volumes}
    assert mounts["web"] == mounts["worker"] == ["files"]


def test_the_image_runs_without_root_from_hashed_requirements():
    last_stage = DOCKERFILE.split("FROM ")[-1]

    assert "\nUSER teamops\n" in last_stage
    assert "pip install --require-hashes" in DOCKERFILE
    assert "collectstatic" in last_stage
    assert last_stage.index("collectstatic") < last_stage.index("USER teamops")


def test_no_secret_gets_into_the_image():
    ignored = (ROOT / ".dockerignore").read_text().split()

    assert {".env", "var", ".git", "*.sqlite3*"} <= set(ignored)
    assert not re.search(r"^(ENV|ARG).*(KEY|PASSWORD)", DOCKERFILE, re.MULTILINE)
