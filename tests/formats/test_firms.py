"""Lists of firms: columns by many names, every fault by row and column."""

import gzip
import io
from datetime import date

import pytest
from openpyxl import Workbook

from midas.core.values.problems import BadInput
from midas.formats.firm_columns import COLUMNS, TEMPLATE, Fault, layout_of
from midas.formats.firms import Defaults, FirmRow, counted, read_firms
from midas.formats.spreadsheets import read_table

TODAY = date(2026, 11, 28)
SECTORS = {"manufacturing": "manufacturing", "digital": "digital"}


def read(text, region="UKE3"):
    table = read_table(text if isinstance(text, bytes) else text.encode())
    layout, missing = layout_of(table)
    assert missing == ()
    return list(read_firms(table, layout, Defaults(on=TODAY, region=region, sectors=SECTORS)))


def faults(text, region="UKE3"):
    return [(one.column, one.message) for row in read(text, region) if isinstance(row, tuple) for one in row]


def test_the_template_is_taken_as_it_stands():
    (row,) = read(",".join(COLUMNS) + "\n" + ",".join(TEMPLATE.get(name, "") for name in COLUMNS), region="")
    assert isinstance(row, FirmRow)
    assert (row.name, row.identifier, row.region, row.size, row.turnover) == (
        "Example Welding Ltd", "01234567", "UKE3", "small", 240_000_000,
    )  # fmt: skip
    assert (row.offering.competency, row.offering.unit_price) == ("cpv:42600000", 4300)


def test_the_columns_of_companies_house_are_understood():
    text = (
        "company_name,company_number,status,type,incorporation_date,sic_codes,postcode_district\n"
        "CQ HOUSING LTD,15385612,Active,Private limited company,2024-01-03,68100 68209,ME2\n"
    )
    (row,) = read(text)
    assert (row.name, row.identifier, row.sic_codes) == ("CQ HOUSING LTD", "15385612", ("68100", "68209"))
    assert (row.postcode, row.locality, row.founded_on.isoformat()) == ("ME2", "ME2", "2024-01-03")
    assert counted([row]) == {"region": 1, "size": 1, "sector": 1}


def test_the_bulk_file_of_companies_house_is_understood():
    head = (
        "CompanyName, CompanyNumber,RegAddress.PostTown,RegAddress.PostCode,CompanyStatus,SICCode.SicText_1\n"
    )
    (row,) = read(head + "AIRE LTD,01234567,LEEDS,LS1 1AA,Active,25110 - Manufacture of metal structures\n")
    assert (row.name, row.locality, row.sic_codes) == ("AIRE LTD", "LEEDS", ("25110",))


def test_a_missing_column_is_named():
    _layout, missing = layout_of(read_table(b"name,town\nA,B\n"))
    assert [(one.row, one.column) for one in missing] == [(1, "number")]


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (",01234567,,,", "Firm", "is missing"),
        ("A,12,,,", None, None),
        ("A,X1,,,", "Company number", "not a company number"),
        ("A,,,,", "Company number", "is missing"),
        ("A,01234567,many,,", "Staff", "not a whole number"),
        ("A,01234567,,soon,", "Founded", "not a day"),
        (
            "A,01234567,,,bakery",
            "Sector",
            "no sector group of the cluster; there are: digital, manufacturing",
        ),
    ],
)
def test_every_fault_is_told_by_the_name_the_file_gives_the_column(line, column, words):
    found = faults("Firm,Company number,Staff,Founded,Sector\n" + line)
    if column is None:
        assert found == []
    else:
        assert [one for one, _ in found] == [column]
        assert words in found[0][1]


def test_all_faults_of_a_row_are_told_at_once():
    assert len(faults("name,number,staff,founded\n,X,many,soon\n")) == 4


