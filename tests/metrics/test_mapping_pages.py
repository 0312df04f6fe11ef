"""From a refused file to a mapping that is remembered: the pages, and who may do what there."""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from metrics.models import ColumnMapping, ImportBatch, MappingDraft, MappingVersion, Point
from metrics.services import mappings as services
from tests.conftest import make_member
from tests.metrics.conftest import NOW
from tests.metrics.test_mapping_sheets import explained, sheet, text

pytestmark = pytest.mark.django_db

HEADER = ["统计日期", "阅读次数", "分享", "排名"]
ROWS = [["2026-10-01", "1,204", "3", "9"], ["2026-10-02", "12O0", "4", "8"]]
TYPED = {
    "name": "某榜",
    "means_0": "day",
    "means_1": "metric",
    "metric_1": "阅读次数 · oa.reads",
    "scale_1": "",
    "means_2": "metric",
    "metric_2": "oa.sharers",
    "means_3": "",
}

OF_DAYS = explained(("日期", "day"), ("数", "metric", "oa.reads", "", "times"))


def url(name, *args):
    return reverse(f"metrics:{name}", args=["brook", *args])


def refused(client, content, name="某榜_2026-10-31.xlsx", **fields):
    return client.post(url("imports-upload"), {"file": SimpleUploadedFile(name, content), **fields})


@pytest.fixture
def draft(analyst, account, browse) -> MappingDraft:
    refused(browse(analyst), sheet(HEADER, ROWS), channel=account.pk)
    return MappingDraft.objects.get()


def test_an_unknown_file_is_mapped_once_and_known_the_second_time(analyst, account, browse):
    client = browse(analyst)
    page = refused(client, text(HEADER, ROWS), "某榜.csv", channel=account.pk)
    draft = MappingDraft.objects.get()
    assert page.status_code == 422
    assert url("imports-draft", draft.pk) in page.content.decode()

    sent = client.post(url("imports-draft", draft.pk), TYPED | {"channel": account.pk})
    batch = ImportBatch.objects.get()
    assert sent.url == url("imports-preview", batch.pk)
    preview = client.get(sent.url).content.decode()
    assert "某榜" in preview
    client.post(url("imports-confirm", batch.pk))
    assert Point.objects.count() == 2

    other = [["2026-10-05", "7", "1", "3"]]
    again = refused(client, sheet(HEADER, other, []), channel=account.pk)
    assert again.url == url("imports-preview", ImportBatch.objects.latest("pk").pk)

    row = client.get(url("imports-row", batch.pk, 4)).content.decode()
    assert "1,204" in row
    assert "阅读次数" in row


def test_the_page_finds_the_header_and_proposes_what_it_can(analyst, draft, browse):
    form = browse(analyst).get(url("imports-draft", draft.pk)).context["form"]

    assert form["name"].value() == "某榜"
    proposed = [(column.header, column.means.value(), column.metric.value()) for column in form.columns]
    assert proposed[:2] == [("统计日期", "day", ""), ("阅读次数", "metric", "阅读次数 · oa.reads")]
    assert proposed[3] == ("排名", None, None)
    assert list(form.columns)[1].cells == ["1,204", "12O0", "9"]


def test_a_column_of_days_is_proposed_whatever_its_header_says(analyst, account, browse):
    header = ["粉丝", "哪天", "又一天", "阅读次数"]
    rows = [["45000", "2026/10/01", "2026/10/01", "3"], ["45210", "2026/10/02", "2026/10/02", "4"]]
    refused(browse(analyst), sheet(header, rows), channel=account.pk)

    form = browse(analyst).get(url("imports-draft", MappingDraft.objects.get().pk)).context["form"]

    assert [column.means.value() for column in form.columns] == [None, "day", None, "metric"]


def test_what_was_said_of_a_header_is_proposed_for_the_next_sheet(team, analyst, draft, browse):
    before = explained(("天", "day"), ("排名", "metric", "oa.likes", "", "people"), headers=("天", "排名"))
    services.forget(services.remember(team, before, name="旧", by=None, at=NOW), at=NOW)

    form = browse(analyst).get(url("imports-draft", draft.pk)).context["form"]

    assert [column.metric.value() for column in form.columns][3].endswith("oa.likes")


def test_another_row_can_be_the_header(analyst, draft, browse):
    page = browse(analyst).get(url("imports-draft", draft.pk), {"header": 4})
    assert [column.header for column in page.context["form"].columns] == ROWS[0]
    beyond = browse(analyst).get(url("imports-draft", draft.pk), {"header": 999, "sheet": "x"})
    assert [column.header for column in beyond.context["form"].columns] == HEADER


def test_the_first_rows_are_tried_while_the_columns_are_chosen(analyst, account, draft, browse):
    client = browse(analyst)
    tried = client.post(url("imports-draft-try", draft.pk), TYPED | {"channel": account.pk}).context["trial"]

    assert [(row.number, str(row.day), row.about) for row in tried.rows[:1]] == [(4, "2026-10-01", "公众号")]
    assert [(metric.code, value) for metric, value in tried.rows[0].numbers] == [("oa.reads", 1204), ("oa.sharers", 3)]
    assert "O" in str(tried.rows[1].problems[0][1])
    assert not Point.objects.exists()
    assert not ColumnMapping.objects.exists()

    no_channel = client.post(url("imports-draft-try", draft.pk), TYPED).context["trial"]
    assert no_channel.refusal
    assert not no_channel.rows


