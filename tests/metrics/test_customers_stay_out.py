"""Nothing about a customer is kept: not in a table, not in a file, not in a log, not on a page."""

import csv
import json
import logging
import re
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import openpyxl
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from metrics.imports import pseudonyms
from metrics.models import BuyerDay, Channel, ImportBatch, MappingDraft, Point
from tests.metrics.conftest import FILES, make_channel
from tests.metrics.order_files import SHOP_57, YOUZAN_60, item, paid, shop, unpaid, youzan

pytestmark = pytest.mark.django_db

NAME, PHONE, ADDRESS = "欧阳若澜", "13712345678", "青枫路八十八号三单元"
LANDLINE, MASKED, WECHAT = "02188866677", "137****5678", "wxid_ruolan7788"
REMARK = "请放门口鞋柜里谢谢"
WHO = {
    "收货人/提货人": NAME,
    "收货人手机号/提货人手机号": PHONE,
    "详细收货地址/提货地址": ADDRESS,
    "买家备注": REMARK,
    "买家昵称": WECHAT,
    "收件人姓名": NAME,
    "收件人地址": ADDRESS,
    "分销员手机号": LANDLINE,
}
PERSONAL = [NAME, PHONE, ADDRESS, LANDLINE, MASKED, WECHAT, REMARK]


def url(name, *args):
    return reverse(f"metrics:{name}", args=["brook", *args])


@pytest.fixture
def store_front(team) -> Channel:
    return make_channel(team, "有赞", Channel.Kind.SHOP)


@pytest.fixture
def uploads(settings, tmp_path) -> Path:
    """Where uploads wait, all of them on disk; and the site's own folder."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = folder
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    return folder


def personal_cells(content: bytes, name: str) -> set[str]:
    """Every name, phone, address, remark and id of a sample."""
    if name.endswith("csv"):
        rows = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    else:
        rows = [[str(cell or "") for cell in row] for row in openpyxl.load_workbook(BytesIO(content)).active.values]
    about = re.compile("手机|收货人|收件人|地址|昵称|备注|订单号|单号|流水号")
    places = [place for place, header in enumerate(rows[0]) if about.search(header)]
    return {row[place] for row in rows[1:] for place in places if len(row[place].strip()) > 3}


def shifted(row: dict, *, by: int) -> list[str]:
    """A row whose cells have slipped: what belongs to one column stands in another."""
    cells = [row.get(name, "") for name in YOUZAN_60]
    return cells[by:] + cells[:by]


def nasty_youzan() -> bytes:
    """Bad rows: each column that is read holds something of a person once; slipped rows; the same rows again."""
    rows = [paid(1, 1, "10.00", PHONE, **WHO), paid(1, 1, "10.00", PHONE, **WHO), unpaid(2, 3, **WHO)]
    read = ["订单号", "订单创建时间", "买家付款时间", "订单实付金额", "订单已退款金额", "买家手机号"]
    for number, (column, secret) in enumerate((column, secret) for column in read for secret in PERSONAL):
        rows.append(paid(100 + number, 2, "1.00", **WHO) | {column: secret})
    rows.append(paid(900, 2, "1.00", **WHO) | {"订单实付金额": f"{PHONE[:-1]}O", "买家付款时间": f"{PHONE} {NAME}"})
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([*YOUZAN_60, "紧急联系人电话", "备用微信"])
    writer.writerows([*(row.get(name, "") for name in YOUZAN_60), LANDLINE, WECHAT] for row in rows)
    for by in (-3, -1, 1, 2, 8, 14, 20, 27):
        writer.writerow(shifted(paid(1000 + by, 2, "1.00", PHONE, **WHO), by=by))
    writer.writerow(["合计", NAME, PHONE])
    return text.getvalue().encode()


def nasty_shop() -> bytes:
    rows = [item(1, 1, "10.00", MASKED, **WHO), item(1, 1, "10.00", MASKED, **WHO), item(1, 1, "9.00", PHONE, **WHO)]
    rows += [item(2, 1, PHONE, PHONE, **WHO), item(3, 1, "1.00", refund=ADDRESS, **WHO)]
    rows += [item(4, 1, "1.00", product=NAME) | {"支付时间": NAME}]
    return shop(*rows, header=[*SHOP_57, "带货ID", "企微企业ID", "企微工号"])


def followers_with_phones() -> bytes:
    return f"时间,新关注人数,取消关注人数,净增关注人数,累积关注人数,客户手机号\n2026-10-01,1,0,1,100,{PHONE}\n".encode()


def followers_beside_orders() -> bytes:
    """A second sheet that nobody asked for."""
    book = openpyxl.Workbook()
    for row in (["时间", "新关注人数", "取消关注人数", "累积关注人数"], ["2026-10-01", 1, 0, 100]):
        book.active.append(row)
    other = book.create_sheet("订单")
    for row in (["收货人", "收货人手机号"], [NAME, PHONE]):
        other.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


REFUSED = {
    "unknown columns alone": f"姓名,联系电话,收货地址\n{NAME},{PHONE},{ADDRESS}\n".encode(),
    "no header": f"{NAME},{PHONE},{ADDRESS},{REMARK}\n".encode(),
    "no header, masked": f"{NAME},{MASKED},{ADDRESS},{REMARK}\n".encode(),
    "orders without their amount": youzan(paid(1, 1, "1", PHONE, **WHO), header=YOUZAN_60[:16]),
    "another known kind": followers_with_phones(),
    "another sheet": followers_beside_orders(),
    "an open quotation mark": youzan(paid(1, 1, "1", PHONE, **WHO)) + f'"{NAME},{PHONE}'.encode() + b"x" * 140_000,
    "a header alone": youzan(),
    "a list of orders with remarks": f"下单时间,商品名称,实付金额,备注\n2026-10-01,面霜,9.9,{REMARK}\n".encode(),
    "a buyer's remark in a sheet of numbers": f"日期,阅读次数,买家备注\n2026-10-01,5,{REMARK}\n".encode(),
    "a phone number within a remark": f"日期,阅读次数,备注\n2026-10-01,5,请打{PHONE}找她\n".encode(),
    "a masked phone number within a remark": f"日期,阅读次数,备注\n2026-10-01,5,打 {MASKED} 找她\n".encode(),
    "a buyer's remark in the own sheet": (
        f"日期,对象,指标,数值,买家备注\n2026-10-01,有赞,阅读次数,5,{REMARK}\n".encode()
    ),
    "a phone number within a remark of the own sheet": (
        f"日期,对象,指标,数值,备注\n2026-10-01,有赞,阅读次数,5,请打{PHONE}找她\n".encode()
    ),
}
NASTY = {"有赞订单.csv": nasty_youzan(), "微信小店订单.xlsx": nasty_shop()}


def everything_stored(*folders: Path):
    """Every value of every table, and every byte of every file."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    text = value.decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
                    yield table, text
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield str(path), path.read_bytes().decode("utf-8", "replace")
                if is_zipfile(path):
                    with ZipFile(path) as parts:
                        for name in parts.namelist():
                            yield f"{path}/{name}", parts.read(name).decode("utf-8", "replace")


