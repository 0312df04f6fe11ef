"""What a million rows take of memory: a process of its own reads, looks at and writes them, and says its peak."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.results import Figure
from benchmarks.worker import address_of_the_database
from metrics.models import Channel, Metric, Subject
from roles.models import Team

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
CHANNELS = 20
LIMIT = 500  # MB
AS_OF = date(2026, 11, 20)


def figures() -> list[Figure]:
    team = Team.objects.create(slug="bench-long", name="bench")
    names = [f"渠道{n}" for n in range(CHANNELS)]
    for name in names:
        subject = Subject.objects.create(team=team, kind=Subject.Kind.CHANNEL, name=name)
        Channel.objects.create(subject=subject, kind=Channel.Kind.GROUP)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("日期,对象,指标,数值\n")
            file.writelines(rows(names))
        peak = peak_of_another_process(path, folder)
    return [Figure(f"import of {ROWS:,} rows: peak memory in MB", peak, LIMIT, at_most=True)]


def rows(names: list[str]) -> Iterator[str]:
    """TeamOps' own sheet: every stored metric of every channel, day by day backwards."""
    codes = list(Metric.objects.stored().exclude(unit=Metric.Unit.PERCENT).values_list("code", flat=True))
    for n in range(ROWS):
        days, place = divmod(n, len(names) * len(codes))
        code, name = divmod(place, len(names))
        yield f"{AS_OF - timedelta(days=days)},{names[name]},{codes[code]},{n * 7919 % 100_000 + 1000}\n"


def peak_of_another_process(path: Path, folder: str) -> float:
    """The file read, looked at and written there; the highest that its memory went, in MB."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "teamops.settings.base",
        "DATABASE_URL": address_of_the_database(),
        "DATA_DIR": folder,
        "BEHIND_TLS_PROXY": "false",
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "benchmarks.reader", str(path)]
    answer = subprocess.run(
        command, env=environment, cwd=Path(__file__).parent.parent, check=True, capture_output=True, text=True
    )
    return float(answer.stdout.splitlines()[-1])
