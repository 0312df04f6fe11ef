"""A file's way in: what it would change is counted, what is confirmed is written, the same again changes nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from metrics import changes
from metrics.models import Channel, ImportBatch, Point, Restatement, Subject
from metrics.services import files, imports
from metrics.services.imports import NothingToWrite
from teamops.lib.exceptions import NotAllowedNow
from tests.metrics.conftest import AS_OF, NOW, days, make_channel

pytestmark = pytest.mark.django_db


def counts(batch):
    return batch.rows_new, batch.rows_changed, batch.rows_same, batch.rows_rejected


def test_the_official_accounts_sample_yields_what_is_expected(team, account, followers, bring_in, sums):
    batch = bring_in(followers, account, name="user_analysis.xls")

    assert counts(batch) == (31, 0, 0, 0)
    assert (batch.layout, batch.container, batch.points) == ("user_analysis", "html", 93)
    assert (batch.first_day, batch.last_day) == (date(2026, 10, 1), date(2026, 10, 31))
    totals = sums(team)
    assert totals["oa.followers_new"] == 2381
    assert totals["oa.followers_lost"] == 1067
    assert Point.objects.get(metric__code="oa.followers_total", day=date(2026, 10, 31)).value == 26314
    assert set(totals) == {"oa.followers_new", "oa.followers_lost", "oa.followers_total"}


def test_the_video_accounts_sample_yields_what_is_expected(team, videos, posts, bring_in, sums):
    batch = bring_in(posts, videos, name="视频号动态数据明细.csv")

    assert counts(batch) == (14, 0, 0, 0)
    totals = sums(team)
    assert {code: totals[f"vc.{code}"] for code in ("plays", "hearts", "thumbs", "comments", "shares", "follows")} == {
        "plays": 84696,
        "hearts": 537,
        "thumbs": 456,
        "comments": 252,
        "shares": 550,
        "follows": 162,
    }
    assert Subject.objects.filter(kind="content", channel=videos).count() == 14
    first = Subject.objects.get(keys__value="export/UzFfSAMPLE2026100000")
    assert (first.name, first.published_on) == ("样例视频1000 #护肤 #敏感肌", date(2026, 10, 1))
    assert first.points.get(metric__code="vc.completed").value == Decimal("1674.6")
    assert first.points.get(metric__code="vc.watch_seconds").value == 83730


def test_a_preview_writes_no_number_and_makes_no_subject(team, videos, posts, look):
    batch = look(posts, videos)

    assert counts(batch) == (14, 0, 0, 0)
    assert batch.state == ImportBatch.State.PREVIEW
    assert not Point.objects.exists()
    assert not Subject.objects.filter(kind="content").exists()


@pytest.mark.parametrize("sample", ["followers", "posts"])
def test_the_same_file_again_changes_nothing_and_says_so(request, sample, account, videos, look, bring_in, standing):
    content = request.getfixturevalue(sample)
    channel = account if sample == "followers" else videos
    bring_in(content, channel)
    before = standing()

    again = look(content, channel)

    assert counts(again)[:2] == (0, 0)
    assert again.rows_same == again.rows_read
    assert ImportBatch.objects.known(again).count() == 1
    with pytest.raises(NothingToWrite):
        imports.confirm(again, by=None, at=NOW)
    assert standing() == before
    assert not Restatement.objects.exists()


def test_a_row_is_changed_if_any_of_its_points_is_and_the_old_number_is_kept(account, bring_in):
    first = bring_in(days(("2026-10-01", 10, 1, 100), ("2026-10-02", 20, 2, 118)), account)

    second = bring_in(days(("2026-10-01", 10, 1, 100), ("2026-10-02", 20, 3, 117), ("2026-10-03", 5, 0, 122)), account)

    assert counts(second) == (1, 1, 1, 0)
    kept = {one.metric.code: one for one in Restatement.objects.select_related("metric")}
    assert kept["oa.followers_lost"].value == 2
    assert (kept["oa.followers_lost"].batch, kept["oa.followers_lost"].replaced_by) == (first, second)
    assert set(kept) == {"oa.followers_lost", "oa.followers_total"}
    point = Point.objects.get(metric__code="oa.followers_lost", day=date(2026, 10, 2))
    assert (point.value, point.batch, point.row) == (3, second, 3)


def test_an_older_export_never_overwrites_a_newer_one(account, bring_in, look, standing):
    bring_in(days(("2026-10-01", 12, 1, 100)), account, as_of=date(2026, 10, 10))
    before = standing()

    older = look(days(("2026-10-01", 11, 1, 100), ("2026-10-02", 5, 0, 105)), account, as_of=date(2026, 10, 5))

    assert counts(older) == (1, 0, 1, 0)
    assert [warning["code"] for warning in older.warnings] == ["older_kept"]
    imports.confirm(older, by=None, at=NOW)
    assert set(before) < set(standing())
    assert Restatement.objects.get(metric__code="oa.followers_new").value == 11


def test_what_is_older_is_said_as_of_the_moment_of_writing(account, bring_in, look):
    """Previewed first, confirmed after a newer file: the result doesn't keep quiet about what that left out."""
    early = look(days(("2026-10-01", 11, 1, 100), ("2026-10-02", 5, 0, 105)), account, as_of=date(2026, 10, 5))
    assert not early.warnings
    bring_in(days(("2026-10-01", 12, 1, 100)), account, as_of=date(2026, 10, 10))

    written = imports.confirm(early, by=None, at=NOW)

    assert [warning["code"] for warning in written.warnings] == ["older_kept"]
    assert counts(written) == (1, 0, 1, 0)


