from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midas.core.demand.sheet import package_row, policy_row, read_number, read_sheet
from midas.core.values.problems import Problem

PACKAGE = {
    "id": "wp1",
    "title": "Cabins",
    "competency": "cpv:34200000",
    "quantity": "1200.5",
    "unit": "HUR",
    "value": 37203250,
    "window": ["2027-01-04", "2027-03-26"],
    "certificates": ["ISO 9001"],
    "min_quality": "0.7",
    "place": "UKE32",
    "min_suppliers": 1,
    "max_suppliers": 3,
    "min_split": "0.25",
    "criticality": "1.5",
    "after": ["wp2"],
}
POLICY = {
    "as_of": "2026-11-24",
    "max_partners": 8,
    "share_cap": "0.6",
    "turnover_multiple": "2",
    "contract_value": 120000000,
    "local": {"regions": ["UKE"], "min_share": "0.3"},
    "tag_min_share": {"sme": "0.5"},
    "risk_price": "1",
    "haulage_per_km": "45",
    "conflicts": [["1", "9"]],
    "need_lead": True,
}


def read(package=None, policy=None, currency="GBP"):
    packages = [] if package is None else [package]
    return read_sheet({"packages": packages, "policy": policy or {}}, currency)


def test_what_was_typed_from_a_package_reads_as_that_package():
    assert read(package_row(PACKAGE, "GBP")).packages == [PACKAGE]


def test_what_was_typed_from_a_policy_reads_as_that_policy():
    assert read(policy=policy_row(POLICY, "GBP")).policy == POLICY


def test_money_is_typed_in_whole_units_of_the_currency():
    assert package_row(PACKAGE, "GBP")["value"] == "372,032.50"
    assert package_row(PACKAGE, "JPY")["value"] == "37,203,250"
    assert read({"value": "£1,200"}, currency="GBP").packages == [{"value": 120000}]
    assert read({"value": "1200"}, currency="JPY").packages == [{"value": 1200}]


def test_shares_are_typed_in_per_cent():
    assert policy_row(POLICY, "GBP")["share_cap"] == "60"
    assert read(policy={"share_cap": "12.5 %"}).policy == {"share_cap": "0.125"}


def test_what_is_left_blank_is_left_out():
    assert read({"quantity": " ", "value": "", "certificates": ["", " "]}).packages == [{}]
    assert read(policy=policy_row({}, "GBP")).policy == {}


def test_what_the_sheet_has_no_field_for_is_kept():
    policy = {"at_most": [{"firms": ["1", "2"], "count": 1}], "tag_min_share": {"sme": "0.5", "green": "0.1"}}
    assert read(policy=policy_row(policy, "GBP")).policy == policy


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1200", "1200"),
        ("1,200.50", "1200.50"),
        ("£ 1,200", "1200"),
        ("-3", "-3"),
        ("1 200", "1200"),
        (".5", "0.5"),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["twelve", "1,2", "1.2.3", "12,00.5", "1200 hours", "NaN", "Infinity", "--1", ""]
)
def test_what_is_not_a_number_is_not_guessed(text):
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("quantity", "a lot", "is not a number: 'a lot'. Write it like 1200 or 1,200.50"),
        ("value", "1.005", "must have at most 2 decimal places, and is 1.005"),
        ("min_quality", "120", "must be from 0 to 100 per cent, and is 120"),
        ("max_suppliers", "2.5", "must be a whole number, and is 2.5"),
        ("quantity", "1e400", "is larger than anything that is bought: '1e400'"),
    ],
)
def test_what_cannot_be_understood_is_noted_and_left_out(field, text, message):
    reading = read({field: text})
    assert reading.problems == (Problem(f"$.work_packages[0].{field}", message),)
    assert reading.packages == [{}]


def test_a_window_needs_both_days():
    assert read({"starts_on": "2027-01-04"}).problems == (
        Problem("$.work_packages[0].window", "needs both days: when the work starts and when it ends"),
    )


def test_all_that_cannot_be_understood_is_found_at_once():
    sheet = {"packages": [{"quantity": "x", "value": "y"}], "policy": {"share_cap": "z"}}
    assert [problem.where for problem in read_sheet(sheet, "GBP").problems] == [
        "$.work_packages[0].quantity",
        "$.work_packages[0].value",
        "$.policy.share_cap",
    ]


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading(text):
    row = dict.fromkeys(("quantity", "value", "min_quality", "min_suppliers", "starts_on"), text)
    reading = read(row, {"haulage_per_km": text, "local_min_share": text})
    assert isinstance(reading.packages[0], dict)


@given(st.integers(min_value=0, max_value=10**15))
def test_any_amount_survives_being_typed(minor):
    assert read(package_row({"value": minor}, "GBP")).packages[0]["value"] == minor
