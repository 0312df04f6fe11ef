"""Fetch the third-party files named in vendor.json again and write down their hashes. For developers; needs npm.

Run ``python static/vendor/update.py`` after changing a version or the list of icons, and commit what it wrote.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent
LOCK = VENDOR / "vendor.json"
SPRITE_HEAD = "<!-- Bootstrap Icons {version}. Copyright 2019-2024 The Bootstrap Authors. MIT licence. -->"


def fetch(name: str, version: str, folder: Path) -> Path:
    """Unpack one npm package and return its folder."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    target = folder / name
    with tarfile.open(folder / packed) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def without_map(text: str) -> str:
    """Drop the pointer to a source map: the map isn't shipped, and hashed static files refuse a missing one."""
    return re.sub(r"\n?/[/*]# sourceMappingURL=\S+(?: \*/)?\s*$", "\n", text)


def sprite(package: Path, version: str, icons: list[str]) -> str:
    """One ``<symbol>`` an icon, in alphabetical order."""
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', SPRITE_HEAD.format(version=version)]
    for icon in icons:
        text = (package / "icons" / f"{icon}.svg").read_text()
        inner = re.search(r"<svg[^>]*>(.*)</svg>", text, re.S)
        assert inner is not None, icon
        lines.append(f'<symbol id="{icon}" viewBox="0 0 16 16">{" ".join(inner[1].split())}</symbol>')
    return "\n".join([*lines, "</svg>", ""])


def main() -> None:
    lock = json.loads(LOCK.read_text())
    lock["icons"] = sorted(set(lock["icons"]))
    with tempfile.TemporaryDirectory() as folder:
        for entry in lock["files"]:
            package = fetch(entry["name"], entry["version"], Path(folder))
            if entry["source"] == "icons":
                text = sprite(package, entry["version"], lock["icons"])
            else:
                text = without_map((package / entry["source"]).read_text())
            (VENDOR / entry["file"]).write_text(text)
            entry["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    LOCK.write_text(json.dumps(lock, indent=2) + "\n")


if __name__ == "__main__":
    main()
