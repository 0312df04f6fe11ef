"""Every export about articles: the samples give exactly what is expected, and so do its other shapes."""

import json
from datetime import date
from decimal import Decimal

import pytest

from metrics.imports import reading, sandbox
from metrics.imports.layouts.base import Around
from metrics.imports.unreadable import Unreadable
from metrics.models import Channel, ContentKey, Metric, Point, Subject
from metrics.services import imports
from tests.metrics import sheets
from tests.metrics.conftest import FILES, NOW

AROUND = Around(date(2026, 11, 23), {})
SAMPLES = json.loads((FILES / "expected.json").read_text())


def read(rows):
    return reading.read(sandbox.read(sheets.as_csv(rows).encode()), AROUND)


def told(found):
    """By metric, what a reading says."""
    return {entry.metric: entry.value for entry in found.entries}


def problems(found):
    return [(problem.row, problem.code) for problem in found.problems]


class TestSamples:
    pytestmark = pytest.mark.django_db

    def test_content_analysis(self, team, account, bring_in, sums):
        name = "tendency_1790784000_1793462400.xls"
        batch = bring_in((FILES / name).read_bytes(), account, name=name)

        expected = SAMPLES[name]
        assert (batch.layout, batch.container, batch.rows_rejected) == ("tendency", "xls", 0)
        of_channel = Point.objects.filter(subject=account.subject)
        found = {}
        for code, value in of_channel.values_list("metric__code", "value"):
            found[code] = found.get(code, 0) + value
        assert found.pop("oa.readers") == expected["oa.readers (sum of the daily 全部 rows)"]
        assert found == {code: expected[code] for code in found}
        assert set(found) == {"oa.sharers", "oa.original_clicks", "oa.favourites", "oa.published"}
        assert Subject.objects.filter(channel=account, kind="content").count() == expected["articles"]
        article = Subject.objects.get(name="秋冬护肤三步走")
        assert (article.published_on, article.points.get().value) == (date(2026, 10, 1), 8943)

    def test_notified_articles(self, team, account, bring_in, sums):
        batch = bring_in((FILES / "已通知内容.xls").read_bytes(), account)

        expected = dict(SAMPLES["已通知内容.xls"])
        assert Subject.objects.filter(channel=account, kind="content").count() == expected.pop("items")
        totals = sums(team)
        assert {code: totals[code] for code in expected} == expected
        assert (batch.layout, batch.window_days, batch.rows_new, batch.rows_rejected) == ("notified", 7, 12, 0)
        article = Subject.objects.get(name="秋冬护肤三步走")
        assert article.points.get(metric__code="oa.finished").value == Decimal("1026.0695")
        assert ContentKey.objects.filter(subject=article, value__contains="sample1000").exists()
        assert not set(totals) & set(Metric.objects.filter(fold="ratio").values_list("code", flat=True))

    def test_the_details_of_an_article(self, team, account, bring_in, sums):
        name = "数据明细（秋冬护肤三步走）.xls"
        batch = bring_in((FILES / name).read_bytes(), account, name=name)

        totals = sums(team)
        assert {code: totals[code] for code in SAMPLES[name]} == SAMPLES[name]
        assert (totals["oa.tips"], totals["oa.finished"]) == (25, Decimal("4874.6724"))
        assert (batch.layout, batch.window_days, batch.rows_new, batch.rows_rejected) == ("article_details", 30, 11, 0)
        article = Subject.objects.get(kind="content")
        assert (article.name, article.published_on) == ("秋冬护肤三步走", date(2026, 10, 1))

    @pytest.mark.parametrize(
        "name", ["tendency_1790784000_1793462400.xls", "已通知内容.xls", "数据明细（秋冬护肤三步走）.xls"]
    )
    def test_the_same_file_again_changes_nothing(self, name, account, bring_in, look):
        content = (FILES / name).read_bytes()
        bring_in(content, account)

        again = look(content, account)

        assert (again.rows_new, again.rows_changed, again.rows_rejected) == (0, 0, 0)
        assert again.rows_same > 0

    def test_every_metric_of_every_layout_is_in_the_dictionary(self):
        codes = set(Metric.objects.values_list("code", flat=True))
        for path in FILES.glob("*.*s*"):
            if path.suffix in {".xls", ".csv"}:
                assert told(reading.read(sandbox.read(path.read_bytes()), AROUND)).keys() <= codes


