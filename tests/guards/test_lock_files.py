"""The requirement files: each package pinned and hashed, no address of an index, and the lock is that of the wishes."""

import re

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "requirements"
LOCKS = ["base.txt", "dev.txt"]
# What the project is built on, whatever else changes.
ALWAYS = {"django", "djangorestframework", "celery", "redis", "psycopg2-binary", "django-filter"}
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})*)", re.MULTILINE)


def wished(name: str) -> dict[str, str]:
    """The packages of an .in file, by name, with what is said of their versions."""
    lines = (line.split("#")[0].strip() for line in (FOLDER / name).read_text().splitlines())
    wishes = (re.match(r"([A-Za-z0-9-]+)(\[[a-z,]+\])?(.*)", line) for line in lines if line and line[0] != "-")
    return {wish[1].lower(): wish[3] for wish in wishes}


def locked(name: str) -> dict[str, tuple[str, int]]:
    """The packages of a lock file: version and number of hashes."""
    return {lock[1]: (lock[2], lock[3].count("sha256")) for lock in PINNED.finditer((FOLDER / name).read_text())}


@pytest.mark.parametrize("name", LOCKS)
def test_each_package_is_pinned_with_hashes(name):
    lines = [line for line in (FOLDER / name).read_text().splitlines() if line and line[0] not in " #"]

    assert len(lines) == len(locked(name))
    assert all(hashes for _version, hashes in locked(name).values())


@pytest.mark.parametrize("name", ["base.in", "dev.in", *LOCKS])
def test_no_address_of_an_index_is_written_down(name):
    text = (FOLDER / name).read_text()

    assert "://" not in text
    assert not re.search(r"^--?(i|index-url|extra-index-url|find-links|trusted-host)\b", text, re.MULTILINE)


def test_what_is_wished_for_is_locked():
    assert set(wished("base.in")) <= set(locked("base.txt"))
    assert set(wished("dev.in")) <= set(locked("dev.txt"))
    assert locked("base.txt").items() <= locked("dev.txt").items()


def test_the_project_s_foundations_are_there():
    assert set(wished("base.in")) >= ALWAYS
    assert "pytest-django" in wished("dev.in")
    assert locked("base.txt")["django"][0].startswith("5.2.")
    # Celery's extra for Redis would pin ``packaging`` exactly.
    assert "celery[" not in (FOLDER / "base.in").read_text()


@pytest.mark.parametrize("name", ["base.in", "dev.in"])
def test_each_dependency_says_what_it_is_for(name):
    said = (settings.BASE_DIR / "docs" / "dependencies.md").read_text().lower()

    assert [package for package in wished(name) if f"| {package} |" not in said and f"`{package}`" not in said] == []