def test_a_file_that_is_older_altogether_is_called_older_and_not_the_same(account, bring_in, look, browse, analyst):
    bring_in(days(("2026-10-01", 12, 1, 100)), account, as_of=date(2026, 10, 10))

    older = look(days(("2026-10-01", 11, 1, 99)), account, as_of=date(2026, 10, 5))

    page = browse(analyst).get(reverse("metrics:imports-preview", args=["brook", older.pk])).content.decode()
    assert "比已有的数旧" in page
    assert "都已经在了" not in page


def test_older_rows_are_not_called_the_same(account, bring_in, look, browse, analyst):
    bring_in(days(("2026-10-01", 12, 1, 100), ("2026-10-02", 5, 0, 105)), account, as_of=date(2026, 10, 10))

    # One row says the same, one differs and is older, one is new.
    rows = [("2026-10-01", 12, 1, 100), ("2026-10-02", 4, 0, 104), ("2026-10-03", 1, 0, 105)]
    older = look(days(*rows), account, as_of=date(2026, 10, 5))

    context = browse(analyst).get(reverse("metrics:imports-preview", args=["brook", older.pk])).context
    assert (context["same_rows"], context["older_rows"]) == (1, 1)


def test_a_row_that_is_new_in_part_is_not_counted_as_older_too(account, bring_in, look, browse, analyst):
    own = "日期,对象,指标,数值\n2026-10-02,公众号,oa.followers_new,5\n"
    bring_in(own.encode(), account, name="TeamOps.csv", as_of=date(2026, 10, 10))

    older = look(days(("2026-10-02", 4, 0, 104)), account, as_of=date(2026, 10, 5))

    assert counts(older) == (1, 0, 0, 0)
    context = browse(analyst).get(reverse("metrics:imports-preview", args=["brook", older.pk])).context
    assert (context["same_rows"], context["older_rows"]) == (0, 0)


def test_a_newer_export_that_says_the_same_is_the_one_that_stands(account, bring_in):
    """Else an export from between the two could overwrite what the newer one has confirmed."""
    bring_in(days(("2026-10-01", 12, 1, 100)), account, as_of=date(2026, 10, 5))
    bring_in(days(("2026-10-01", 12, 1, 100), ("2026-10-02", 1, 0, 101)), account, as_of=date(2026, 10, 10))

    bring_in(days(("2026-10-01", 11, 1, 100), ("2026-10-03", 1, 0, 102)), account, as_of=date(2026, 10, 7))

    assert Point.objects.get(metric__code="oa.followers_new", day=date(2026, 10, 1)).value == 12


def test_no_data_is_not_zero(account, bring_in):
    batch = bring_in(days(("2026-10-01", 0, 0, "-")), account)

    assert batch.points == 2
    assert not Point.objects.filter(metric__code="oa.followers_total").exists()
    assert Point.objects.get(metric__code="oa.followers_new").value == 0


def test_a_confirmed_import_cannot_be_confirmed_or_discarded_again(account, look):
    batch = look(days(("2026-10-01", 1, 0, 1)), account)
    imports.confirm(batch, by=None, at=NOW)

    with pytest.raises(NotAllowedNow):
        imports.confirm(batch, by=None, at=NOW)
    with pytest.raises(NotAllowedNow):
        imports.discard(batch)


def test_a_discarded_preview_takes_its_file_along(account, look, own_files, django_capture_on_commit_callbacks):
    batch = look(days(("2026-10-01", 1, 0, 1)), account)
    assert [path.stat().st_mode & 0o777 for path in own_files.rglob("*") if path.is_file()] == [0o600]

    with django_capture_on_commit_callbacks(execute=True):
        imports.discard(batch)

    batch.refresh_from_db()
    assert (batch.state, batch.stored_as) == (ImportBatch.State.DISCARDED, "")
    assert not [path for path in own_files.rglob("*") if path.is_file()]


