from datetime import date

import pytest

from midas.core.members.accounts_sheet import read_sheet
from midas.core.members.finance import FIGURES
from midas.formats.accounts_csv import day, read_lines, template


def test_the_template_names_every_figure_and_is_read_back():
    text = ",".join(template()) + "\n2026-03-31,12," + ",".join("1" for _ in FIGURES)
    ((line,), problems) = read_lines(text.encode())
    assert problems == ()
    assert line.cells["year_end"] == "2026-03-31"
    assert all(line.cells[name] == "1" for name in FIGURES)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_headings_are_understood_as_people_write_them(mark):
    rows = [
        ["Year ended", "Sales", "Operating profit/(loss)", "Shareholders' funds"],
        ["2026-03-31", "5", "1", "2"],
    ]
    ((line,), problems) = read_lines("\n".join(mark.join(row) for row in rows).encode("utf-8-sig"))
    assert problems == ()
    assert line.cells == {"year_end": "2026-03-31", "turnover": "5", "ebit": "1", "equity": "2"}


def test_every_heading_that_is_not_known_or_twice_there_is_named():
    _, problems = read_lines(b"Moon,Sales,Turnover\n1,2,3")
    text = " ".join(problem.message for problem in problems)
    assert "“Moon”" in text
    assert "year end" in text
    assert "Two columns are headed “turnover”" in text


@pytest.mark.parametrize("content", [b"", b"year end\n", b"\xff\xfe\x00a\x00", b"x" * 1_000_001])
def test_what_is_no_table_is_refused(content):
    lines, problems = read_lines(content)
    assert lines == ()
    assert len(problems) == 1


@pytest.mark.parametrize("text", ["2026-03-31", "31/03/2026", "31.3.2026"])
def test_days_are_read_as_people_write_them(text):
    assert day(text) == date(2026, 3, 31)


@pytest.mark.parametrize("text", ["", "2026-02-30", "March", "03-31-2026"])
def test_what_is_no_day_is_not_read(text):
    assert day(text) is None


def test_a_line_becomes_a_year():
    ((line,), _) = read_lines(b'year end,turnover,cash\n2026-03-31,"1,500,000",(12)')
    (year,) = read_sheet([line.cells], today=date(2026, 11, 24)).years
    assert (year.turnover, year.cash) == (150_000_000, -1200)
