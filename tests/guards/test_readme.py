"""The READMEs don't lag behind the code: each setting of the environment and each word of the glossary is real."""

import re

import pytest
from django.conf import settings

PACKAGES = ["roles", "notices", "metrics", "kpis", "campaigns", "meetings"]
READMES = ["README.md", "README.zh-CN.md"]


@pytest.mark.parametrize("name", READMES)
def test_every_setting_of_the_environment_is_described(name):
    readme = (settings.BASE_DIR / name).read_text()
    sources = [settings.BASE_DIR / "teamops" / "settings" / "base.py", settings.BASE_DIR / "deploy" / "gunicorn.py"]
    asked = {
        setting
        for source in sources
        for setting in re.findall(r"env(?:iron)?\.\w+\(\s*\"([A-Z_]+)\"", source.read_text())
    }

    assert len(asked) > 10
    assert [setting for setting in sorted(asked) if f"`{setting}`" not in readme] == []


@pytest.mark.parametrize("name", READMES)
def test_the_glossary_names_what_there_is(name):
    rows = re.findall(r"^\| \S+ \| .* \| (.*) \|$", (settings.BASE_DIR / name).read_text(), re.MULTILINE)
    classes = {word for row in rows for word in re.findall(r"`([A-Z][a-z]\w*)`", row)}
    rooms = [settings.BASE_DIR / package for package in PACKAGES]
    code = "\n".join(path.read_text() for room in rooms for path in room.rglob("*.py"))

    assert len(classes) > 15
    assert [word for word in sorted(classes) if f"class {word}(" not in code] == []
