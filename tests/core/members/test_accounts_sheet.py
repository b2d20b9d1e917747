from datetime import date

from midas.core.members.accounts_sheet import read_sheet, written
from midas.core.members.finance import Accounts

TODAY = date(2026, 11, 24)
YEAR = Accounts(date(2026, 3, 31), 12, turnover=150_000_000, ebit=-1_000_050, total_assets=90_000_000)


def test_a_year_written_and_read_is_the_same_year() -> None:
    for mark in (".", ","):
        read = read_sheet([written(YEAR, decimal_mark=mark)], today=TODAY, decimal_mark=mark)
        assert read.years == (YEAR,)
        assert read.problems == ()


def test_empty_years_are_passed_over() -> None:
    empty = {"year_end": "", "months": "12", "turnover": " "}
    assert read_sheet([empty, written(YEAR), empty], today=TODAY).years == (YEAR,)


def test_everything_wrong_is_told_at_its_field() -> None:
    typed = [
        {"year_end": "2026-13-01", "months": "x", "turnover": "much", "cash": "1.005"},
        {
            "year_end": "2027-03-31",
            "months": "24",
            "turnover": "-5",
            "current_assets": "9",
            "total_assets": "5",
        },
    ]
    found = {problem.where: problem.message for problem in read_sheet(typed, today=TODAY).problems}
    assert set(found) == {
        *("years[0].year_end", "years[0].months", "years[0].turnover", "years[0].cash"),
        *("years[1].year_end", "years[1].months", "years[1].turnover", "years[1].total_assets"),
    }
    assert "1,234,500.00" in found["years[0].turnover"]


def test_a_year_is_entered_once() -> None:
    (problem,) = read_sheet([written(YEAR), written(YEAR)], today=TODAY).problems
    assert problem.where == "years"


def test_a_sheet_without_years_says_what_to_do() -> None:
    (problem,) = read_sheet([{}, {}], today=TODAY).problems
    assert "at least one year" in problem.message


def test_a_year_without_figures_is_refused() -> None:
    (problem,) = read_sheet([{"year_end": "2026-03-31"}], today=TODAY).problems
    assert problem.where == "years[0].turnover"
