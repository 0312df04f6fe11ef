"""Bad files, and bad rows of good ones: each gets a sentence that says what and where, and nothing of it is stored."""

import io
import struct
import zipfile
import zlib

import pytest
from django.conf import settings as django_settings
from django.utils import translation

from metrics.imports import reasons, sandbox
from metrics.imports.intake import Refused
from metrics.imports.sandbox import Limits
from metrics.imports.unreadable import Unreadable
from metrics.models import ImportBatch, Point
from tests.metrics.conftest import FILES, days

HEADER = "时间,新关注人数,取消关注人数,净增关注人数,累积关注人数\n"
BIFF = (FILES / "biff.xls").read_bytes


def png() -> bytes:
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    size = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def packed(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def promising(content: bytes, size: int) -> bytes:
    """A zip whose table of contents promises ``size`` bytes for its first entry."""
    place = content.index(b"PK\x01\x02")
    return content[: place + 24] + struct.pack("<I", size) + content[place + 28 :]


def locked(content: bytes) -> bytes:
    """A zip whose first entry says that it is encrypted."""
    place = content.index(b"PK\x01\x02")
    return content[: place + 8] + struct.pack("<H", 1) + content[place + 10 :]


def workbook(sheet: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>'.encode(),
            "_rels/.rels": (
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
                f'Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ).encode(),
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{kind}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
                "</workbook>"
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
                f'Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
            ).encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{sheet}</worksheet>'.encode(),
        }
    )


def far_cell() -> bytes:
    """Two cells, in opposite corners of the largest sheet there is: 17 thousand million cells if read densely."""
    return workbook(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )


def nested() -> bytes:
    return workbook("<sheetData>" + "<row>" * 200_000 + "</row>" * 200_000 + "</sheetData>")


FILES_REFUSED = {
    "empty": (lambda: b"", "empty_file"),
    "blank": (lambda: b" \r\n\t\n", "empty_file"),
    "a picture named .csv": (png, "picture"),
    "a jpeg": (lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)), "picture"),
    "a PDF": (lambda: b"%PDF-1.7\n...", "document"),
    "NUL bytes": (lambda: HEADER.encode() + b"2026-10-01,1\x00,0,1,1\n", "binary"),
    "neither utf-8 nor gb18030": (lambda: b"\xff\x81\x30\xff" * 20, "binary"),
    "a truncated xls": (lambda: BIFF()[:3000], "damaged"),
    "an xls that is all magic": (lambda: BIFF()[:8] + bytes(600), "damaged"),
    "a truncated HTML table": (lambda: (FILES / "user_analysis.xls").read_bytes()[:1200], "damaged"),
    "a truncated xlsx": (lambda: workbook("<sheetData/>")[:300], "damaged"),
    "a zip that promises 2 GB": (lambda: promising(workbook("<sheetData/>"), 2**31), "zip_too_big"),
    "a zip of many entries": (lambda: packed({f"xl/{n}.xml": b"" for n in range(2100)}), "zip_too_many_entries"),
    "a zip of something else": (lambda: packed({"readme.txt": b"hello"}), "zip_no_sheet"),
    "a locked zip": (lambda: locked(workbook("<sheetData/>")), "encrypted"),
    "a locked xlsx": (
        lambda: BIFF()[:512] + "EncryptedPackage".encode("utf-16-le") + bytes(512),
        "encrypted",
    ),
    "deep nesting": (nested, "empty_file"),
    "unknown headers": ("姓名,电话\n甲,1\n".encode, "unknown_layout"),
    "a header without rows": (HEADER.encode, "no_rows"),
    "a page without a table": (lambda: b"<html><body>please sign in</body></html>", "web_page"),
    "a Word document": (lambda: packed({"[Content_Types].xml": b"", "word/document.xml": b""}), "document"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES_REFUSED)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_is_stored(name, account, look, own_files):
    make, code = FILES_REFUSED[name]

    with pytest.raises(Refused) as refused:
        look(make(), account)

    assert refused.value.code == code
    assert len(str(refused.value)) > 10
    assert not ImportBatch.objects.exists()
    assert not own_files.exists()


@pytest.mark.django_db
def test_a_text_is_quoted_without_a_stop_of_its_own(account, look):
    with pytest.raises(Refused) as refused, translation.override("zh-hans"):
        look("今天开会。\n".encode() * 5, account)

    assert "今天开会。" in refused.value.reason.what
    assert "。。" not in refused.value.reason.what


@pytest.mark.django_db
def test_cells_in_far_corners_do_not_take_the_memory(account, look):
    with pytest.raises(Refused) as refused:
        look(far_cell(), account)
    assert refused.value.code in {"reader_stopped", "too_much_memory", "too_many_rows", "unknown_layout"}


@pytest.mark.django_db
def test_a_file_too_large_is_refused_before_it_is_read(account, look, settings):
    settings.IMPORT_MAX_BYTES = 100

    with pytest.raises(Refused) as refused:
        look(days(("2026-10-01", 1, 0, 1)) * 10, account)

    assert refused.value.code == "too_large_file"


