"""The completeness grid: what each day of each channel is, on the page, in its day, and over REST."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from metrics.completeness import State, completeness
from metrics.gaps import forgotten_soon, to_fill
from metrics.imports.as_of import BEIJING
from metrics.models import Channel, Connection, ImportBatch, Metric, Point, Restatement
from teamops.lib.months import Span
from teamops.lib.secrets import Secret
from tests.building import attribute, each_day, make_batch, make_channel, put

pytestmark = pytest.mark.django_db

Kind = Channel.Kind
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))
NEW, LOST = "oa.followers_new", "oa.followers_lost"
FULL, PART, GAP, WAIT, BEFORE, OVER = State


def at(day: date, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=BEIJING)


AFTER = at(date(2026, 11, 2), "12:00")


def october(day: int) -> date:
    return date(2026, 10, day)


def cells(channel: Channel, *, when: datetime = AFTER, month: Span = OCTOBER):
    """The row's cells by the day of the month."""
    row = completeness([Channel.objects.get(pk=channel.pk)], month, at=when)[channel.pk]
    return {cell.day.day: cell for cell in row.cells}


def states(channel: Channel, **how) -> dict[int, str]:
    return {day: cell.state for day, cell in cells(channel, **how).items()}


@pytest.fixture
def account(team) -> Channel:
    """Its followers came each day from the 5th to the 20th of October."""
    channel = make_channel(team, watermark=october(20))
    for code in (NEW, LOST):
        put(channel.subject, code, each_day(october(5), october(20), 1))
    return channel


def test_a_day_is_complete_partial_or_missing_by_its_metrics(account):
    Point.objects.filter(day=october(7), metric__code=LOST).delete()
    Point.objects.filter(day=october(9)).delete()

    found = cells(account)

    assert (found[6].state, found[7].state, found[9].state) == (FULL, PART, GAP)
    assert (found[7].present, found[7].expected, found[7].percent) == (1, 2, 50)
    assert found[7].missing == (Metric.objects.get(code=LOST).pk,)


def test_days_before_the_first_data_are_not_missing(account):
    assert set(list(states(account).values())[:4]) == {BEFORE}
    assert set(states(account, month=Span(date(2026, 9, 1), date(2026, 9, 30))).values()) == {BEFORE}


def test_a_channel_that_stopped_misses_every_day_since(account):
    row = completeness([account], OCTOBER, at=AFTER)[account.pk]

    assert [cell.state for cell in row.cells[20:]] == [GAP] * 11
    assert (row.counted.full, row.counted.days) == (16, 27)
    assert row.rate == Decimal(32) / 54
    november = states(account, month=Span(date(2026, 11, 1), date(2026, 11, 2)))
    assert november == {1: GAP, 2: WAIT}


def test_a_channel_out_of_use_owes_nothing_after_its_last_day(account):
    account.is_active = False
    account.save()

    assert states(account)[20] == FULL
    assert states(account)[21] == OVER
    assert completeness([account], OCTOBER, at=AFTER)[account.pk].rate == 1


@pytest.mark.parametrize(
    ("kind", "clock", "state"),
    [
        (Kind.OFFICIAL_ACCOUNT, "07:59", WAIT),
        (Kind.OFFICIAL_ACCOUNT, "08:00", GAP),
        (Kind.WECOM, "05:59", WAIT),
        (Kind.WECOM, "06:00", GAP),
        (Kind.SHOP, "00:00", GAP),
    ],
)
def test_yesterday_is_due_from_the_hour_at_which_its_numbers_are_ready(team, kind, clock, state):
    code = {Kind.OFFICIAL_ACCOUNT: NEW, Kind.WECOM: "wecom.chats", Kind.SHOP: "shop.orders"}[kind]
    channel = make_channel(team, "渠道", kind, watermark=october(20))
    put(channel.subject, code, each_day(october(1), october(20), 3))

    assert states(channel, when=at(october(22), clock))[21] == state
    assert states(channel, when=at(october(22), clock))[22] == WAIT


def test_the_hours_are_those_of_beijing_whatever_the_site_s_time_zone(account):
    with timezone.override("America/New_York"):
        early = datetime(2026, 10, 21, 23, 59, tzinfo=BEIJING).astimezone()
        assert states(account, when=early)[21] == WAIT
        assert states(account, when=at(october(22), "08:00"))[21] == GAP


