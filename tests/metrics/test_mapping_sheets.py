"""A sheet that no layout knows: explained once, column by column, then recognised, undone, changed and forgotten."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics.imports.intake import Dictionary, Refused
from metrics.imports.mapped import Explained, Means, Meant
from metrics.models import Channel, ColumnMapping, ImportBatch, MappingDraft, MappingVersion, Metric, Point, Subject
from metrics.services import files, imports, mapping_drafts
from metrics.services import mappings as services
from roles.models import Team
from teamops.lib.exceptions import NotAllowedNow
from tests.metrics.conftest import NOW, make_channel

pytestmark = pytest.mark.django_db

HEADER = ["统计日期", "阅读总数", "完成比例", "投放花费(分)", "涨粉(万)", "榜单排名"]
ROWS = [
    ["2026-10-01", "1,204", "11.14", "123450", "0.35", "7"],
    ["2026-10-02", "1.2万", "12", "0", "1.2万", "6"],
    ["2026-10-03", "-", "-", "50", "-", "9"],
]
PREAMBLE = [["某榜 · 公众号日报"], ["导出账号：溪屿护肤"]]


@pytest.fixture
def own(team):
    """The team's own percentage."""
    return Metric.objects.create(
        team=team, code="own.finish_rate", name="完成比例", group="oa", unit="percent", fold="level", definition="…"
    )


def sheet(header=HEADER, rows=ROWS, preamble=PREAMBLE) -> bytes:
    book = openpyxl.Workbook()
    for row in [*preamble, header, *rows, ["合计", *["9"] * (len(header) - 1)]]:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def text(header=HEADER, rows=ROWS, preamble=PREAMBLE) -> bytes:
    cells = [[f'"{cell}"' for cell in row] for row in [*preamble, header, *rows, ["合计", "9"]]]
    return "\r\n".join(",".join(row) for row in cells).encode("gb18030")


DAILY = Explained(
    tuple(HEADER),
    (
        Meant("统计日期", Means.DAY),
        Meant("阅读总数", Means.METRIC, "oa.reads", unit="times"),
        Meant("完成比例", Means.METRIC, "own.finish_rate", "percent", "percent"),
        Meant("投放花费(分)", Means.METRIC, "biz.spend", "fen", "yuan"),
        Meant("涨粉(万)", Means.METRIC, "oa.followers_new", "wan", "people"),
    ),
    "official_account",
)


def explained(*columns, headers=("日期", "数"), kind="official_account", **options) -> Explained:
    return Explained(tuple(headers), tuple(Meant(*column) for column in columns), kind, **options)


def values(team) -> dict:
    found = Point.objects.filter(team=team).order_by("day", "metric__code")
    return {(f"{day:%m-%d}", code): value for day, code, value in found.values_list("day", "metric__code", "value")}


EXPECTED = {
    ("10-01", "oa.reads"): 1204,
    ("10-01", "own.finish_rate"): Decimal("0.1114"),
    ("10-01", "biz.spend"): Decimal("1234.5"),
    ("10-01", "oa.followers_new"): 3500,
    ("10-02", "oa.reads"): 12000,
    ("10-02", "own.finish_rate"): Decimal("0.12"),
    ("10-02", "biz.spend"): 0,
    ("10-02", "oa.followers_new"): 12000,
    ("10-03", "biz.spend"): Decimal("0.5"),
}


@pytest.mark.parametrize("content", [sheet(), text()], ids=["xlsx", "csv gb18030"])
def test_a_mapped_sheet_is_recognised_and_read_to_the_last_cell(team, account, own, bring_in, content):
    with pytest.raises(Refused) as refused:
        bring_in(content, account)
    assert refused.value.code == "unknown_layout"

    services.remember(team, DAILY, name="某榜日报", by=None, at=NOW)
    batch = bring_in(content)

    assert batch.channel == account
    assert (batch.rows_new, batch.rows_rejected) == (3, 1)
    assert values(team) == EXPECTED
    assert [row.reason for row in batch.rejected_rows.all()] == ["summary_row"]
    assert {one["code"] for one in batch.warnings} >= {"inexact"}


