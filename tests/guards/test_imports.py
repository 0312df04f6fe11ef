"""Imports point down: the order of the house, and the proof that the proof works."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

HOUSE = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]["importlinter"]
PACKAGES = HOUSE["root_packages"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_point_down():
    done = lint(settings.BASE_DIR)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("lower", "upper"), [("roles/permissions.py", "kpis.scoring"), ("kpis/scoring.py", "campaigns.models")]
)
def test_an_import_that_points_up_or_across_is_found(tmp_path, lower, upper):
    for package in PACKAGES:
        shutil.copytree(settings.BASE_DIR / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(settings.BASE_DIR / "pyproject.toml", tmp_path)
    with (tmp_path / lower).open("a") as file:
        file.write(f"\nimport {upper}\n")

    done = lint(tmp_path)

    assert done.returncode == 1, done.stdout
    assert upper in done.stdout


def test_each_app_of_ours_has_its_place_in_the_order():
    layers = {name for layer in HOUSE["contracts"][0]["layers"] for name in layer.replace(":", "|").split()}
    ours = {name for name in settings.INSTALLED_APPS if (settings.BASE_DIR / name / "__init__.py").exists()}

    assert ours
    # teamops is the wiring above them all: its modules stand in the order one by one.
    assert ours - {"teamops"} <= layers
    assert ours <= set(PACKAGES)


def test_no_import_of_ours_hides_in_a_function():
    """But in ``AppConfig.ready``, where the models are there and what is registered must be loaded."""
    hidden = [
        f"{path.relative_to(settings.BASE_DIR)}:{node.lineno}"
        for package in PACKAGES
        for path in sorted((settings.BASE_DIR / package).rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and not (path.name == "apps.py" and function.name == "ready")
        for node in ast.walk(function)
        if imported(node) & set(PACKAGES)
    ]

    assert hidden == []


def imported(node: ast.AST) -> set[str]:
    """The packages that an import statement names."""
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").split(".")[0]}
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    return set()
