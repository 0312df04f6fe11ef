"""The pages of the data section: what each level sees and does there, and with how many queries."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jobs.models import JobRun
from kpis.models import Scorecard
from metrics.models import Attribution, Channel, ImportBatch, Metric, Point
from metrics.services import attribution as attribution_services
from tests.building import make_card, make_template
from tests.metrics.conftest import NOW, days, make_channel

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"metrics:{name}", args=["brook", *args])


def upload(client, content, name="user_analysis.xls", **fields):
    return client.post(url("imports-upload"), {"file": SimpleUploadedFile(name, content), **fields})


def test_an_analyst_uploads_looks_confirms_and_undoes(analyst, account, followers, browse):
    client = browse(analyst)

    preview = client.get(upload(client, followers, channel=account.pk, modified="2026-11-03").url)
    batch = ImportBatch.objects.get()
    assert batch.as_of == date(2026, 11, 3)
    assert preview.status_code == 200
    assert b"user_analysis.xls" in preview.content
    assert not Point.objects.exists()

    result = client.post(url("imports-confirm", batch.pk), follow=True)
    assert Point.objects.count() == 93
    assert result.redirect_chain[-1][0] == url("imports-result", batch.pk)

    client.post(url("imports-undo", batch.pk))
    assert not Point.objects.exists()


def test_the_result_says_what_comes_next(analyst, account, bring_in, look, browse):
    client = browse(analyst)
    said = "未签的评分卡，几分钟内按新数重算"

    assert (
        said
        in client.get(url("imports-result", bring_in(days(("2026-10-05", 5, 1, 104)), account).pk)).content.decode()
    )

    JobRun.objects.all().delete()  # the scoring is through
    assert said not in client.get(url("imports-result", ImportBatch.objects.get().pk)).content.decode()

    dropped = look(days(("2026-10-06", 5, 1, 108)), account)
    client.post(url("imports-discard", dropped.pk))
    assert said not in client.get(url("imports-result", dropped.pk)).content.decode()


def test_an_undone_import_says_what_is_true_then_and_promises_nothing(analyst, account, bring_in, browse):
    batch = bring_in(days(("2026-10-05", 5, 1, 104)), account)
    client = browse(analyst)
    client.post(url("imports-undo", batch.pk))

    at_once = client.get(url("imports-result", batch.pk)).content.decode()
    assert "导入前的数已经恢复" in at_once
    assert "正按恢复后的数重算" in at_once

    JobRun.objects.all().delete()  # the scoring is through
    later = client.get(url("imports-result", batch.pk)).content.decode()
    assert "已按恢复后的数算好" in later
    assert "重算" not in later


def test_the_channel_and_the_day_can_be_corrected_in_the_preview(team, analyst, account, followers, browse):
    other = make_channel(team, "服务号", Channel.Kind.OFFICIAL_ACCOUNT)
    client = browse(analyst)
    upload(client, followers, channel=account.pk)
    batch = ImportBatch.objects.get()

    client.post(url("imports-change", batch.pk), {"channel": other.pk, "as_of": "2026-11-02"})
    batch.refresh_from_db()
    assert (batch.channel, batch.as_of) == (other, date(2026, 11, 2))

    refused = client.post(url("imports-change", batch.pk), {"channel": other.pk, "as_of": "2999-01-01"})
    assert refused.status_code == 422


def test_a_file_that_cannot_be_read_gets_a_page_that_says_why(analyst, account, browse):
    response = upload(browse(analyst), b"\x89PNG\r\n\x1a\n" + bytes(50), "shot.csv", channel=account.pk)

    assert response.status_code == 422
    assert "shot.csv" in response.content.decode()
    assert f"?for={account.pk}" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_nothing_chosen_is_said_on_the_page(analyst, browse):
    response = browse(analyst).post(url("imports-upload"), follow=True)
    assert 'role="alert"' in response.content.decode()


def test_rejected_rows_are_downloaded_with_their_cells_and_never_as_formulas(analyst, account, browse):
    client = browse(analyst)
    upload(client, days(("2026-13-01", 1, 0, 1), ("=1+1", 2, 0, 3), ("2026-10-01", 1, 0, 1)), "x.csv")
    batch = ImportBatch.objects.get()

    response = client.get(url("imports-rejected", batch.pk))

    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert [cell.value for cell in sheet[1]][:2] == ["时间", "新关注人数"]
    assert sheet["A3"].value == "=1+1"
    assert b"<f>" not in ZipFile(BytesIO(response.content)).read("xl/worksheets/sheet1.xml")
    assert sheet["G2"].value == "时间 2026-13-01：没有这一天。核对原表。"


def test_a_number_leads_to_its_row_of_the_file(member, account, followers, bring_in, browse):
    batch = bring_in(followers, account, name="user_analysis.xls")
    point = Point.objects.get(metric__code="oa.followers_new", day=date(2026, 10, 5))

    page = browse(member).get(url("imports-row", point.batch_id, point.row)).content.decode()

    assert "2026-10-05" in page
    assert 'aria-current="true"' in page
    assert browse(member).get(url("imports-row", batch.pk, 9999)).status_code == 404


def test_a_row_of_a_file_that_is_gone_says_so(member, account, followers, bring_in, browse):
    batch = bring_in(followers, account)
    ImportBatch.objects.filter(pk=batch.pk).update(stored_as="")

    page = browse(member).get(url("imports-row", batch.pk, 5))

    assert page.status_code == 200
    assert batch.sha256 in page.content.decode()


def test_the_own_sheet_lists_metrics_and_subjects_and_reads_back(analyst, account, browse, look):
    response = browse(analyst).get(url("imports-sheet"))

    book = openpyxl.load_workbook(BytesIO(response.content))
    assert [cell.value for cell in book.worksheets[0][1]] == ["日期", "对象", "指标", "数值"]
    assert "biz.spend" in {row[0].value for row in book.worksheets[1].iter_rows()}
    assert "公众号" in {row[0].value for row in book.worksheets[2].iter_rows()}
    book.worksheets[0].append(["2026-10-01", "公众号", "oa.mini_clicks", 4])
    buffer = BytesIO()
    book.save(buffer)
    assert look(buffer.getvalue(), name="sheet.xlsx").rows_new == 1


def test_another_teams_import_is_not_there(outsider, account, followers, bring_in, browse):
    batch = bring_in(followers, account)
    assert browse(outsider).get(url("imports-result", batch.pk)).status_code == 404
    theirs = reverse("metrics:imports-result", args=["hill", batch.pk])
    assert browse(outsider).get(theirs).status_code == 404


def test_a_member_sees_but_does_not_import(member, account, followers, browse, look):
    batch = look(followers, account)
    client = browse(member)

    assert client.get(url("imports")).status_code == 200
    assert b"data-drop" not in client.get(url("imports")).content
    for name in ("imports-confirm", "imports-discard", "imports-undo", "imports-change"):
        assert client.post(url(name, batch.pk)).status_code == 403


def count(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_lists_take_as_many_queries_for_many_rows_as_for_two(team, analyst, member, bring_in, browse):
    client = browse(analyst)

    def fill(first, last):
        for n in range(first, last):
            channel = make_channel(team, f"号{n}", Channel.Kind.OFFICIAL_ACCOUNT)
            Attribution.objects.create(subject=channel.subject, member=member, from_on=date(2026, 1, 1))
            ImportBatch.objects.create(
                team=team,
                channel=channel,
                file_name=f"{n}.xls",
                sha256="0",
                size=1,
                as_of=date(2026, 1, 1),
                uploaded_by=analyst,
            )

    fill(0, 2)
    few = {name: count(client, url(name)) for name in ("imports", "channels", "dictionary")}
    fill(2, 22)
    many = {name: count(client, url(name)) for name in ("imports", "channels", "dictionary")}

    assert few == many


def test_a_channel_is_added_and_edited(team, analyst, browse):
    client = browse(analyst)
    client.post(url("channels-add"), {"name": "服务号", "kind": "official_account"})
    channel = Channel.objects.get()

    again = client.post(url("channels-add"), {"name": "服务号", "kind": "shop"})
    assert again.status_code == 422
    client.post(url("channels-edit", channel.pk), {"name": "小店", "kind": "shop"})

    channel = Channel.objects.get()
    assert (channel.name, channel.kind, channel.is_active) == ("小店", "shop", False)


def test_shares_of_a_day_pass_no_hundred_percent(analyst, account, member, other_member, browse):
    client = browse(analyst)
    first = {"member": member.pk, "share": "60", "from_on": "2026-10-01", "until_on": "2026-10-31"}
    client.post(url("channels-attribute", account.pk), first)

    over = {"member": other_member.pk, "share": "50", "from_on": "2026-09-01"}
    refused = client.post(url("channels-attribute", account.pk), over)
    assert refused.status_code == 422
    assert "2026-10-01" in refused.content.decode()
    assert "40" in refused.content.decode()

    client.post(url("channels-attribute", account.pk), {**over, "from_on": "2026-11-01"})
    assert Attribution.objects.count() == 2
    ongoing = Attribution.objects.get(member=other_member)
    client.post(url("channels-end", account.pk, ongoing.pk), {"until_on": "2026-11-20"})
    ongoing.refresh_from_db()
    assert ongoing.until_on == date(2026, 11, 20)


def test_three_overlapping_shares_are_summed_day_by_day(account, member, other_member, analyst):
    def share(who, percent, first, last):
        return attribution_services.attribute(
            account.subject,
            member=who,
            share=Decimal(percent),
            from_on=date(2026, 10, first),
            until_on=date(2026, 10, last),
            at=NOW,
        )

    share(member, 60, 1, 10)
    share(other_member, 60, 11, 20)

    assert share(analyst, 40, 5, 15).share == 40


def test_the_dictionary_is_searched_and_shows_formulas(member, browse):
    page = browse(member).get(url("dictionary"), {"q": "完播率"}).content.decode()

    assert "÷" in page
    assert "oa.followers_new" not in page
    nothing = browse(member).get(url("dictionary"), {"q": "zzz"}).content.decode()
    assert 'class="blank"' in nothing


def test_the_dictionary_speaks_english_to_who_reads_english(member, browse):
    member.person.language = "en"
    member.person.save()

    page = browse(member).get(url("dictionary"), {"q": "unfollowed"}).content.decode()

    assert "People who unfollowed that day." in page
    assert "User analysis; official account interface" in page
    assert "当天取消关注的人数" not in page


def test_every_shipped_metric_is_defined_in_both_languages():
    lacking = Metric.objects.filter(team=None).filter(Q(definition="") | Q(definition_en="") | Q(source_en=""))

    assert list(lacking) == []
    assert not Metric.objects.filter(team=None, definition_en__regex="[一-龥]").exists()
    assert not Metric.objects.filter(team=None, source_en__regex="[一-龥]").exists()


def test_undoing_names_the_months_that_are_signed(team, analyst, member, account, bring_in, browse):
    batch = bring_in(days(("2026-10-05", 5, 1, 104)), account)
    template = make_template(
        team, "copywriter", [{"metric": "oa.followers_new", "half": "process", "weight": 40, "target": 10}]
    )
    signed = {"state": Scorecard.State.SIGNED, "signed_by": analyst, "signed_at": NOW, "content_hash": "0" * 64}
    make_card(template, member, date(2026, 10, 1), **signed)

    page = browse(analyst).post(url("imports-undo", batch.pk), follow=True).content.decode()

    assert "已撤销" in page
    assert "2026-10" in page[page.index("已签字") - 20 : page.index("已签字")]


def test_the_preview_shows_what_stands_and_what_comes(analyst, account, bring_in, look, browse):
    bring_in(days(("2026-10-05", 150, 1, 1040)), account)
    batch = look(days(("2026-10-05", 4, 1, 1040)), account, as_of=date(2026, 11, 2))

    page = browse(analyst).get(url("imports-preview", batch.pk))

    (change,) = page.context["changes"]
    assert (change.day, change.metric.code, change.before, change.after) == (
        date(2026, 10, 5), "oa.followers_new", 150, 4,
    )  # fmt: skip
    assert "会改动的数" in page.content.decode()
    assert "150" in page.content.decode()


def test_the_preview_says_which_days_and_whose_signed_cards_stay(
    team, analyst, member, other_member, account, look, browse
):
    template = make_template(
        team, "copywriter", [{"metric": "oa.followers_new", "half": "process", "weight": 40, "target": 10}]
    )
    signed = {"state": Scorecard.State.SIGNED, "signed_by": analyst, "signed_at": NOW, "content_hash": "0" * 64}
    make_card(template, member, date(2026, 10, 1), **signed)
    make_card(template, member, date(2026, 9, 1), **signed)
    make_card(template, other_member, date(2026, 10, 1))
    batch = look(days(("2026-10-05", 5, 1, 104), ("2026-10-07", 5, 1, 108)), account)

    page = browse(analyst).get(url("imports-preview", batch.pk))

    assert page.context["signed"] == [(date(2026, 10, 1), [member.person.name])]
    assert "2026-10-05 – 2026-10-07" in page.content.decode()
    assert f"张评分卡已签：{member.person.name}" in page.content.decode()
