"""Files as people make them by hand: hidden sheets, formulas, two header rows, odd encodings. Each is told in words."""

from io import BytesIO

import openpyxl
import pytest

from metrics.imports import sheets, uncomputed
from metrics.imports.intake import Refused
from tests.metrics.sheets import USER_ANALYSIS, as_csv, as_xlsx, tendency

pytestmark = pytest.mark.django_db

(HEADER,) = USER_ANALYSIS
ROWS = [["2026-10-01", 5, 1, 4, 104], ["2026-10-02", 6, 1, 5, 109]]


def saved(book) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def workbook(*, hidden: str = "", **sheets_by_name) -> bytes:
    """Sheets of rows below the header, by name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets_by_name.items():
        sheet = book.create_sheet(name)
        for row in [HEADER, *rows]:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    return saved(book)


def told(batch, code: str) -> dict:
    return next(said["arguments"] for said in batch.warnings if said["code"] == code)


def rejected(batch) -> list[tuple[int, str, str]]:
    return list(batch.rejected_rows.values_list("row", "column", "reason"))


def test_of_several_sheets_that_fit_the_others_are_named(account, look):
    batch = look(workbook(十月=ROWS, 十一月=ROWS[:1]), account)

    assert batch.rows_read == 2
    said = told(batch, "sheets_left_out")
    assert (said["sheet"], said["others"]) == ("十月", "十一月")


def test_a_sheet_with_a_header_alone_is_not_missed(account, look):
    assert look(workbook(十月=ROWS, 模板=[]), account).warnings == []


def test_what_can_be_seen_goes_before_what_is_hidden(account, look):
    batch = look(workbook(旧=ROWS, 新=ROWS[:1], hidden="旧"), account)

    assert batch.rows_read == 1
    assert told(batch, "sheets_left_out")["others"] == "旧"


def test_numbers_of_a_hidden_sheet_are_called_so(account, look):
    book = openpyxl.load_workbook(BytesIO(workbook(数=ROWS, hidden="数", 说明=[])))
    book["说明"].delete_rows(1)
    book["说明"].append(["怎么用这份表"])

    assert told(look(saved(book), account), "sheet_hidden")["sheet"] == "数"


def test_a_formula_that_nobody_computed_is_not_taken_for_an_empty_cell(account, look):
    batch = look(as_xlsx([HEADER, ["2026-10-01", "=2+3", 1, 4, 104], ROWS[1]]), account)

    assert rejected(batch) == [(2, "新关注人数", "formula")]
    assert batch.rejected_rows.get().value == "=2+3"
    assert batch.rows_new == 1


def test_an_error_of_the_spreadsheet_is_not_taken_for_an_empty_cell(account, look):
    book = openpyxl.load_workbook(BytesIO(as_xlsx([HEADER, *ROWS])))
    book.active["E3"] = "#REF!"
    book.active["E3"].data_type = "e"

    batch = look(saved(book), account)

    assert rejected(batch) == [(3, "累积关注人数", "error_cell")]
    assert batch.rejected_rows.get().arguments == {"error": "#REF!"}


def test_cells_are_found_by_their_place_behind_empty_columns():
    book = openpyxl.Workbook()
    book.active["C4"], book.active["D5"] = "=1+1", 7
    content = saved(book)

    assert uncomputed.cells(content) == {"Sheet": {(3, 2): "=1+1"}}
    _container, found = sheets.read(content)
    _name, _is_hidden, rows = next(found)
    assert list(rows) == [(4, ["", "", "=1+1", ""]), (5, ["", "", "", 7])]


def test_a_formula_whose_result_is_empty_was_computed():
    cell = b'<c r="A1" t="str"><f>IF(1,"","")</f><v></v></c>'
    assert uncomputed._said(b' r="A1" t="str"', cell) == ""
    assert uncomputed._said(b' r="A1"', cell) == '=IF(1,"","")'


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("=2+3", "formula"),
        ("#DIV/0!", "error_cell"),
        ("1.2E+09", "scientific"),
        ("1e9", "scientific"),
        ("50%", "percentage"),
        ("1 234", "beside_number"),
        ("'50", "beside_number"),
        ("50 人次", "beside_number"),
        ("−5", "negative"),
        ("五十", "not_a_number"),
    ],
)
def test_a_cell_that_is_no_number_is_told_by_what_it_is(cell, code, account, look):
    batch = look(as_csv([HEADER, ["2026-10-01", cell, 1, 4, 104]]).encode(), account)

    assert rejected(batch) == [(2, "新关注人数", code)]


def test_a_header_that_comes_again_is_left_out_and_called_so(account, look):
    batch = look(as_csv([HEADER, ROWS[0], HEADER, ROWS[1]]).encode(), account)

    assert rejected(batch) == [(3, "", "repeated_header")]
    assert batch.rows_new == 2


def test_a_header_of_merged_cells_in_two_rows_is_refused_with_its_rows(account, look):
    upper = ["时间", "关注", "", "净增关注人数", "累积关注人数"]
    lower = ["", "新关注人数", "取消关注人数", "", ""]

    with pytest.raises(Refused) as refused:
        look(as_xlsx([["用户增长"], upper, lower, *ROWS]), account)

    assert (refused.value.code, refused.value.arguments) == ("split_header", {"first": 2, "second": 3})


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(encoding, account, look):
    assert look(as_csv([HEADER, *ROWS]).encode(encoding), account).rows_new == 2


def test_columns_may_be_parted_by_upright_strokes(account, look):
    assert look(as_csv([HEADER, *ROWS], delimiter="|").encode(), account).rows_new == 2


def test_strokes_in_titles_part_no_columns():
    text = "标题,阅读\n" + "秋冬|护肤|三步走,5\n" * 3
    assert sheets.delimiter_of(text) == ","


def test_a_number_with_something_beside_it_is_mended(account, look):
    batch = look(
        as_csv([HEADER, ["2026-10-01", "1,204人", 1, 4, 104], ["2026-10-02", "1 204", 1, 4, 104]]).encode(), account
    )

    told = [one.arguments for one in batch.rejected_rows.all()]
    assert told == [{"beside": "人", "mended": "1204"}, {"beside": "␣", "mended": "1204"}]


def test_of_two_columns_of_one_name_the_left_is_read_and_that_is_said(account, look):
    batch = look(as_csv([[*HEADER, "新关注人数"], [*ROWS[0], 9]]).encode(), account)

    assert told(batch, "column_twice") == {"row": 0, "value": "", "columns": "新关注人数"}
    assert batch.rows_new == 1


def test_blocks_that_share_the_names_of_columns_are_no_doubt(account, look):
    table = tendency(days=[("2026-10-01", "全部", 30)], totals=[("2026-10-01", 1, 1, 1, 1)])

    assert look(as_csv(table).encode(), account).warnings == []


def test_a_quotation_mark_that_nothing_closes_is_found_by_its_row(account, look):
    text = ",".join(HEADER) + '\n2026-10-01,5,1,4,104\n2026-10-02,"6,1,5,109\n2026-10-03,6,1,5,114\n'

    with pytest.raises(Refused) as refused:
        look(text.encode(), account)

    assert (refused.value.code, refused.value.arguments) == ("broken_text", {"row": 3})


def test_an_answer_of_a_platform_is_no_sheet(account, look):
    with pytest.raises(Refused) as refused:
        look(b'{"errcode":40001,"errmsg":"invalid credential"}', account)

    assert refused.value.code == "document"