def test_headers_are_known_in_any_order_and_writing_and_with_a_column_more(team, account, own, bring_in):
    services.remember(team, DAILY, name="某榜日报", by=None, at=NOW)
    turned = [*reversed(HEADER), "新列"]
    turned[turned.index("投放花费(分)")] = "投放 花费（分）"

    batch = bring_in(sheet(turned, [[*reversed(row), "x"] for row in ROWS]))

    assert (batch.rows_new, values(team)) == (3, EXPECTED)


def test_a_sheet_without_one_of_the_headers_is_another_sheet(team, account, own, bring_in):
    services.remember(team, DAILY, name="某榜日报", by=None, at=NOW)
    with pytest.raises(Refused):
        bring_in(sheet(HEADER[:-1], [row[:-1] for row in ROWS]), account)


def test_the_same_file_again_changes_nothing_and_undo_takes_it_back(team, account, own, look, bring_in, standing):
    services.remember(team, DAILY, name="某榜日报", by=None, at=NOW)
    batch = bring_in(sheet())
    before = standing()

    again = look(sheet())
    assert (again.rows_new, again.rows_changed, again.rows_same) == (0, 0, 3)
    assert standing() == before

    imports.undo(batch, by=None, at=NOW)
    assert not Point.objects.exists()


def test_imports_keep_the_version_they_were_read_by(team, manager, account, own, look, bring_in):
    mapping = services.remember(team, DAILY, name="某榜日报", by=None, at=NOW)
    earlier = bring_in(sheet())
    waiting = look(sheet(rows=[["2026-10-05", "5", "-", "-", "-", "-"]]))
    other = [
        Meant("阅读总数", Means.METRIC, "oa.readers", unit="people") if one.metric == "oa.reads" else one
        for one in DAILY.columns
    ]
    services.change(
        mapping, Explained(DAILY.headers, tuple(other), DAILY.channel_kind), name="某榜", by=manager, at=NOW
    )

    later = bring_in(sheet(rows=[["2026-10-04", "7", "-", "-", "-", "-"]]))
    imports.confirm(waiting, by=None, at=NOW)

    assert later.layout != earlier.layout
    assert values(team)["10-04", "oa.readers"] == 7
    assert values(team)["10-05", "oa.reads"] == 5
    imports.undo(later, by=None, at=NOW)
    assert values(team) == EXPECTED | {("10-05", "oa.reads"): 5}


def test_a_new_name_alone_makes_no_new_version(team, manager, account, own):
    mapping = services.remember(team, DAILY, name="某榜日报", by=None, at=NOW)
    services.change(mapping, DAILY, name="榜", by=manager, at=NOW)

    assert MappingVersion.objects.count() == 1
    assert ColumnMapping.objects.get().name == "榜"


def test_a_forgotten_mapping_reads_nothing_new_and_its_imports_can_still_be_undone(team, account, own, bring_in):
    mapping = services.remember(team, DAILY, name="某榜日报", by=None, at=NOW)
    batch = bring_in(sheet())
    services.forget(mapping, at=NOW)

    with pytest.raises(Refused):
        bring_in(sheet(), account)
    imports.undo(batch, by=None, at=NOW)
    assert not Point.objects.exists()
    services.remember(team, DAILY, name="某榜日报", by=None, at=NOW)


def test_what_is_said_again_after_an_undo_is_read_by_its_own_version(team, account, own, bring_in):
    mapping = services.remember(team, DAILY, name="某榜日报", by=None, at=NOW)
    first = bring_in(sheet())
    more = [*ROWS, ["2026-10-04", "3", "-", "-", "-", "-"]]
    bring_in(sheet(rows=more))
    services.forget(mapping, at=NOW)

    imports.undo(first, by=None, at=NOW)

    assert values(team) == EXPECTED | {("10-04", "oa.reads"): 3}


CONTENT = explained(
    ("标题", Means.TITLE),
    ("链接", Means.ADDRESS),
    ("发布", Means.PUBLISHED),
    ("累计阅读", Means.METRIC, "oa.reads", "", "times"),
    headers=("标题", "链接", "发布", "累计阅读"),
)


def posts(total, title="秋日保湿", address="https://mp.weixin.qq.com/s/abc_DEF-123456789012") -> bytes:
    return sheet(["标题", "链接", "发布", "累计阅读"], [[title, address, "2026/10/08", total]], [])