def test_a_day_with_zero_orders_is_complete(team):
    shop = make_channel(team, "有赞", Kind.SHOP, watermark=october(31))
    put(shop.subject, "shop.orders", each_day(OCTOBER.first, OCTOBER.last, 0))

    assert set(states(shop).values()) == {FULL}


def test_a_channel_without_any_data_is_neither_complete_nor_missing(team):
    row = completeness([channel := make_channel(team)], OCTOBER, at=AFTER)[channel.pk]

    assert {cell.state for cell in row.cells} == {BEFORE}
    assert row.rate is None


def test_totals_to_date_are_there_as_far_as_a_file_reaches(team):
    videos = make_channel(team, "视频号", Kind.VIDEO_ACCOUNT, watermark=october(20))
    make_batch(team, videos, state=ImportBatch.State.IMPORTED, first_day=october(3), through_on=october(20))

    found = states(videos)

    assert (found[2], found[3], found[20], found[21]) == (BEFORE, FULL, FULL, GAP)


def test_a_metric_counts_from_the_month_in_which_it_first_came(account):
    put(account.subject, "oa.readers", each_day(date(2026, 11, 1), date(2026, 11, 1), 5))

    assert cells(account)[6].expected == 2
    november = cells(account, month=Span(date(2026, 11, 1), date(2026, 11, 2)))
    assert (november[1].state, november[1].present, november[1].expected) == (PART, 1, 3)


def test_a_number_that_was_corrected_marks_its_day_and_one_confirmed_does_not(team, account):
    metric = Metric.objects.get(code=NEW)
    for day, value in ((october(6), 9), (october(8), 1)):
        Restatement.objects.create(
            subject=account.subject, metric=metric, day=day, team=team, value=value, as_of=october(30)
        )

    found = cells(account)

    assert found[6].is_restated
    assert not found[8].is_restated


def test_an_import_that_calls_its_numbers_approximate_marks_their_days(team, account):
    rough = make_batch(
        team,
        account,
        state=ImportBatch.State.IMPORTED,
        warnings=[{"row": 0, "code": "approximate_masked"}],
    )
    some = make_batch(
        team,
        account,
        state=ImportBatch.State.IMPORTED,
        warnings=[{"row": 4, "code": "inexact"}, {"row": 5, "code": "jump"}],
    )
    Point.objects.filter(day=october(6)).update(batch=rough, row=1)
    Point.objects.filter(day=october(7)).update(batch=some, row=4)
    Point.objects.filter(day=october(8)).update(batch=some, row=5)

    assert [day for day, cell in cells(account).items() if cell.is_inexact] == [6, 7]


def test_what_to_fill_in_first_has_the_most_missing_days_on_top(team, account):
    shop = make_channel(team, "有赞", Kind.SHOP, watermark=october(31))
    put(shop.subject, "shop.orders", {**each_day(october(1), october(12), 1), **each_day(october(15), october(31), 1)})

    todos = to_fill(completeness([shop, account], OCTOBER, at=AFTER).values())

    assert [(todo.row.channel, todo.days) for todo in todos] == [(account, 11), (shop, 2)]
    assert todos[1].gaps == [Span(october(13), october(14))]


def test_days_that_wecom_is_about_to_forget_are_announced(team):
    wecom = make_channel(team, "企业微信", Kind.WECOM, watermark=october(31))
    put(
        wecom.subject,
        "wecom.chats",
        {**each_day(date(2026, 5, 1), date(2026, 5, 7), 2), **each_day(date(2026, 5, 9), october(31), 2)},
    )
    rows = completeness([wecom], OCTOBER, at=AFTER).values()

    # The 8th of May is 178 days before the 2nd of November.
    assert [(one.day, one.days_left) for one in forgotten_soon(rows, at=AFTER)] == [(date(2026, 5, 8), 3)]
    assert forgotten_soon(rows, at=at(date(2026, 10, 28), "12:00")) == []


def test_the_page_names_what_misses_and_leads_to_the_import(analyst, auditor, account, browse):
    Point.objects.filter(day=october(7), metric__code=LOST).delete()
    url = reverse("metrics:completeness", args=["brook"]) + "?month=2026-10"

    page = browse(analyst).get(url).content.decode()

    assert "公众号 10-07 部分 50%，缺取消关注人数" in page
    assert "公众号 10-21 缺失" in page
    assert "10-21 – 10-31" in page
    assert f"/imports/?for={account.pk}" in page
    assert f"/imports/?for={account.pk}" not in browse(auditor).get(url).content.decode()


