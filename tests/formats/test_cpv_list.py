"""A list of CPV codes is taken whole or refused with every fault, told by its row."""

import gzip

import pytest
from tests.shared_data import shared_data

from midas.core.values.problems import BadInput
from midas.formats.cpv_list import MOST_BYTES, CpvCode, read_cpv_list

GOOD = """code,code_with_check_digit,label_en
42600000,42600000-2,Machine tools
42611000,,  Special-purpose  machine tools
"""


@pytest.mark.parametrize("write", [str.encode, lambda text: gzip.compress(text.encode())])
def test_codes_and_labels_come_in_order_gzipped_or_not(write):
    assert read_cpv_list(write(GOOD)) == (
        CpvCode("42600000", "Machine tools"),
        CpvCode("42611000", "Special-purpose machine tools"),
    )


@pytest.mark.parametrize("mark", [";", "\t"])
def test_semicolons_and_tabs_part_columns_too(mark):
    text = f"CPV{mark}Description\n42600000-2{mark}Machine tools, and more\n"
    assert read_cpv_list(text.encode()) == (CpvCode("42600000", "Machine tools, and more"),)


def test_a_byte_order_mark_and_empty_rows_are_passed_over():
    assert len(read_cpv_list(b"\xef\xbb\xbf" + GOOD.encode() + b"\n,,\n")) == 2


def test_every_fault_is_told_with_its_row():
    rows = (
        "4260000,Short",
        "99000000,No",
        "42600000,",
        ",Lost",
        f"42600000,{'x' * 256}",
        "42600000,A",
        "42600000,B",
    )
    text = "\n".join(("code,label", *rows))
    with pytest.raises(BadInput) as refused:
        read_cpv_list(text.encode())
    told = [(problem.where, problem.message.split(";")[0]) for problem in refused.value.problems]
    assert [where for where, _ in told] == ["row 2", "row 3", "row 4", "row 5", "row 6", "row 8"]
    assert "not a CPV code" in told[0][1]
    assert "no division 99" in told[1][1]
    assert told[2][1] == "has no label for 42600000"
    assert told[3][1] == "has no code"
    assert "256 characters" in told[4][1]
    assert "second time" in told[5][1]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "names the columns nothing"),
        (b"a,b\n1,2\n", "names the columns a, b"),
        (b"code,label\n", "the list holds no code"),
        (b"code,label\n42600000,Caf\xe9\n", "row 2: is not UTF-8"),
        (b"\x1f\x8bbroken", "damaged gzip"),
        (gzip.compress(GOOD.encode(), mtime=0)[:-12], "damaged gzip"),
    ],
)
def test_what_is_no_list_is_refused_in_words(data, told):
    with pytest.raises(BadInput, match=told):
        read_cpv_list(data)


def test_a_gzip_bomb_is_refused_after_its_first_part():
    bomb = gzip.compress(b"0" * (MOST_BYTES + 10), 1)
    with pytest.raises(BadInput, match="no CPV list does"):
        read_cpv_list(bomb)


@pytest.mark.shared_data
def test_the_official_list_has_9454_codes():
    codes = read_cpv_list(shared_data("codelists", "cpv_2008_en.csv.gz").read_bytes())
    assert len(codes) == len({entry.code for entry in codes}) == 9454
