"""One process, one folder: SQLite, worker and beat inside the web process. For a first look and for small teams."""

import os
import secrets
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(os.environ.setdefault("DATA_DIR", str(BASE_DIR / "var")))
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def kept_secret(name: str) -> str:
    """Make a random secret once and keep it in ``DATA_DIR``, readable by its owner alone."""
    path = DATA_DIR / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(secret := secrets.token_urlsafe(50))
    return secret


for _name in ("SECRET_KEY", "FIELD_KEY"):
    os.environ[_name] = os.environ.get(_name) or kept_secret(_name.lower())
os.environ.setdefault("DATABASE_URL", f"sqlite:///{DATA_DIR / 'teamops.sqlite3'}")
os.environ.setdefault("BEHIND_TLS_PROXY", "false")
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")

from teamops.settings.base import *  # noqa: E402, F403
from teamops.settings.base import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
# Compressing takes most of a minute; embedded serves the files as they are, through the finders.
STATIC_ROOT = None
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
