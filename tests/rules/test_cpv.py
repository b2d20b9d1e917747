import csv
import io

import pytest
from tests.shared_data import shared_bytes

from midas.core.values.identifiers import CPV_DIVISIONS
from midas.rules import cpv


def test_there_are_45_divisions_and_272_groups_and_every_group_has_its_division():
    assert len(cpv.divisions()) == 45
    assert len(cpv.groups()) == 272
    assert {code[:2] for code in cpv.divisions()} == CPV_DIVISIONS
    assert {code[:2] + "000000" for code in cpv.groups()} <= set(cpv.divisions())


@pytest.mark.parametrize("writing", ["42600000", "cpv:42600000", "42600000-2", "cpv:42600000-2"])
def test_a_label_is_found_however_the_code_is_written(writing):
    assert cpv.label(writing) == "Machine tools"


def test_a_finer_code_is_called_after_the_group_it_lies_in_and_has_no_label_of_its_own_here():
    assert cpv.label("42611000") is None
    assert cpv.nearest("cpv:42611000") == ("42600000", "Machine tools")


def test_a_code_without_a_group_is_called_after_its_division():
    assert cpv.nearest("42000000") == ("42000000", "Industrial machinery")
    assert cpv.nearest("42090000") == ("42000000", "Industrial machinery")


@pytest.mark.parametrize("wrong", ["", "42", "99000000", "machining/5-axis"])
def test_what_is_no_cpv_code_has_no_label(wrong):
    assert cpv.label(wrong) is None
    assert cpv.nearest(wrong) is None


def test_the_groups_of_a_division_are_its_own():
    assert next(iter(cpv.groups("14000000"))) == "14200000"
    assert all(code.startswith("14") for code in cpv.groups("14500000"))


@pytest.mark.shared_data
def test_codes_and_labels_are_those_of_the_official_list():
    rows = csv.DictReader(io.StringIO(shared_bytes("codelists", "cpv_2008_en.csv.gz").decode()))
    official = {row["code"]: row["label_en"] for row in rows if row["code"].endswith("00000")}
    assert {**cpv.divisions(), **cpv.groups()} == official