def large_table() -> bytes:
    return ("a,b,c\n" + "1,2,3\n" * 150_000).encode()


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(memory=20 * 1024**2), "damaged"),
        (Limits(seconds=0), "too_slow"),
        (Limits(output=1000), "damaged"),
        (Limits(cpu_seconds=0), "reader_stopped"),
    ],
)
def test_the_reader_ends_at_each_of_its_limits(limits, code):
    with pytest.raises(Unreadable) as stopped:
        sandbox.read(large_table(), limits=limits)
    assert stopped.value.code in {code, "reader_stopped", "too_much_memory"}


def test_the_reader_gets_no_secrets():
    """Its environment is empty: a hole in the reader of sheets leads nowhere."""
    source = (django_settings.BASE_DIR / "metrics" / "imports" / "sandbox.py").read_text()
    assert "env=environment" in source
    assert "SECRET" not in source


BAD_ROWS = {
    "a 13th month": (("2026-13-01", 1, 0, 1), "时间", "no_such_day"),
    "30 February": (("2026-02-30", 1, 0, 1), "时间", "no_such_day"),
    "no day": (("", 1, 0, 1), "时间", "no_day"),
    "a word for a day": (("昨天", 1, 0, 1), "时间", "not_a_day"),
    "a day to come": (("2026-11-24", 1, 0, 1), "时间", "day_in_future"),
    "a day before WeChat": (("1999-01-01", 1, 0, 1), "时间", "day_too_early"),
    "a word for a number": (("2026-10-01", "很多", 0, 1, 0), "新关注人数", "not_a_number"),
    "a letter in a number": (("2026-10-01", "1,2O6", 0, 1, 0), "新关注人数", "letter_in_number"),
    "a count below zero": (("2026-10-01", -3, 0, 1), "新关注人数", "negative"),
    "a count with a fraction": (("2026-10-01", "1.5", 0, 1, 0), "新关注人数", "not_whole"),
    "a number beyond all": (("2026-10-01", 10**20, 0, 1, 0), "新关注人数", "too_large"),
    "a row of totals": (("合计", 9, 3, ""), "", "summary_row"),
    "a row without numbers": (("2026-10-01", "-", "——", "", "-"), "", "no_numbers"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_rejected_and_the_good_ones_go_in(name, account, bring_in):
    row, column, code = BAD_ROWS[name]
    if row[1] in {"-"}:
        content = HEADER.encode() + ",".join(row).encode() + b"\n2026-10-02,5,1,4,104\n"
    else:
        row = row if len(row) > 4 or str(row[1]).lstrip("-").isdigit() else (*row, 0)
        content = days(row, ("2026-10-02", 5, 1, 104))

    batch = bring_in(content, account)

    assert (batch.rows_new, batch.rows_rejected) == (1, 1)
    rejected = batch.rejected_rows.get()
    assert (rejected.row, rejected.column, rejected.reason) == (2, column, code)
    assert str(reasons.explain(rejected.reason, rejected.arguments))
    assert Point.objects.count() == 3


@pytest.mark.django_db
def test_the_same_day_twice_is_rejected_the_second_time(account, bring_in):
    batch = bring_in(days(("2026-10-01", 1, 0, 1), ("2026/10/1", 2, 0, 2)), account)

    rejected = batch.rejected_rows.get()
    assert (rejected.row, rejected.reason, rejected.arguments) == (3, "duplicate_row", {"first": 2})


@pytest.mark.django_db
def test_a_net_that_is_not_new_minus_lost_is_reported_and_goes_in(account, bring_in):
    batch = bring_in(days(("2026-10-01", 10, 3, 100, 8)), account)

    (warning,) = batch.warnings
    assert (warning["code"], warning["row"], warning["arguments"]["expected"]) == ("net_differs", 2, "7")
    assert batch.rows_new == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "taken"), [("1.2万", 12000), ("10万+", 100000), ("1,200+", 1200), ("3.5W", 35000), ("0.5亿", 50000000)]
)
def test_a_rounded_count_goes_in_and_is_pointed_out_as_inexact(written, taken, account, bring_in, sums, team):
    batch = bring_in(days(("2026-10-01", written, 0, 1, 0)), account)

    assert sums(team)["oa.followers_new"] == taken
    (warning,) = batch.warnings
    assert (warning["code"], warning["row"], warning["value"]) == ("inexact", 2, written)
    assert warning["arguments"]["taken"] == f"{taken:,}"


@pytest.mark.django_db
def test_a_single_row_is_enough(account, bring_in):
    assert bring_in(days(("2026-10-01", 1, 0, 1)), account).points == 3


def test_every_reason_reads_with_the_arguments_it_is_given():
    words = (
        "row column value first found codes today letter mended metric before after seconds megabytes limit entries "
        "seen layout channel kind channels day times median difference rows new lost expected taken sources title "
        "columns rows paid unpaid masked strangers later through missing one other about sum bad numbers more items "
        "titles second error sheet others beside"
    )
    arguments = dict.fromkeys(words.split(), "1")
    for code in reasons.FILES | reasons.ROWS | reasons.WARNINGS:
        sentence = reasons.explain(code, arguments)
        assert sentence.what
        assert sentence.advice
        assert "%" not in sentence.what.replace("0%", "").replace("100%", "")