def test_the_page_of_a_team_without_channels_says_what_to_do(analyst, lead, browse):
    page = browse(lead).get(reverse("metrics:completeness", args=["brook"])).content.decode()
    assert reverse("metrics:channels-add", args=["brook"]) in page


@pytest.mark.parametrize("month", ["2999-01", "2026-13", "october", "0001-01"])
def test_a_month_that_is_none_or_to_come_is_not_found(analyst, account, browse, month):
    assert browse(analyst).get(reverse("metrics:completeness", args=["brook"]), {"month": month}).status_code == 404


def test_a_number_s_way_back_leads_to_the_month_of_its_day(analyst, account, browse):
    page = browse(analyst).get(reverse("metrics:completeness", args=["brook"]), {"day": "2026-10-07"})
    assert page.context["month"] == october(1)


def test_a_cell_opens_to_its_numbers_their_rows_and_what_lacks(team, analyst, account, browse):
    batch = make_batch(team, account, state=ImportBatch.State.IMPORTED, uploaded_by=analyst)
    Point.objects.filter(day=october(7), metric__code=NEW).update(batch=batch, row=9, value=1234)
    Point.objects.filter(day=october(7), metric__code=LOST).delete()
    Restatement.objects.create(
        subject=account.subject, metric=Metric.objects.get(code=NEW), day=october(7), team=team, value=1200,
        as_of=october(8),
    )  # fmt: skip

    page = browse(analyst).get(reverse("metrics:completeness-day", args=["brook", account.pk, "2026-10-07"]))

    text = page.content.decode()
    assert page.context["cell"].state == PART
    assert "1,234" in text
    assert "原为 1,200" in text
    assert reverse("metrics:imports-row", args=["brook", batch.pk, 9]) in text
    assert [metric.code for metric in page.context["missing"]] == [LOST]
    assert "用户分析" in text


@pytest.mark.parametrize("day", ["2999-01-01", "2026-10-32", "20261007", "today"])
def test_a_day_that_is_none_or_to_come_is_not_found(analyst, account, browse, day):
    assert browse(analyst).get(f"/t/brook/data/channels/{account.pk}/days/{day}/").status_code == 404


def test_another_team_s_channel_has_no_days(outsider, account, browse):
    assert browse(outsider).get(f"/t/hill/data/channels/{account.pk}/days/2026-10-07/").status_code == 404


def test_the_page_asks_equally_often_for_5_and_200_channels(team, analyst, browse):
    url = reverse("metrics:completeness", args=["brook"])

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            channel = make_channel(team, f"群 {number}", Kind.GROUP, watermark=timezone.localdate())
            attribute(channel.subject, analyst)
            put(channel.subject, "group.spoke", each_day(date(2026, 11, 1), date(2026, 11, 3), number))

    def queries() -> int:
        client = browse(analyst)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    grow(0, 5)
    few = queries()
    grow(5, 200)
    assert queries() == few


def test_a_program_reads_the_same_grid(analyst, outsider, account, browse):
    Point.objects.filter(day=october(7), metric__code=LOST).delete()
    url = reverse("api-channels-completeness", args=[account.pk])

    answer = browse(analyst).get(url, {"month": "2026-10"}).json()

    assert (answer["present"], answer["expected"], answer["rate"]) == (31, 54, "0.574074")
    assert answer["days"][6] == {
        "day": "2026-10-07", "state": "part", "present": 1, "expected": 2, "missing": [LOST], "missing_members": [],
        "forgotten_members": [], "is_restated": False, "is_inexact": False,
    }  # fmt: skip
    assert browse(analyst).get(url, {"month": "2999-01"}).status_code == 404
    assert browse(outsider).get(url).status_code == 404


def test_a_channel_with_a_connection_is_led_to_fetch(analyst, account, browse):
    connection = Connection.objects.create(
        channel=account, app_id="wx1", secret=Secret.of("s"), since_on=october(1), state=Connection.State.ACTIVE
    )

    page = browse(analyst).get(reverse("metrics:completeness", args=["brook"]), {"month": "2026-10"}).content.decode()

    assert reverse("metrics:connections-detail", args=["brook", connection.pk]) in page
