"""Identifiers are kept as their registers write them, and CPV codes have the shape of the Regulation."""

from __future__ import annotations

import csv
import gzip

import pytest
from tests.shared_data import shared_data

from midas.core.values.identifiers import CPV_DIVISIONS, BadIdentifier, competency_fault, org_id


@pytest.mark.parametrize(
    ("number", "written"),
    [("01234567", "01234567"), ("1234567", "01234567"), ("sc 123456", "SC123456"), ("IP12345R", "IP12345R")],
)
def test_a_company_number_is_written_in_full(number: str, written: str) -> None:
    assert str(org_id("gb-coh", number)) == f"GB-COH-{written}"


def test_other_registers_keep_their_own_writing() -> None:
    assert str(org_id("GB-CHC", " 1156077 ")) == "GB-CHC-1156077"


@pytest.mark.parametrize(
    ("scheme", "number"),
    [("COH", "01234567"), ("GB-COH", "123456789"), ("GB-COH", "A1"), ("GB-CHC", "  "), ("", "1")],
)
def test_what_no_register_gave_out_is_refused(scheme: str, number: str) -> None:
    with pytest.raises(BadIdentifier):
        org_id(scheme, number)


@pytest.mark.parametrize("competency", ["cpv:42600000", "cpv:42611000-2", "machining", "machining/5-axis"])
def test_a_competency_is_a_cpv_code_or_a_path(competency: str) -> None:
    assert competency_fault(competency) is None


@pytest.mark.parametrize(
    ("competency", "words"),
    [
        ("cpv:426", "eight digits"),
        ("cpv:", "eight digits"),
        ("cpv:4260000O", "eight digits"),
        ("cpv:99000000", "no division 99"),
        ("machining//5-axis", "empty step"),
        ("/machining", "empty step"),
        ("machining/", "empty step"),
    ],
)
def test_anything_else_is_told_what_is_wrong(competency: str, words: str) -> None:
    assert words in (competency_fault(competency) or "")


@pytest.mark.shared_data
def test_the_divisions_are_those_of_the_published_list() -> None:
    with gzip.open(shared_data("codelists/cpv_2008_en.csv.gz"), "rt", encoding="utf-8", newline="") as file:
        published = {row[0][:2] for row in list(csv.reader(file))[1:]}

    assert published == CPV_DIVISIONS
