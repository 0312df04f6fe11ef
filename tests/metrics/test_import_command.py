"""``manage.py import_metrics``: its exit codes and its JSON are stable."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from metrics.models import ImportBatch, Point
from tests.metrics.conftest import FILES, days

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("import_metrics", *map(str, arguments), stdout=out)
    return out.getvalue()


def as_json(*arguments):
    return json.loads(run(*arguments, "--json"))


def test_a_file_is_imported_and_summed_up(team, account):
    answer = as_json(FILES / "user_analysis.xls", "--team", "brook", "--channel", "公众号")

    batch = ImportBatch.objects.get()
    assert answer == {
        "batch": batch.pk,
        "format": "user_analysis",
        "channel": "公众号",
        "new": 31,
        "changed": 0,
        "same": 0,
        "rejected": 0,
        "points": 93,
        "days": ["2026-10-01", "2026-10-31"],
        "problems": [],
    }
    assert batch.state == ImportBatch.State.IMPORTED


def test_the_same_file_again_is_known_and_no_error(team, account):
    run(FILES / "user_analysis.xls", "--team", "brook", "--channel", "公众号")

    again = as_json(FILES / "user_analysis.xls", "--team", "brook", "--channel", "公众号")

    assert (again["new"], again["changed"], again["same"]) == (0, 0, 31)
    assert Point.objects.count() == 93
    assert ImportBatch.objects.imported().count() == 1


def test_a_dry_run_writes_nothing(team, account):
    answer = as_json(FILES / "user_analysis.xls", "--team", "brook", "--channel", "公众号", "--dry-run")

    assert answer["new"] == 31
    assert not Point.objects.exists()
    assert not ImportBatch.objects.imported().exists()


def test_rejected_rows_do_not_block_and_are_named(team, account, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(days(("2026-10-01", 1, 0, 1), ("2026-13-01", 1, 0, 1)))

    answer = as_json(path, "--team", "brook", "--channel", "公众号", "--as-of", "2026-11-01")

    assert (answer["new"], answer["rejected"]) == (1, 1)
    (problem,) = answer["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (3, "时间", "2026-13-01")
    assert problem["reason"]
    assert "2026-13-01" in run(path, "--team", "brook", "--channel", "公众号", "--as-of", "2026-11-01")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--team", "nowhere", "--channel", "公众号"], "nowhere"),
        (["--team", "brook", "--channel", "没有的"], "公众号"),
    ],
)
def test_a_team_or_channel_that_is_not_there_is_named(team, account, arguments, why):
    with pytest.raises(CommandError, match=why) as refused:
        run(FILES / "user_analysis.xls", *arguments)
    assert refused.value.returncode == 1


def test_a_refused_file_stores_nothing(team, account, tmp_path, own_files):
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))

    with pytest.raises(CommandError):
        run(path, "--team", "brook", "--channel", "公众号")
    with pytest.raises(CommandError):
        run(tmp_path / "missing.csv", "--team", "brook", "--channel", "公众号")

    assert not ImportBatch.objects.exists()
    assert not own_files.exists()


def test_a_file_without_one_good_row_is_refused(team, account, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(days(("2026-13-01", 1, 0, 1)))

    with pytest.raises(CommandError) as refused:
        run(path, "--team", "brook", "--channel", "公众号")

    assert refused.value.returncode == 1
    assert not Point.objects.exists()