class TestContentAnalysis:
    def test_blocks_of_different_lengths_are_read_to_their_ends(self):
        found = read(
            sheets.tendency(
                days=[("2026-10-01", "全部", 100), ("2026-10-01", "朋友圈", 60), ("2026-10-01", "搜一搜", 70)],
                totals=[("2026-10-01", 5, 1, 2, 1)],
                articles=[("全部", "20261001", "甲", 80), ("朋友圈", "20261001", "甲", 50)],
            )
        )
        assert [(entry.row, entry.metric, entry.value, entry.block) for entry in found.entries] == [
            (3, "oa.readers", 100, 0),
            (3, "oa.sharers", 5, 1),
            (3, "oa.original_clicks", 1, 1),
            (3, "oa.favourites", 2, 1),
            (3, "oa.published", 1, 1),
            (3, "oa.readers", 80, 2),
        ]
        assert (found.problems, found.warnings) == ([], [])

    def test_without_a_row_of_all_the_sources_are_added_up_and_marked(self):
        found = read(
            sheets.tendency(
                days=[("2026-10-01", "朋友圈", 60), ("2026-10-01", "搜一搜", "1,070"), ("2026-10-02", "All", 9)],
                articles=[("朋友圈", "20261001", "甲", 50), ("搜一搜", "20261001", "甲", 7)],
            )
        )
        assert [(entry.row, entry.day.day, entry.value) for entry in found.entries] == [
            (3, 1, 1130),
            (5, 2, 9),
            (3, 1, 57),
        ]
        assert [(one.row, one.code, one.arguments["about"], one.arguments["sum"]) for one in found.warnings] == [
            (3, "sum_of_sources", "10-01", "1,130"),
            (3, "sum_of_sources", "甲", "57"),
        ]

    def test_a_sum_that_lacks_a_source_is_no_sum(self):
        found = read(sheets.tendency(days=[("2026-10-01", "朋友圈", 60), ("2026-10-01", "搜一搜", "很多")]))
        assert not found.entries
        assert problems(found) == [(3, "source_missing"), (4, "not_a_number")]

    def test_an_unreadable_row_of_all_is_not_made_up_from_its_sources(self):
        found = read(sheets.tendency(days=[("2026-10-01", "全部", "很多"), ("2026-10-01", "搜一搜", 60)]))
        assert (found.entries, problems(found)) == ([], [(3, "not_a_number")])

    def test_a_bad_cell_of_one_block_leaves_the_others_of_its_row(self):
        found = read(
            sheets.tendency(
                days=[("2026-10-01", "全部", 100)],
                totals=[("昨天", 5, 1, 2, 1)],
                articles=[("全部", "20261001", "甲", 80)],
            )
        )
        assert [(entry.block, entry.value) for entry in found.entries] == [(0, 100), (2, 80)]
        assert problems(found) == [(3, "not_a_day")]

    def test_columns_moved_together_and_titles_of_each_block_do_not_matter(self):
        rows = sheets.tendency(days=[("2026-10-01", "全部", 100)], totals=[("2026-10-01", 5, 1, 2, 1)])
        rows = [[cell for place, cell in enumerate(row) if place not in {0, 4, 10}] for row in rows]
        rows[0] = ["数据趋势概况(2026.10.01-2026.10.31)", "", "", "数据趋势概况(2026.10.01-2026.10.31)"]

        assert told(read(rows)) == {
            "oa.readers": 100,
            "oa.sharers": 5,
            "oa.original_clicks": 1,
            "oa.favourites": 2,
            "oa.published": 1,
        }

    @pytest.mark.django_db
    def test_days_have_a_watermark_and_articles_can_not_fall(self, account, bring_in, look):
        """The articles' numbers are totals to date, the channel's are not: the same row of the sheet has both."""
        first = sheets.tendency(days=[("2026-10-01", "全部", 100)], articles=[("全部", "20261001", "甲", 80)])
        again = sheets.tendency(days=[("2026-10-01", "全部", 90)], articles=[("全部", "20261001", "甲", 70)])
        bring_in(sheets.as_csv(first).encode(), account, as_of=date(2026, 10, 20))
        account.refresh_from_db()
        assert account.watermark == date(2026, 10, 1)

        batch = bring_in(sheets.as_csv(again).encode(), account, as_of=date(2026, 10, 21))

        assert [(one.row, one.reason) for one in batch.rejected_rows.all()] == [(3, "total_fell")]
        assert sorted(Point.objects.values_list("subject__kind", "value")) == [("channel", 90), ("content", 80)]

    @pytest.mark.django_db
    def test_undoing_takes_both_kinds_of_numbers_back(self, account, bring_in, standing):
        before = standing()
        batch = bring_in((FILES / "tendency_1790784000_1793462400.xls").read_bytes(), account)
        imports.undo(batch, by=None, at=NOW)
        assert standing() == before
        assert not Subject.objects.filter(kind="content").exists()