def test_content_is_filed_under_its_publishing_day_and_the_newest_total_stands(team, account, bring_in, look):
    services.remember(team, CONTENT, name="内容榜", by=None, at=NOW)
    bring_in(posts("900"), as_of=date(2026, 10, 20))
    bring_in(posts("1,500"), as_of=date(2026, 10, 30))
    fell = look(posts("800"), as_of=date(2026, 11, 2))

    item = Subject.objects.content().get()
    assert (item.name, item.published_on, item.channel) == ("秋日保湿", date(2026, 10, 8), account)
    assert values(team) == {("10-08", "oa.reads"): 1500}
    assert fell.rejected_rows.filter(reason="total_fell").count() == 1


def test_content_with_a_day_of_its_own_is_counted_by_day(team, account, bring_in):
    headers = ("日期", "标题", "发布", "阅读")
    by_day = explained(
        ("日期", Means.DAY),
        ("标题", Means.TITLE),
        ("发布", Means.PUBLISHED),
        ("阅读", Means.METRIC, "oa.reads", "", "times"),
        headers=headers,
    )
    services.remember(team, by_day, name="逐日", by=None, at=NOW)
    days = [[day, "秋日保湿", "2026-10-08", reads] for day, reads in [("2026-10-08", "5"), ("2026-10-09", "3")]]

    bring_in(sheet(headers, days, []))

    assert Subject.objects.content().get().published_on == date(2026, 10, 8)
    assert values(team) == {("10-08", "oa.reads"): 5, ("10-09", "oa.reads"): 3}


def test_a_column_of_subjects_needs_no_channel(team, account, videos, bring_in):
    named = explained(
        ("账号名", Means.SUBJECT),
        ("数", Means.METRIC, "biz.spend", "wan", "yuan"),
        headers=("账号名", "数"),
        kind="",
        is_of_one_day=True,
    )
    services.remember(team, named, name="快照", by=None, at=NOW)

    batch = bring_in(
        sheet(["账号名", "数"], [["公众号", "1.5"], ["视频号", "2"], ["谁", "3"]], []), as_of=date(2026, 10, 9)
    )

    assert batch.channel is None
    points = Point.objects.values_list("subject__name", "day", "value")
    assert set(points) == {("公众号", date(2026, 10, 9), 15000), ("视频号", date(2026, 10, 9), 20000)}
    assert "unknown_subject" in batch.rejected_rows.values_list("reason", flat=True)


def test_another_as_of_day_moves_the_rows_of_a_sheet_without_days(team, account, look):
    one_day = explained(("数", Means.METRIC, "oa.reads", "", "times"), headers=("甲", "数"), is_of_one_day=True)
    services.remember(team, one_day, name="快照", by=None, at=NOW)
    batch = look(sheet(["甲", "数"], [["x", "5"]], []), as_of=date(2026, 10, 9))

    imports.change(batch, channel=account, as_of=date(2026, 10, 12), at=NOW)
    imports.confirm(batch, by=None, at=NOW)

    assert values(team) == {("10-12", "oa.reads"): 5}


def test_a_shipped_layout_goes_first_unless_the_mapping_reads_more_columns(team, account, look, followers):
    header = ["时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数", "阅读", "分享"]
    content = sheet(header, [["2026-10-01", 5, 1, 4, 100, 30, 2]], [])
    few = explained(
        ("时间", Means.DAY),
        ("阅读", Means.METRIC, "oa.reads", "", "times"),
        headers=header,
    )
    mapping = services.remember(team, few, name="少", by=None, at=NOW)
    assert look(content).layout == "user_analysis"

    codes = ["oa.followers_new", "oa.followers_lost", "", "oa.followers_total", "oa.reads", "oa.shares"]
    many = [(name, Means.METRIC, code, "", "people") for name, code in zip(header[1:], codes, strict=True) if code]
    as_many = explained(("时间", Means.DAY), *many[:-1], headers=header)
    services.change(mapping, as_many, name="少", by=None, at=NOW)
    assert len(as_many.columns) == 5
    assert look(content).layout == "user_analysis"

    services.change(mapping, explained(("时间", Means.DAY), *many, headers=header), name="少", by=None, at=NOW)
    # Six columns against the five that the shipped layout knows.
    assert look(content).layout.startswith("mapped.")