def said_of(personal, texts) -> list:
    """Where something of a person stands, as it is or escaped as JSON."""
    written = {form for one in personal for form in (one, json.dumps(one)[1:-1])}
    return [(where, one) for where, text in texts for one in written if one in text]


def upload(client, content, name, channel=None):
    fields = {"channel": channel.pk} if channel else {}
    return client.post(url("imports-upload"), {"file": SimpleUploadedFile(name, content), **fields})


def pages_of(client, batch):
    """What the pages say of an import, and the sheet of its rejected rows."""
    for address in (
        url("imports"),
        url("imports-preview", batch.pk),
        url("imports-result", batch.pk),
        url("imports-row", batch.pk, 2),
    ):
        yield address, client.get(address, follow=True).content.decode()
    sheet = openpyxl.load_workbook(BytesIO(client.get(url("imports-rejected", batch.pk)).content)).active
    yield "rejected", "\n".join(str(cell) for row in sheet.values for cell in row)


def test_the_search_finds_what_is_there(team, tmp_path):
    """Else the tests below could never fail."""
    make_channel(team, f"给{NAME}", Channel.Kind.SHOP)
    (tmp_path / "left").write_text(json.dumps({"phone": PHONE, "name": NAME}))

    assert {one for _where, one in said_of(PERSONAL, everything_stored(tmp_path))} >= {NAME, PHONE}


@pytest.mark.parametrize("name", ["有赞订单.csv", "微信小店订单.xlsx"])
@pytest.mark.parametrize("kind", ["sample", "nasty"])
def test_nothing_of_a_customer_is_left_anywhere(kind, name, analyst, store_front, browse, uploads, own_files, caplog):
    content = (FILES / name).read_bytes() if kind == "sample" else NASTY[name]
    personal = personal_cells(content, name) if kind == "sample" else set(PERSONAL)
    assert personal
    client, folders = browse(analyst), (own_files, uploads, Path(django_settings.DATA_DIR))
    with caplog.at_level(logging.DEBUG, logger="metrics"), caplog.at_level(logging.INFO):
        response = upload(client, content, name, store_front)
        batch = ImportBatch.objects.get()
        assert response.url == url("imports-preview", batch.pk)
        assert said_of(personal, [*everything_stored(*folders), *pages_of(client, batch)]) == []
        client.post(url("imports-change", batch.pk), {"channel": store_front.pk, "as_of": "2026-11-02"})
        client.post(url("imports-confirm", batch.pk))
        assert Point.objects.exists()
        assert BuyerDay.objects.exists()
        assert said_of(personal, [*everything_stored(*folders), *pages_of(client, batch)]) == []
        client.post(url("imports-undo", batch.pk))
        assert not Point.objects.exists()
        assert not BuyerDay.objects.exists()
        assert said_of(personal, everything_stored(*folders)) == []
    assert said_of(personal, [("log", caplog.text), *((one.name, str(vars(one))) for one in caplog.records)]) == []
    assert not list(uploads.iterdir())


