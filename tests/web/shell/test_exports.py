"""Lists as spreadsheets: the cells, and nothing that a spreadsheet would run."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from midas.web.shell.exports import safe, spreadsheet


@pytest.mark.parametrize("text", ["=1+1", "+44", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_text_that_a_spreadsheet_would_run_stays_text(text):
    assert safe(text) == "'" + text


@pytest.mark.parametrize("cell", [None, 7, -7, 1.5, True, date(2026, 1, 2)])
def test_figures_and_days_stay_what_they_are(cell):
    assert safe(cell) is cell


def test_decimals_become_numbers_and_moments_local_text():
    assert safe(Decimal("-4.25")) == -4.25
    assert safe(datetime(2026, 7, 1, 9, 0, tzinfo=UTC)) == "2026-07-01T10:00+01:00"


def test_control_characters_that_no_cell_can_hold_are_left_out_and_long_text_is_cut():
    assert safe("a\x00b\x0bc") == "abc"
    assert len(safe("x" * 40_000)) == 32_767


def test_csv_says_that_it_is_utf8_and_quotes_what_needs_it():
    response = spreadsheet(
        "Members of Søren", ["Firm", "Size"], [['Ås "A", Ltd', 1], ["=HYPERLINK(1)", 2]], "csv"
    )
    text = response.content.decode()
    assert text.startswith("\ufeffFirm,Size")
    assert '"Ås ""A"", Ltd",1' in text
    assert "'=HYPERLINK(1),2" in text
    assert response["Content-Disposition"].startswith('attachment; filename="members-of-sren-')
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_xlsx_holds_no_formula():
    response = spreadsheet("x", ["=A", "n"], [["=1+1", Decimal("2.5")], ["plain", -3]], "xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [[cell.value for cell in row] for row in sheet] == [["'=A", "n"], ["'=1+1", 2.5], ["plain", -3]]
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n"}