def test_another_team_knows_nothing_of_it(team, account, own, bring_in):
    services.remember(team, DAILY, name="某榜日报", by=None, at=NOW)
    hill = Team.objects.create(slug="hill", name="山野咖啡")
    theirs = make_channel(hill, "公众号", Channel.Kind.OFFICIAL_ACCOUNT)

    with pytest.raises(Refused):
        imports.preview(hill, sheet(), name="x.xlsx", channel=theirs, as_of=None, by=None, at=NOW)


def test_recognising_asks_equally_often_however_many_mappings_there_are(team, account, own, look):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            look(sheet())
        return len(queries)

    services.remember(team, DAILY, name="某榜日报", by=None, at=NOW)
    few = asked()
    for number in range(12):
        headers = ("日期", f"数{number}")
        columns = (("日期", Means.DAY), (headers[1], Means.METRIC, "oa.reads", "", "times"))
        services.remember(team, explained(*columns, headers=headers), name=f"表{number}", by=None, at=NOW)
    assert asked() == few


DAY, READS = ("日期", Means.DAY), ("数", Means.METRIC, "oa.reads")
NONSENSE = {
    "no day": ([READS], {}, "No column is the day"),
    "two days": ([READS, DAY, ("天", Means.DAY)], {}, "same thing"),
    "one metric twice": ([DAY, READS, ("天", Means.METRIC, "oa.reads")], {}, "same thing"),
    "no metric": ([DAY], {}, "No column is a metric"),
    "a derived one": ([DAY, ("数", Means.METRIC, "oa.followers_net")], {}, "never stored"),
    "an unknown one": ([DAY, ("数", Means.METRIC, "oa.nothing")], {}, "doesn't have the metric"),
    "fen of times": ([DAY, ("数", Means.METRIC, "oa.reads", "fen")], {}, "can't be written like that"),
    "no channel": ([DAY, READS], {"kind": ""}, "Choose the channel"),
    "subject and content": ([DAY, READS, ("天", Means.SUBJECT), ("题", Means.TITLE)], {}, "not both"),
    "content without its day": ([DAY, READS, ("题", Means.TITLE)], {}, "publishing day"),
    "a publishing day of nothing": ([READS, ("天", Means.PUBLISHED)], {}, "no title"),
    "a day and one day": ([DAY, READS], {"is_of_one_day": True}, "can't all be"),
    "people": ([DAY, READS], {"headers": ("日期", "数", "客户手机号")}, "is about people"),
    "one header twice": ([DAY, READS], {"headers": ("日期", "数", "数")}, "can't be told apart"),
}


