"""Make the virtual environment and put the locked packages in: ``environment.py .venv base.txt``.

uv does it where it is at hand, pip everywhere else. pip's own settings hold for both, so a mirror near by is used.
"""

from __future__ import annotations  # so that a Python too old for us can still say so

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)


def main(folder: Path, lock: Path) -> None:
    if sys.version_info < OLDEST:
        sys.exit(f"TeamOps needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11 …")
    uv = shutil.which("uv")
    python = folder / "bin" / "python"
    if not python.exists():
        make(folder, uv)
    print(f"Installing {lock.name} into {folder} …", flush=True)
    if uv:
        run(uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", lock, env=mirrored())
    else:
        # What is used is compiled when it is first used; compiling all of it would take as long as the rest.
        run(*pip_of(python), "install", "--quiet", "--no-compile", "--require-hashes", "-r", lock)


def make(folder: Path, uv: str | None) -> None:
    """The pip at hand looks after the new folder. A pip of its own costs seconds, and on Debian a further package."""
    if uv:
        run(uv, "venv", "--quiet", "--python", sys.executable, folder)
    elif has("venv") and has("pip"):
        run(sys.executable, "-m", "venv", "--without-pip", folder)
    elif has("venv") and has("ensurepip"):
        run(sys.executable, "-m", "venv", folder)
    else:
        sys.exit("Python's venv is missing here. On Debian and Ubuntu: apt install python3-venv")


def has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def pip_of(python: Path) -> list[object]:
    inside = subprocess.run([python, "-c", "import pip"], capture_output=True, check=False)
    return [python, "-m", "pip"] if inside.returncode == 0 else [sys.executable, "-m", "pip", "--python", python]


def mirrored() -> dict[str, str]:
    """uv doesn't read pip's settings: tell it the index that pip would ask."""
    if not has("pip") or "UV_DEFAULT_INDEX" in os.environ:
        return dict(os.environ)
    asked = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    index = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return {**os.environ, **({"UV_DEFAULT_INDEX": index} if index else {})}


def run(*command: object, env: dict[str, str] | None = None) -> None:
    done = subprocess.run([str(part) for part in command], env=env, check=False)
    if done.returncode:
        sys.exit(f"This failed: {' '.join(str(part) for part in command)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