def test_the_nasty_files_are_as_nasty_as_they_seem(store_front, look):
    """Each reason that can quote a cell comes up, and the cells are hidden."""
    batch = look(NASTY["有赞订单.csv"], store_front, name="有赞订单.csv")

    reasons = set(batch.rejected_rows.values_list("reason", flat=True))
    assert reasons >= {"duplicate_order", "not_an_amount", "amount_too_large", "not_a_day", "summary_row"}
    assert set(batch.rejected_rows.exclude(value="").values_list("value", flat=True)) == {"••••", "合计", "1.00"}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_a_file_of_another_kind_with_customers_in_it_is_refused_and_not_kept(
    content, analyst, store_front, account, browse, uploads, own_files, caplog
):
    folders = (own_files, uploads, Path(django_settings.DATA_DIR))

    response = upload(browse(analyst), content, "某文件.csv")

    assert response.status_code == 422
    assert not ImportBatch.objects.exists()
    assert not list(own_files.rglob("*")) or not [path for path in own_files.rglob("*") if path.is_file()]
    texts = [("page", response.content.decode()), ("log", caplog.text), *everything_stored(*folders)]
    assert said_of(PERSONAL, texts) == []


def test_a_remark_of_ones_own_is_left_out_and_stands_in_no_table(analyst, account, browse, own_files):
    """Nobody is to be suspected for a column of remarks; what is written there is read by nobody all the same."""
    client = browse(analyst)
    content = f"统计日期,阅读次数,备注\n2026-10-01,5,{REMARK}\n".encode()
    page = upload(client, content, "周报.csv", account)
    draft = MappingDraft.objects.get()
    form = client.get(url("imports-draft", draft.pk)).content.decode()
    typed = {"name": "周报", "means_0": "day", "means_1": "metric", "metric_1": "oa.reads", "channel": account.pk}
    client.post(url("imports-draft", draft.pk), typed)
    batch = ImportBatch.objects.get()
    preview = client.get(url("imports-preview", batch.pk)).content.decode()
    client.post(url("imports-confirm", batch.pk))

    assert "未读取的列：备注" in preview
    assert Point.objects.get().value == 5
    assert said_of([REMARK], [("refused", page.content.decode()), ("form", form), ("preview", preview)]) == []
    assert said_of([REMARK], everything_stored()) == []
    other = upload(client, "统计日期,阅读次数\n2026-10-02,6\n".encode(), "周报.csv", account)
    assert other.url == url("imports-preview", ImportBatch.objects.latest("pk").pk)


def test_a_remark_in_the_own_sheet_is_left_out_and_said_so(analyst, account, browse):
    client = browse(analyst)
    content = f"日期,对象,指标,数值,备注\n2026-10-01,{account.name},阅读次数,5,{REMARK}\n".encode()

    page = client.get(upload(client, content, "自有表.csv").url).content.decode()

    assert "未读取的列：备注" in page
    assert REMARK not in page


def test_what_was_wrong_with_a_day_or_an_amount_may_be_quoted(store_front, look):
    batch = look(
        youzan(paid(1, 1, "1"), paid(2, 1, "12O.50"), paid(3, 1, "1", 买家付款时间="2026-13-01 10:00")), store_front
    )

    assert set(batch.rejected_rows.values_list("value", flat=True)) == {"12O.50", "2026-13-01 10:00"}


def test_the_row_page_says_that_order_files_are_not_kept(analyst, store_front, bring_in, browse):
    batch = bring_in(youzan(paid(1, 1, "1", PHONE, **WHO)), store_front)

    page = browse(analyst).get(url("imports-row", batch.pk, 2), headers={"accept-language": "en"}).content.decode()

    assert "订单文件不保留" in page
    assert batch.sha256 in page


def test_pseudonyms_need_the_key_and_know_a_number_however_it_is_written(settings):
    known = pseudonyms.pseudonym(PHONE)
    assert {pseudonyms.pseudonym(form) for form in ("137 1234 5678", "+86-13712345678", "１３７１２３４５６７８")} == {
        known
    }
    assert pseudonyms.pseudonym("13712345679") != known
    assert pseudonyms.pseudonym("——") is None

    settings.FIELD_KEY = f"another key,{settings.FIELD_KEY}"
    assert pseudonyms.pseudonym(PHONE) == known
    settings.FIELD_KEY = "another key"
    assert pseudonyms.pseudonym(PHONE) != known