def test_previews_go_after_a_day_and_files_after_two_years(account, look, bring_in, django_capture_on_commit_callbacks):
    waiting = look(days(("2026-10-01", 1, 0, 1)), account)
    imported = bring_in(days(("2026-10-02", 1, 0, 1)), account)

    assert files.discard_unconfirmed(at=NOW + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert files.discard_unconfirmed(at=NOW + timedelta(hours=25)) == 1
        assert files.drop_old(at=NOW + timedelta(days=700)) == 0
        assert files.drop_old(at=NOW + timedelta(days=740)) == 1

    waiting.refresh_from_db()
    imported.refresh_from_db()
    assert waiting.state == ImportBatch.State.DISCARDED
    assert (imported.state, imported.stored_as) == (ImportBatch.State.IMPORTED, "")
    with pytest.raises(NotAllowedNow, match="24"):
        files.content(imported)


def test_the_only_channel_of_the_right_kind_is_found(account, look):
    assert look(days(("2026-10-01", 1, 0, 1))).channel == account


def test_with_two_channels_of_a_kind_one_must_be_named(team, account, look):
    make_channel(team, "服务号", Channel.Kind.OFFICIAL_ACCOUNT)

    with pytest.raises(imports.Refused, match="公众号、服务号"):
        look(days(("2026-10-01", 1, 0, 1)))


def test_a_file_of_another_kind_of_channel_is_refused(videos, look):
    with pytest.raises(imports.Refused, match="视频号"):
        look(days(("2026-10-01", 1, 0, 1)), videos)
    assert not ImportBatch.objects.exists()


def test_the_data_clock_moves_with_the_files(account, videos, bring_in, posts):
    bring_in(days(("2026-10-01", 1, 0, 1), ("2026-10-02", 1, 0, 2)), account)
    bring_in(posts, videos, as_of=AS_OF)

    account.refresh_from_db()
    videos.refresh_from_db()
    assert account.watermark == date(2026, 10, 2)
    assert videos.watermark == AS_OF


def test_a_total_to_date_of_today_completes_yesterday(videos, bring_in, posts):
    bring_in(posts, videos, as_of=NOW.date())

    videos.refresh_from_db()
    assert videos.watermark == NOW.date() - timedelta(days=1)


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setattr(changes, "_listeners", {"test": heard.append})
    return heard


def test_who_computes_from_the_numbers_is_told_what_changed(account, bring_in, told):
    bring_in(days(("2026-10-01", 1, 0, 1), ("2026-10-02", 1, 0, 2)), account)
    bring_in(days(("2026-10-01", 1, 0, 1), ("2026-10-02", 2, 0, 2)), account)

    assert [(change.span.first.day, change.span.last.day) for change in told] == [(1, 2), (2, 2)]
    assert told[0].subjects == {account.subject_id}


def test_a_total_to_date_that_falls_is_kept_out_unless_it_is_ticked(videos, look, bring_in, posts):
    bring_in(posts, videos, as_of=date(2026, 11, 1))
    fallen = posts.replace(b",8373,", b",8000,")

    held = look(fallen, videos, as_of=date(2026, 11, 2))

    assert counts(held) == (0, 0, 13, 1)
    row = held.rejected_rows.get()
    assert (row.reason, row.arguments["before"], row.arguments["after"]) == ("total_fell", "8,373", "8,000")
    assert (row.column, row.value) == ("播放量", "8,000")
    imports.confirm(held, by=None, at=NOW, accept_falls=True)
    assert Point.objects.get(metric__code="vc.plays", subject__keys__value="export/UzFfSAMPLE2026100000").value == 8000


def test_older_exports_without_ids_are_matched_by_title_and_day_and_learn_the_id(videos, bring_in):
    header = "视频描述,{}发布时间,完播率,平均播放时长,播放量,推荐,喜欢,评论量,分享量\n"
    old = header.format("") + "护肤三步,2025/09/27,10%,5秒,100,1,1,1,1\n"
    new = header.format("视频ID,") + "护肤三步,export/A1,2025/09/27,10%,5秒,120,1,1,1,1\n"

    bring_in(old.encode(), videos, as_of=date(2025, 10, 1))
    bring_in(new.encode(), videos, as_of=date(2025, 10, 2))

    video = Subject.objects.get(kind="content")
    assert video.keys.get().value == "export/A1"
    assert video.points.get(metric__code="vc.plays").value == 120


def test_nineteen_columns_bring_the_wecom_numbers(videos, bring_in, posts, sums, team):
    lines = posts.decode("utf-8-sig").replace(
        '"设为朋友圈封面"',
        '"设为朋友圈封面","企微链接点击次数","企微链接点击人数","添加到通讯录次数","添加到通讯录人数"',
    )
    records = lines.replace(",0,0,0\r\n", ",0,0,0,7,6,3,2\r\n")
    bring_in(records.encode("utf-8-sig"), videos)

    assert sums(team)["vc.wecom_clicks"] == 7 * 13
    assert sums(team)["vc.wecom_adds"] == 3 * 13