class TestTrafficAnalysis:
    def test_the_row_of_all_counts_and_the_sources_beside_it_do_not(self):
        found = read(
            [
                *sheets.TRAFFIC,
                ["20231001", 150, 100, 9, 8, 7, 6, 5, 4, 2, "全部"],
                ["20231001", 100, 80, 5, 5, 3, 3, 2, 2, 2, "公众号消息"],
            ]
        )
        assert found.layout.code == "traffic"
        assert told(found) == {
            "oa.readers": 100,
            "oa.reads": 150,
            "oa.sharers": 8,
            "oa.shares": 9,
            "oa.original_clicks": 6,
            "oa.favourites": 4,
            "oa.published": 2,
        }

    def test_sources_alone_are_added_up_but_what_was_published_is_not(self):
        found = read(
            [
                *sheets.TRAFFIC,
                ["20231001", 150, 100, 9, 8, 7, 6, 5, 4, 2, "朋友圈"],
                ["20231001", 100, 80, 5, 5, 3, 3, 2, 2, 2, "公众号消息"],
            ]
        )
        assert told(found)["oa.readers"] == 180
        assert "oa.published" not in told(found)
        assert [warning.code for warning in found.warnings] == ["sum_of_sources"]


class TestNotifiedArticles:
    def test_the_finish_rate_is_kept_as_readers_and_blanks_are_no_points(self):
        row = ["甲", "20261001", "1,000", 1500, "-", "——", 3, 9000, 700, "7.8%", 1, 2, "1%", "2.0", "40%"]
        found = read([*sheets.NOTIFIED, [*row, "https://mp.weixin.qq.com/s/abc"]])
        assert told(found) == {
            "oa.readers": 1000,
            "oa.reads": 1500,
            "oa.new_from_reading": 3,
            "oa.delivered": 9000,
            "oa.session_reads": 700,
            "oa.finished": 400,
        }
        assert found.entries[0].target.address == "https://mp.weixin.qq.com/s/abc"

    def test_a_row_of_totals_is_left_out(self):
        found = read([*sheets.NOTIFIED, ["合计", "", 9, 9, 9, 9, 9, 9, 9], ["甲", "20261001", 1, 2, 3, 4, 5, 6, 7]])
        assert problems(found) == [(2, "summary_row")]
        assert {entry.row for entry in found.entries} == {3}


