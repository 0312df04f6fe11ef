"""The month as an Excel file: numbers are numbers, names are text whatever they begin with."""

from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpis.models import Appeal, Line
from kpis.services import review
from tests.conftest import make_member


@pytest.fixture
def export(browse, last_month):
    def get(by):
        return browse(by).get(reverse("kpis:month-export", args=["brook"]), {"month": f"{last_month:%Y-%m}"})

    return get


def sheets(response):
    book = openpyxl.load_workbook(BytesIO(response.content))
    return [[[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] for sheet in book.worksheets], book


def test_totals_and_lines_are_there_as_numbers(export, card, manager):
    response = export(manager)

    (totals, lines), _book = sheets(response)
    assert response["Content-Disposition"].endswith('.xlsx"')
    assert totals[0][0] == "Member"
    assert totals[0][4:12] == [35.9, 47.5, 83.4, None, "B", "", "", 1]
    assert len(lines) == 3
    assert {type(value) for value in lines[0][6:12]} <= {int, float}


def test_what_is_signed_after_midnight_is_signed_on_that_day(export, card, manager):
    after_midnight = datetime(2026, 11, 2, 17, 30, tzinfo=UTC)  # 01:30 on the 3rd in Beijing
    review.review(card, by=manager, comment="好", at=after_midnight)
    review.sign(card, by=manager, at=after_midnight)

    (totals, _lines), _book = sheets(export(manager))

    assert totals[0][16] == "2026-11-03"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1+1", "-2", "@SUM(A1)", "http://example.org", "\t=1+1"])
def test_a_name_is_never_a_formula_or_a_link(name, export, team, make_card, manager):
    member = make_member(team, "mallory")
    member.person.name = name
    member.person.save()
    make_card(member)

    _rows, book = sheets(export(manager))

    for sheet in book.worksheets:
        cell = sheet["A2"]
        assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_no_data_stays_an_empty_cell(export, make_card, member, manager):
    make_card(member, result=None)

    (totals, lines), _book = sheets(export(manager))

    assert totals[0][4:7] == [35.9, None, None]
    assert [line[11] for line in lines].count(None) == 2


def test_disputes_are_counted_by_state_and_the_appeal_has_its_own(export, card, manager):
    for line, state in zip(Line.objects.filter(part__scorecard=card), ["rejected", "rejected", "open"], strict=True):
        card.disputes.create(
            assignment=line.part.assignment, kpi=line.kpi, text="少算了", raised_at=card.made_at, due_on=card.month,
            state=state, answer="没有少算", answered_by=manager, answered_at=card.made_at,
        )  # fmt: skip
    Appeal.objects.create(scorecard=card, text="请再看")

    (totals, _lines), _book = sheets(export(manager))

    assert sorted(totals[0][9].split("；")) == ["待答复 1", "驳回 2"]
    assert totals[0][10] == "待裁定"


@pytest.mark.parametrize("level", ["lead", "analyst", "member", "auditor"])
def test_only_managers_export(level, export, card, request):
    assert export(request.getfixturevalue(level)).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_members(export, team, make_card, manager):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            export(manager)
        return len(captured)

    make_card(make_member(team, "first"))
    queries()
    few = queries()
    for n in range(20):
        make_card(make_member(team, f"member{n}"))

    assert queries() == few