@pytest.mark.parametrize(
    "wrong",
    [
        {"metric_1": "没有这个"},
        {"means_0": ""},
        {"metric_2": "oa.reads"},
        {"metric_2": "oa.followers_net"},
        {"name": ""},
    ],
)
def test_a_bad_choice_keeps_what_was_typed(analyst, account, draft, browse, wrong):
    page = browse(analyst).post(url("imports-draft", draft.pk), TYPED | {"channel": account.pk} | wrong)

    assert page.status_code == 422
    errors = [str(one) for several in page.context["form"].errors.values() for one in several]
    assert errors
    assert all(one in page.content.decode() for one in errors)
    assert page.context["form"]["metric_1"].value() == (TYPED | wrong)["metric_1"]
    assert not ColumnMapping.objects.exists()
    assert MappingDraft.objects.exists()


def test_a_file_about_customers_is_not_offered_to_be_mapped(analyst, account, browse):
    page = refused(browse(analyst), sheet(["日期", "客户手机号"], [["2026-10-01", "13712345678"]], []))

    assert page.status_code == 422
    assert page.context["draft"] is None
    assert "客户手机号" in page.content.decode()
    assert not MappingDraft.objects.exists()


def test_a_draft_is_dropped_with_its_file(analyst, draft, browse, own_files, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        browse(analyst).post(url("imports-draft-drop", draft.pk))

    assert not MappingDraft.objects.exists()
    assert not [path for path in own_files.rglob("*") if path.is_file()]


def test_another_team_finds_neither_draft_nor_mapping(team, outsider, draft, browse):
    mapping = services.remember(team, OF_DAYS, name="某榜", by=None, at=NOW)
    client = browse(outsider)

    for name, key in [("imports-draft", draft.pk), ("imports-mappings-edit", mapping.pk)]:
        assert client.get(url(name, key)).status_code == 404
        assert client.get(reverse(f"metrics:{name}", args=[outsider.team.slug, key])).status_code == 404


def test_a_member_sees_the_mappings_and_changes_none(team, member, browse):
    mapping = services.remember(team, OF_DAYS, name="某榜", by=None, at=NOW)
    client = browse(member)

    page = client.get(url("imports-mappings")).content.decode()
    assert "某榜" in page
    assert url("imports-mappings-edit", mapping.pk) not in page
    assert client.get(url("imports-mappings-edit", mapping.pk)).status_code == 403
    assert client.post(url("imports-mappings-forget", mapping.pk)).status_code == 403


def test_a_mapping_is_changed_renamed_and_forgotten(team, analyst, browse):
    mapping = services.remember(team, OF_DAYS, name="某榜", by=None, at=NOW)
    client = browse(analyst)
    typed = {"name": "某榜日报", "means_0": "day", "means_1": "metric", "metric_1": "oa.readers"}

    assert client.get(url("imports-mappings-edit", mapping.pk)).context["form"]["metric_1"].value().endswith("oa.reads")
    assert client.post(url("imports-mappings-edit", mapping.pk), typed | {"means_0": ""}).status_code == 422
    client.post(url("imports-mappings-edit", mapping.pk), typed)

    newest = MappingVersion.objects.latest("number")
    assert (newest.number, newest.columns[1]["metric"], newest.mapping.name) == (2, "oa.readers", "某榜日报")
    assert newest.made_by == analyst

    client.post(url("imports-mappings-forget", mapping.pk))
    assert "某榜日报" not in client.get(url("imports-mappings"), follow=True).context["rows"]
    assert client.get(url("imports-mappings-edit", mapping.pk)).status_code == 404


def test_all_rejected_rows_come_as_csv_and_none_of_their_cells_is_a_formula(team, analyst, account, browse, look):
    services.remember(
        team, explained(("日期", "day"), ("数", "metric", "oa.reads", "", "times")), name="榜", by=None, at=NOW
    )
    bad = [
        ["=HYPERLINK(1)", "1"],
        ["@x", "2"],
        ["+1+1", "3"],
        ["2026-10-01", "-5"],
        *[["?", str(n)] for n in range(80)],
    ]
    batch = look(text(["日期", "数"], bad, []), account)

    answer = browse(analyst).get(url("imports-rejected", batch.pk), {"format": "csv"})

    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + batch.rows_rejected == 1 + 84 + 1
    assert [row[0] for row in rows[1:4]] == ["'=HYPERLINK(1)", "'@x", "'+1+1"]
    assert rows[4][1] == "-5"
    assert all(row[3] for row in rows[1:])


def test_whoever_may_not_import_is_offered_nothing(team, browse):
    auditor = make_member(team, "auditor2", "auditor")
    assert refused(browse(auditor), sheet(HEADER, ROWS)).status_code == 403
    assert not MappingDraft.objects.exists()
