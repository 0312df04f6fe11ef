"""Channels, files and a shortcut through preview and confirm."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from metrics.models import Channel, ImportBatch, Point, Subject
from metrics.services import imports

FILES = Path(__file__).parent / "files"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
AS_OF = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def only_on_postgresql(request):
    """Tests marked ``postgres`` need row locks and COPY."""
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Each test keeps its files for itself."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    return tmp_path / "files"


def make_channel(team, name, kind) -> Channel:
    subject = Subject.objects.create(team=team, kind=Subject.Kind.CHANNEL, name=name)
    return Channel.objects.create(subject=subject, kind=kind)


@pytest.fixture
def account(team) -> Channel:
    return make_channel(team, "公众号", Channel.Kind.OFFICIAL_ACCOUNT)


@pytest.fixture
def videos(team) -> Channel:
    return make_channel(team, "视频号", Channel.Kind.VIDEO_ACCOUNT)


@pytest.fixture
def groups(team) -> Channel:
    return make_channel(team, "会员群", Channel.Kind.GROUP)


@pytest.fixture
def followers() -> bytes:
    """user_analysis.xls of the samples: October 2026, an HTML table."""
    return (FILES / "user_analysis.xls").read_bytes()


@pytest.fixture
def posts() -> bytes:
    """视频号动态数据明细.csv of the samples: 14 videos."""
    return (FILES / "视频号动态数据明细.csv").read_bytes()


def days(*rows) -> bytes:
    """A small user_analysis as csv: (day, new, lost, total) a row; the net is computed unless it is given fifth."""
    lines = ["时间,新关注人数,取消关注人数,净增关注人数,累积关注人数"]
    for day, new, lost, total, *net in rows:
        lines.append(f'{day},"{new}",{lost},{net[0] if net else int(new) - int(lost)},{total}')
    return "\n".join(lines).encode()


def own_sheet(*rows) -> bytes:
    return "\n".join(["日期,对象,指标,数值", *(",".join(map(str, row)) for row in rows)]).encode()


@pytest.fixture
def look(team):
    """``look(content, channel)`` is a preview."""

    def preview(content: bytes, channel: Channel | None = None, **options) -> ImportBatch:
        options = {"name": "file.csv", "as_of": AS_OF, "by": None, "at": NOW} | options
        return imports.preview(team, content, channel=channel, **options)

    return preview


@pytest.fixture
def bring_in(look):
    """``bring_in(content, channel)`` previews and confirms."""

    def confirmed(content: bytes, channel: Channel | None = None, **options) -> ImportBatch:
        return imports.confirm(look(content, channel, **options), by=None, at=NOW)

    return confirmed


@pytest.fixture
def sums():
    """``sums(team)``: the sum of each metric's points."""

    def of(team) -> dict:
        totals: dict = {}
        for code, value in Point.objects.filter(team=team).values_list("metric__code", "value"):
            totals[code] = totals.get(code, 0) + value
        return totals

    return of


@pytest.fixture
def standing():
    """Every point with where it is from, to compare before and after."""

    def snapshot() -> list:
        return list(
            Point.objects.order_by("subject", "metric", "day").values_list(
                "subject__name", "metric__code", "day", "value", "as_of", "batch", "row"
            )
        )

    return snapshot
