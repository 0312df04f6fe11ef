"""What a preview points out beside the weeks before: what is graver first, each day in its year, and how many more."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from metrics.services import outlook
from tests.metrics.conftest import days

pytestmark = pytest.mark.django_db


def month_of(year, *odd):
    """Twenty even days of March, then the odd ones."""
    first = date(year, 3, 1)
    even = [((first + timedelta(days=n)).isoformat(), 100 + n % 3, 10, 1000 + 95 * n) for n in range(20)]
    return days(*even, *[(f"{year}-03-{day}", *numbers) for day, *numbers in odd])


def codes(batch):
    return [one["code"] for one in batch.warnings]


def test_a_total_that_fell_is_pointed_out_before_a_day_that_is_too_low(account, look):
    batch = look(month_of(2026, (21, 3, 0, 40)), account, as_of=date(2026, 4, 1))

    assert [code for code in codes(batch) if code in {"stock_fell", "slump"}][:2] == ["stock_fell", "slump"]


def test_a_jump_is_pointed_out_before_what_is_too_low(account, look):
    batch = look(month_of(2026, (21, 3, 900, 2720)), account, as_of=date(2026, 4, 1))

    assert [code for code in codes(batch) if code in {"jump", "slump"}] == ["jump", "slump"]


def test_a_total_that_jumps_is_pointed_out_too(account, look):
    """Another account's file, say."""
    batch = look(month_of(2026, (21, 103, 10, 26_000)), account, as_of=date(2026, 4, 1))

    assert [one["code"] for one in batch.warnings if one["column"] == "oa.followers_total"] == ["jump"]


@pytest.mark.parametrize(("year", "day"), [(2026, "03-21"), (2025, "2025-03-21")])
def test_a_day_of_another_year_than_the_file_is_said_with_its_year(year, day, account, look):
    batch = look(month_of(year, (21, 3, 10, 2720)), account, as_of=date(2026, 4, 1))

    assert [one["arguments"]["day"] for one in batch.warnings if one["code"] == "slump"] == [day]


def test_how_many_more_there_are_is_said(account, look, monkeypatch, browse, analyst):
    sheet = month_of(2026, (21, 3, 900, 40))
    everything = len(look(sheet, account, as_of=date(2026, 4, 1)).warnings)
    monkeypatch.setattr(outlook, "MOST_WARNINGS", 2)

    batch = look(sheet, account, as_of=date(2026, 4, 1))

    assert codes(batch)[2:] == ["more_doubts"]
    page = browse(analyst).get(reverse("metrics:imports-preview", args=["brook", batch.pk]))
    assert page.context["more_to_look_at"] == everything - 2 > 0
    assert f"还有 {everything - 2} 处" in page.content.decode()


def test_content_that_is_there_for_the_first_time_is_named(videos, posts, look, bring_in):
    told = next(one for one in look(posts, videos).warnings if one["code"] == "new_content")
    assert told["arguments"]["items"] == 14
    assert told["arguments"]["titles"].count("「") == 3
    assert told["arguments"]["titles"].endswith("…")

    bring_in(posts, videos)
    assert "new_content" not in codes(look(posts, videos))
