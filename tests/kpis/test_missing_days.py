"""A day of a channel that is missing below a line leads to the row of the file that was rejected, else to the grid."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpis.explain import explain
from metrics.models import Channel, ImportBatch, Point, RejectedRow
from tests.building import attribute, each_day, make_batch, make_channel, put
from tests.kpis.lines import LAST, computed_line

FIRST, GAP, AFTER = date(2026, 10, 1), date(2026, 10, 22), date(2026, 10, 23)


@pytest.fixture
def account(team) -> Channel:
    return make_channel(team, "公众号", watermark=LAST)


@pytest.fixture
def batch(team, account, analyst) -> ImportBatch:
    """Every day of October but the 22nd, of a file whose 24th row was rejected."""
    for code in ("oa.followers_new", "oa.followers_lost"):
        put(account.subject, code, each_day(FIRST, date(2026, 10, 21), 10) | each_day(AFTER, LAST, 10))
    batch = make_batch(team, account, state="imported", layout="user_analysis", file_name="用户分析.xls")
    Point.objects.update(batch=batch, row=2)
    return batch


def reject(batch: ImportBatch, row: int = 24, day: date | None = GAP) -> RejectedRow:
    return RejectedRow.objects.create(batch=batch, row=row, column="新关注人数", reason="not_a_number", day=day)


def gaps(line) -> list[tuple[date, str]]:
    return [(row.found.day, row.gap.url) for row in explain(line, everything=True).rows if row.gap]


def grid(channel: Channel, day: date) -> str:
    return reverse("metrics:completeness-day", args=["brook", channel.pk, day.isoformat()])


def test_a_missing_day_leads_to_the_rejected_row(member, account, batch):
    attribute(account.subject, member, share=30)
    reject(batch)

    line = computed_line(member, "oa.followers_net")

    assert gaps(line) == [(GAP, reverse("metrics:imports-row", args=["brook", batch.pk, 24]))]


@pytest.mark.parametrize("how", ["none", "another day", "undone", "day unknown", "another channel"])
def test_without_a_rejected_row_of_the_day_it_leads_to_the_grid(how, team, member, account, batch):
    attribute(account.subject, member)
    if how == "another day":
        reject(batch, day=AFTER)
    elif how == "day unknown":
        reject(batch, day=None)
    elif how == "undone":
        reject(make_batch(team, account, state="undone", layout="user_analysis"))
    elif how == "another channel":
        reject(make_batch(team, make_channel(team, "另一个号"), state="imported", layout="user_analysis"))

    assert gaps(computed_line(member, "oa.followers_net")) == [(GAP, grid(account, GAP))]


def test_days_that_the_member_does_not_answer_for_are_not_missing(member, account, batch):
    attribute(account.subject, member, from_on=AFTER)

    assert gaps(computed_line(member, "oa.followers_net")) == []


def test_the_whole_teams_numbers_lack_the_days_of_all_channels(member, account, batch):
    reject(batch)

    line = computed_line(member, "oa.followers_net", numbers="team")

    assert [day for day, _url in gaps(line)] == [GAP]


def test_a_day_of_which_one_metric_lacks_leads_there_too(member, account, batch):
    attribute(account.subject, member)
    Point.objects.filter(metric__code="oa.followers_lost", day=AFTER).delete()

    assert [day for day, _url in gaps(computed_line(member, "oa.followers_net"))] == [AFTER, GAP]


def test_a_missing_day_stands_among_the_first_rows_however_old_it_is(member, account, batch):
    attribute(account.subject, member)
    Point.objects.filter(day=date(2026, 10, 3)).delete()

    shown = explain(computed_line(member, "oa.followers_net"))

    assert [row.found.day for row in shown.rows if row.is_empty] == [GAP, date(2026, 10, 3)]
    assert (shown.days_missing, shown.rows_in_all, shown.has_more) == (2, 31, True)


def test_the_page_names_the_row_and_the_day(member, account, batch, browse):
    attribute(account.subject, member)
    reject(batch)
    line = computed_line(member, "oa.followers_net")
    card = reverse("kpis:month-card", args=["brook", line.part.scorecard_id])

    text = browse(member).get(card, {"line": line.pk}).content.decode()

    assert text.count("第 24 行，被退回") == 2
    assert text.count(">缺失<") == 2
    assert text.count("缺 1 天") == 2


def test_a_line_that_lacks_nothing_asks_nothing_more(member, account, batch):
    attribute(account.subject, member)
    lacking = computed_line(member, "oa.followers_net")
    explain(lacking)  # what the line remembers is asked for once
    with CaptureQueriesContext(connection) as with_gap:
        explain(lacking)
    lacking.days_present = lacking.days_expected
    with CaptureQueriesContext(connection) as whole:
        explain(lacking)

    assert len(with_gap) - len(whole) == 3