def test_a_region_comes_from_its_column_or_the_place_and_is_never_guessed():
    head = "name,number,region,locality\n"
    by_code, by_place, unknown = read(
        head + "A,01234567,TLE3,\nB,01234568,,Greater Manchester\nC,01234569,,Rotherham\n", region=""
    )
    assert (by_code.region, by_place.region) == ("UKE3", "UKD3")
    assert "the region is not known" in unknown[0].message


def test_a_wrong_region_is_told_even_with_a_default():
    assert "is no region known here" in faults("name,number,region\nA,01234567,Narnia\n")[0][1]


def test_a_number_that_comes_twice_is_wrong_the_second_time():
    first, second = read("name,number\nA,1234567\nB,01234567\n")
    assert isinstance(first, FirmRow)
    assert second == (Fault(3, "number", "01234567 stands in row 2 too; keep one of them"),)


def test_a_firm_that_no_longer_exists_is_left_out():
    assert "no longer exist" in faults("name,number,status\nA,01234567,Dissolved\n")[0][1]


def test_an_offering_needs_a_code_and_a_price():
    assert [c for c, _ in faults("name,number,work\nA,01234567,Welding\n")] == ["competency"]
    assert [c for c, _ in faults("name,number,cpv\nA,01234567,42600000\n")] == ["unit_price"]


@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_semicolons_and_tabs_and_gzip_are_tables_too(comma):
    text = f"name{comma}number\nÄire{comma}01234567\n"
    assert read(gzip.compress(text.encode("utf-8-sig")))[0].name == "Äire"
    assert read(text.encode("cp1252"))[0].name == "Äire"


def test_a_workbook_is_read_with_its_own_row_numbers():
    book = Workbook()
    for row in (["Name", "Number"], [None, None], ["Aire", 1234567.0], ["", "X"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    firm, wrong = read(out.getvalue())
    assert (firm.row, firm.identifier, wrong[0].row) == (3, "01234567", 4)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"PK\x03\x04broken", b"\x1f\x8bbroken", b"\0\1\2"])
def test_what_is_no_table_is_refused_in_words(data):
    with pytest.raises(BadInput):
        read_table(data)


OFFER = "name,number,region,cpv,unit,unit price,founded,website\nAire Ltd,01234567,UKE3,cpv:42600000,{}\n"


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ("LOL,43,,", "unit", "'LOL' is not a unit known here; write a UN/ECE Rec 20 code: "),
        ("HUR,0,,", "unit price", "is 0; write what one unit costs"),
        ("HUR,43,0001-01-01,", "founded", "check the year"),
        ("HUR,43,9999-12-31,", "founded", "check the year"),
        ("HUR,43,2026-11-29,", "founded", "not a day between 1500-01-01 and 2026-11-28"),
        ("HUR,43,,javascript:alert(1)", "website", "is not a web address"),
        ("HUR,43,,data:text/html;x.y", "website", "is not a web address"),
        ("HUR,43,,a\0b.example", "website", "holds the character NUL"),
    ],
)
def test_what_nobody_can_mean_is_a_fault_of_its_row(cells, column, words):
    found = faults(OFFER.format(cells))
    assert [name for name, _ in found][:1] == [column]
    assert any(words in message for _, message in found)


def test_what_is_at_the_edge_is_taken():
    (row,) = read(OFFER.format("TNE,0.01,1500-01-01,https://www.example.org:8080/a?b#c"))
    assert isinstance(row, FirmRow)


def test_a_row_with_nul_is_told_and_the_others_are_taken():
    rows = read("name,number,region\nAi\0re Ltd,01234567,UKE3\nDon Ltd,01234568,UKE3\n")
    assert [isinstance(row, FirmRow) for row in rows] == [False, True]
    assert rows[0] == (Fault(2, "name", "holds the character NUL, which cannot be kept; type the cell anew"),)


def test_text_in_utf_16_is_named():
    with pytest.raises(BadInput, match="UTF-16"):
        read("name,number\nAire,01234567\n".encode("utf-16"))