@pytest.mark.parametrize(("columns", "options", "sentence"), NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_refused_with_a_sentence(team, settings, columns, options, sentence):
    settings.LANGUAGE_CODE = "en"
    options = {"headers": ("日期", "数", "天", "题")} | options
    with pytest.raises(NotAllowedNow, match=sentence):
        services.remember(team, explained(*columns, **options), name="表", by=None, at=NOW)
    assert not ColumnMapping.objects.exists()


def test_a_name_and_a_header_are_mapped_once(team, account, own):
    services.remember(team, DAILY, name="某榜日报", by=None, at=NOW)
    with pytest.raises(NotAllowedNow, match="某榜日报"):
        services.remember(team, DAILY, name="另一个", by=None, at=NOW)
    with pytest.raises(NotAllowedNow, match="某榜日报"):
        services.remember(team, CONTENT, name="某榜日报", by=None, at=NOW)


@pytest.fixture
def keep(team, analyst, account):
    def kept(content: bytes, **options) -> MappingDraft:
        options = {"name": "榜_2026-10-31.xlsx", "channel": account, "modified": None, "by": analyst} | options
        return mapping_drafts.keep(team, content, at=options.pop("at", NOW), **options)

    return kept


def test_a_draft_becomes_a_preview_and_its_own_file_goes(
    team, analyst, account, own, keep, own_files, django_capture_on_commit_callbacks
):
    draft = keep(sheet())
    with django_capture_on_commit_callbacks(execute=True):
        batch = services.map_draft(draft, DAILY, name="某榜日报", channel=account, by=analyst, at=NOW)

    assert (batch.state, batch.as_of, batch.rows_new) == (ImportBatch.State.PREVIEW, date(2026, 10, 31), 3)
    assert not MappingDraft.objects.exists()
    assert len([path for path in own_files.rglob("*") if path.is_file()]) == 1


def test_nothing_is_remembered_of_a_mapping_whose_file_cannot_go_in(team, analyst, account, own, keep):
    make_channel(team, "服务号", Channel.Kind.OFFICIAL_ACCOUNT)
    draft = keep(sheet(), channel=None)
    with pytest.raises(Refused, match="服务号"):
        services.map_draft(draft, DAILY, name="某榜日报", channel=None, by=analyst, at=NOW)

    assert not ColumnMapping.objects.exists()
    assert MappingDraft.objects.filter(pk=draft.pk).exists()


def test_the_same_file_waits_once(keep, own_files, django_capture_on_commit_callbacks):
    keep(sheet())
    with django_capture_on_commit_callbacks(execute=True):
        keep(sheet(rows=ROWS[:1]))

    assert MappingDraft.objects.count() == 1
    assert len([path for path in own_files.rglob("*") if path.is_file()]) == 1


def test_a_draft_goes_after_a_day_with_its_file(keep, own_files, django_capture_on_commit_callbacks):
    keep(sheet())
    assert files.discard_unconfirmed(at=NOW + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert files.discard_unconfirmed(at=NOW + timedelta(hours=25)) == 1

    assert not MappingDraft.objects.exists()
    assert not [path for path in own_files.rglob("*") if path.is_file()]


PEOPLE = {
    "a phone column": sheet(["日期", "数", "客户手机号"], [["2026-10-01", "5", "x"]], []),
    "single orders": sheet(["订单编号", "金额"], [["E1", "5"]], []),
    "phones below another header": sheet(["日期", "数", "号"], [["2026-10-01", "5", "137****5678"]], []),
    "phones far down": sheet(["日期", "数"], [*[["2026-10-01", "5"]] * 60, ["2026-10-01", "13712345678"]], []),
    "phones in remarks": sheet(["日期", "数", "备注"], [["2026-10-01", "5", "请回 13712345678，谢谢"]], []),
    "an order's remark": sheet(["日期", "数", "订单备注"], [["2026-10-01", "5", "x"]], []),
    "ids of people": sheet(["日期", "数", "OpenID"], [["2026-10-01", "5", "o6_bm"]], []),
}


@pytest.mark.parametrize("content", PEOPLE.values(), ids=PEOPLE.keys())
def test_a_sheet_about_people_is_not_kept(keep, own_files, content):
    with pytest.raises(Refused) as refused:
        keep(content)
    assert refused.value.code in {"customers", "phone_numbers"}
    assert not MappingDraft.objects.exists()
    assert not own_files.exists()


@pytest.mark.parametrize("remark", ["双十一预热", "0.13712345678", "投放 20261013712345678901"])
def test_a_column_of_remarks_of_ones_own_is_let_in_and_left_out(keep, remark):
    assert keep(sheet(["日期", "数", "备注"], [["2026-10-01", "5", remark]], [])).pk


@pytest.mark.parametrize("header", ["新增粉丝", "新增客户", "客户总数", "粉丝", "成员", "公众号昵称"])
def test_counts_of_people_may_be_mapped(keep, header):
    assert keep(sheet(["日期", header], [["2026-10-01", "5"]], [])).pk


def test_a_retired_metric_is_left_out_of_new_files_and_stands_in_old_ones(team, account, own, bring_in):
    services.remember(team, DAILY, name="某榜日报", by=None, at=NOW)
    old = bring_in(sheet())
    more = bring_in(sheet(rows=[*ROWS, ["2026-10-04", "3", "-", "-", "-", "-"]]))
    Metric.objects.filter(pk=own.pk).update(retired_at=NOW + timedelta(hours=1))

    new = bring_in(sheet(rows=[["2026-10-06", "3", "9", "-", "-", "-"]]), at=NOW + timedelta(hours=2))
    imports.undo(old, by=None, at=NOW)

    assert more.rows_same == 3
    assert new.points == 1
    assert values(team)["10-01", "own.finish_rate"] == Decimal("0.1114")
    assert Dictionary.of(team).by_code["own.finish_rate"].is_retired