class TestDetailsOfAnArticle:
    def test_counts_of_times_are_not_counts_of_people(self):
        found = read(
            sheets.article(
                [
                    ("阅读(次)", 900),
                    ("分享（次）", 12),
                    ("点赞(次)", 5),
                    ("在看（次）", 4),
                    ("完读率", "50%"),
                    ("评论（条）", 2),
                ],
                conversion=[("送达人数", 3000), ("公众号消息阅读次数", 500)],
            )
        )
        assert told(found) == {
            "oa.reads": 900,
            "oa.shares": 12,
            "oa.likes": 5,
            "oa.wows": 4,
            "oa.comments": 2,
            "oa.delivered": 3000,
            "oa.session_reads": 500,
        }

    @pytest.mark.parametrize("rate", ["69.42%", 0.6942, "0.6942"])
    def test_the_finish_rate_is_a_percentage_or_a_fraction_and_tips_are_fen(self, rate):
        rows = sheets.article([("完读率", rate), ("阅读（人）", 10000), ("赞赏（分）", 2550)])
        assert told(reading.read(sandbox.read(sheets.as_xlsx(rows)), AROUND)) == {
            "oa.readers": 10000,
            "oa.finished": 6942,
            "oa.tips": Decimal("25.5"),
        }

    def test_the_english_back_end(self):
        found = read(
            sheets.article(
                [("Views (people)", 90), ("阅读后关注（人）", 2), ("Shares (people)", 3), ("Likes (people)", 4)],
                conversion=[("送达人数", 500)],
                english=True,
            )
        )
        assert told(found) == {
            "oa.readers": 90,
            "oa.new_from_reading": 2,
            "oa.sharers": 3,
            "oa.likes": 4,
            "oa.delivered": 500,
        }

    def test_recommendations_and_readers_ages_are_not_taken_for_the_articles_numbers(self):
        found = read(sheets.article([("阅读(人)", 90)]))
        assert told(found) == {"oa.readers": 90}

    def test_the_first_day_of_the_trend_is_the_publishing_day(self):
        found = read(sheets.article([("阅读(人)", 90)], trend=("2026-10-04", "2026-10-03")))
        assert (found.entries[0].day, found.entries[0].target.title) == (date(2026, 10, 3), "秋冬护肤")

    def test_sections_without_blank_rows_between_them(self):
        rows = [row for row in sheets.article([("阅读(人)", 90)], conversion=[("送达人数", 500)]) if any(row)]
        assert told(read(rows)) == {"oa.readers": 90, "oa.delivered": 500}

    def test_without_a_trend_it_is_refused(self):
        with pytest.raises(Unreadable) as refused:
            read(sheets.article([("阅读(人)", 90)], trend=()))
        assert refused.value.code == "no_publishing_day"

    @pytest.mark.django_db
    def test_one_article_does_not_move_the_channels_data_clock(self, account, bring_in):
        bring_in((FILES / "数据明细（秋冬护肤三步走）.xls").read_bytes(), account)
        assert Channel.objects.get(pk=account.pk).watermark is None

    @pytest.mark.django_db
    def test_at_the_same_as_of_day_the_longer_window_stands(self, account, bring_in):
        """Thirty days of an article beat seven days of it, in whichever order the files come."""
        week = [*sheets.NOTIFIED, ["秋冬护肤", "20261001", 60, 100, 3, 4, 5, 600, 70]]
        month = sheets.article([("阅读(人)", 90)])
        bring_in(sheets.as_csv(month).encode(), account)
        bring_in(sheets.as_csv(week).encode(), account)

        values = dict(Point.objects.values_list("metric__code", "value"))
        assert (values["oa.readers"], values["oa.reads"]) == (90, 100)

    @pytest.mark.django_db
    def test_a_smaller_total_over_other_days_stays_out_and_the_rest_of_its_row_goes_in(self, account, bring_in):
        """A week's readers are fewer than all so far: no sign of an old file, and no reason to do without the rest."""
        bring_in(
            sheets.as_csv(
                sheets.tendency(days=[("2026-10-01", "全部", 100)], articles=[("全部", "20261001", "甲", 80)])
            ).encode(),
            account,
        )
        week = ["甲", "20261001", 60, 100, 3, 4, 5, 600, 70, "", "", "", "", "", "50%", ""]
        batch = bring_in(sheets.as_csv([*sheets.NOTIFIED, week]).encode(), account, as_of=date(2026, 11, 2))

        of_article = Point.objects.filter(subject__kind="content")
        values = dict(of_article.values_list("metric__code", "value"))
        assert (values["oa.readers"], values["oa.reads"], values["oa.delivered"]) == (80, 100, 600)
        assert "oa.finished" not in values
        assert (batch.rows_rejected, [warning["code"] for warning in batch.warnings]) == (0, ["smaller_kept"])

    @pytest.mark.django_db
    def test_a_total_over_the_same_days_that_falls_leaves_its_row_out(self, account, bring_in):
        week = ["甲", "20261001", 60, 100, 3, 4, 5, 600, 70]
        bring_in(sheets.as_csv([*sheets.NOTIFIED, week]).encode(), account)
        other = sheets.as_csv([*sheets.NOTIFIED, ["甲", "20261001", 50, 110, *week[4:]], ["乙", "20261002", *week[2:]]])
        batch = bring_in(other.encode(), account, as_of=date(2026, 11, 2))

        assert [(one.row, one.reason) for one in batch.rejected_rows.all()] == [(2, "total_fell")]
        assert Point.objects.get(subject__name="甲", metric__code="oa.reads").value == 100
