"""What a preview says of numbers that differ: how many, of which row and day, and all of them in a file."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from metrics.services import imports
from tests.metrics.conftest import NOW, days, own_sheet
from tests.metrics.sheets import NOTIFIED, as_csv, tendency

pytestmark = pytest.mark.django_db

EARLY, LATE = date(2026, 10, 25), date(2026, 10, 30)


def october(number: int, *, new: int) -> bytes:
    first = date(2026, 10, 1)
    return days(*(((first + timedelta(at)).isoformat(), new, 0, 100 + new) for at in range(number)))


@pytest.fixture
def page(analyst, browse):
    def of(batch, name="imports-preview"):
        return browse(analyst).get(reverse(f"metrics:{name}", args=["brook", batch.pk]))

    return of


def test_fifty_of_all_the_numbers_are_shown_and_all_can_be_downloaded(account, bring_in, look, page):
    bring_in(october(30, new=1), account, as_of=EARLY)
    preview = look(october(30, new=2), account, as_of=LATE)

    shown = page(preview)
    assert len(shown.context["changes"]) == 50
    assert preview.numbers_changed == 60
    assert "50 / 60" in shown.content.decode()
    assert reverse("metrics:imports-differences", args=["brook", preview.pk]) in shown.content.decode()

    book = openpyxl.load_workbook(BytesIO(page(preview, "imports-differences").content))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(lines) == 1 + 60
    assert lines[1][:2] == ("31", "2026-10-30")
    assert (lines[1][4], lines[1][5]) == ("1\u00a0人", "2\u00a0人")


def test_few_numbers_are_all_shown_without_a_way_to_more(account, bring_in, look, page):
    bring_in(october(3, new=1), account, as_of=EARLY)
    preview = look(october(3, new=2), account, as_of=LATE)

    shown = page(preview)

    assert len(shown.context["changes"]) == preview.numbers_changed == 6
    assert reverse("metrics:imports-differences", args=["brook", preview.pk]) not in shown.content.decode()


def test_what_is_older_is_named_by_row_day_and_both_numbers(account, bring_in, look, page):
    bring_in(days(("2026-10-01", 12, 1, 100)), account, as_of=LATE)
    preview = look(days(("2026-10-02", 5, 0, 105), ("2026-10-01", 11, 1, 100)), account, as_of=EARLY)

    (left,) = page(preview).context["left"]
    assert (left.row, left.day, left.metric.code) == (3, date(2026, 10, 1), "oa.followers_new")
    assert (left.before, left.after) == (12, 11)

    book = openpyxl.load_workbook(BytesIO(page(preview, "imports-differences").content))
    assert [line[0] for line in book.worksheets[1].iter_rows(min_row=2, values_only=True)] == ["3"]

    written = imports.confirm(preview, by=None, at=NOW)
    assert [one.row for one in page(written, "imports-result").context["left"]] == [3]


def test_an_undone_import_leaves_nothing_to_look_at(account, bring_in, look, page):
    bring_in(days(("2026-10-01", 12, 1, 100)), account, as_of=LATE)
    written = bring_in(days(("2026-10-01", 11, 1, 100), ("2026-10-02", 5, 0, 105)), account, as_of=EARLY)
    older = "比已有的数旧"
    assert older in page(written, "imports-result").content.decode()

    undone = imports.undo(written, by=None, at=NOW)

    shown = page(undone, "imports-result").content.decode()
    assert older not in shown
    assert "不改动的数" not in shown


def test_a_smaller_total_over_other_days_is_named_and_its_row_counts_as_left(account, bring_in, look, page):
    week = ["甲", "20261001", 60, 100, 3, 4, 5, 600, 70]
    bring_in(as_csv([*NOTIFIED, week]).encode(), account, as_of=EARLY)
    table = tendency(
        days=[("2026-10-01", "全部", 30)], articles=[("全部", "20261002", "乙", 5), ("全部", "20261001", "甲", 50)]
    )
    preview = look(as_csv(table).encode(), account, as_of=LATE)

    shown = page(preview).context
    (left,) = shown["left"]
    assert (left.row, left.subject, left.before, left.after) == (4, "甲", 60, 50)
    assert (preview.rows_new, shown["same_rows"], shown["older_rows"], preview.rows_read) == (1, 0, 1, 2)


def test_the_tiles_add_up_to_the_rows_of_the_file(account, bring_in, look, page):
    bring_in(days(("2026-10-01", 1, 0, 100), ("2026-10-02", 2, 0, 102)), account, as_of=EARLY)
    bring_in(days(("2026-10-03", 3, 0, 105)), account, as_of=LATE)
    rows = [("2026-10-01", 1, 0, 100), ("2026-10-02", 9, 0, 102), ("2026-10-03", 8, 0, 110), ("2026-10-04", 4, 0, 109)]
    preview = look(days(*rows, ("合计", 22, 0, "")), account, as_of=EARLY + timedelta(1))

    shown = page(preview).context

    tiles = (preview.rows_new, preview.rows_changed, shown["same_rows"], shown["older_rows"])
    assert (*tiles, preview.rows_rejected_whole) == (1, 1, 1, 1, 1)
    assert preview.rows_read == 5


def test_a_row_that_is_rejected_in_part_counts_once(account, look):
    """Its day is one block's, its article another's."""
    table = tendency(
        days=[("2026-10-01", "全部", 30)],
        totals=[("2026-10-01", "x", 1, 1, 1)],
        articles=[("全部", "2026-10-01", "秋冬护肤", 30)],
    )

    preview = look(as_csv(table).encode(), account)

    assert (preview.rows_new, preview.rows_rejected, preview.rows_in_part) == (1, 1, 1)
    assert preview.rows_read == preview.rows_told == 1


def test_rows_of_a_source_are_read_and_have_no_number_of_their_own(account, look, page):
    table = tendency(days=[("2026-10-01", "全部", 30), ("2026-10-01", "朋友圈", 20), ("2026-10-01", "搜一搜", 10)])

    preview = look(as_csv(table).encode(), account)

    assert (preview.rows_read, preview.rows_new, preview.rows_silent) == (3, 1, 2)
    assert "没有单独的数" in page(preview).content.decode()


def test_only_a_preview_is_compared(account, bring_in, page):
    batch = bring_in(own_sheet(("2026-10-01", "公众号", "oa.reads", 5)), account)

    assert page(batch, "imports-differences").url == reverse("metrics:imports-result", args=["brook", batch.pk])
