"""Conditions in words: what is asked for is found with its figure and its sentence, and nothing else."""

from datetime import date
from decimal import Decimal

import pytest

from midas.core.demand.clauses import SURE, Finding, Kind, findings, window_said
from midas.core.demand.passages import Passage, of_release, split
from midas.core.values.periods import Period
from midas.rules.clauses import RULES

TODAY = date(2026, 11, 28)


def read(text: str, place: str = "description", lot: str = "") -> tuple[Finding, ...]:
    return findings([Passage(place, text, lot)], RULES, currency="GBP", on=TODAY)


def one(text: str, place: str = "description") -> Finding:
    (found,) = read(text, place)
    return found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bidders must hold ISO 9001.", "ISO 9001"),
        ("Bidders must hold BS EN ISO9001:2015 (or equivalent).", "ISO 9001"),
        ("ISO/IEC 27001 certification is mandatory.", "ISO 27001"),
        ("The supplier shall have Cyber Essentials Plus.", "Cyber Essentials Plus"),
        ("The supplier shall have Cyber Essentials.", "Cyber Essentials"),
        ("Contractors must be accredited by SafeContractor.", "SafeContractor"),
        ("Membership of Constructionline is required.", "Constructionline"),
        ("All engineers must be Gas Safe registered.", "Gas Safe"),
        ("The firm must hold BS OHSAS 18001.", "ISO 45001"),
    ],
)
def test_a_certificate_that_is_asked_for_is_found_by_its_name(text, name):
    found = one(text)
    assert (found.kind, found.name, found.sentence) == (Kind.CERTIFICATE, name, text)
    assert found.confidence >= SURE


def test_two_standards_after_one_iso_are_two():
    assert {found.name for found in read("Firms must hold ISO 9001 and 14001.")} == {"ISO 9001", "ISO 14001"}


@pytest.mark.parametrize(
    "text",
    [
        "ISO 9001 is not required.",
        "The council is accredited to ISO 9001.",
        "There is no requirement for Cyber Essentials.",
        "A select group of pupils will chase the FORS of nature.",
        "Staff turnover is below 5 per cent.",
    ],
)
def test_what_is_not_asked_for_is_not_found(text):
    assert [found for found in read(text) if found.confidence >= SURE] == []


def test_a_wish_is_shown_but_not_sure():
    assert one("ISO 14001 would be beneficial.").confidence < SURE


def test_a_criterion_is_surer_than_a_description():
    text = "The bidder must hold ISO 9001."
    assert one(text, "criterion 1").confidence > one(text).confidence


def test_where_other_proof_is_taken_as_well_it_says_so():
    found = one("The bidder must hold ISO 9001 or a documented policy regarding quality.")
    assert found.alternative
    assert not one("The bidder must hold ISO 9001.").alternative


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("A minimum annual turnover of £500,000 is required.", 500_000),
        ("Bidders must have a yearly turnover of at least 1.5 million GBP.", 1_500_000),
        ("Bidders must show GBP 2m turnover.", 2_000_000),
        ("A turnover of 200000 GBP is required.", 200_000),
    ],
)
def test_a_turnover_is_read_in_minor_units(text, pounds):
    found = one(text)
    assert (found.kind, found.amount, found.currency) == (Kind.TURNOVER, pounds * 100, "GBP")


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Turnover must be at least twice the contract value.", "2"),
        ("Turnover of 1.5 times the annual contract value is required.", "1.5"),
    ],
)
def test_a_turnover_may_be_a_multiple_of_the_contract(text, times):
    assert one(text).multiple == Decimal(times)


def test_a_turnover_that_a_law_names_is_none_of_the_buyers():
    text = "Firms with a turnover of £36 million must publish a statement under section 54 of the Modern Slavery Act."
    assert read(text) == ()


def test_turnovers_of_two_lots_are_two():
    text = "For Lot 1 a turnover of £90,000 is required and for Lot 2 a turnover of £300,000 is required."
    assert {(found.lot, found.amount) for found in read(text)} == {("1", 9_000_000), ("2", 30_000_000)}


def test_each_cover_has_the_amount_that_stands_with_it():
    text = "You must hold £5m public liability, £10m employer's liability and professional indemnity of £2,000,000."
    found = {one.name: (one.amount or 0) // 100 for one in read(text)}
    assert found == {
        "public liability": 5_000_000,
        "employers' liability": 10_000_000,
        "professional indemnity": 2_000_000,
    }


def test_a_list_takes_its_order_from_the_line_above_it():
    text = "The following insurance is required:\nPublic liability 5,000,000\nEmployers liability 10,000,000"
    assert all(found.confidence >= SURE for found in read(text))
    assert {found.amount for found in read(text)} == {500_000_000, 1_000_000_000}


def test_insurance_that_is_what_is_bought_is_no_condition():
    assert read("Provision of public liability cover and motor cover for the council's fleet.") == ()


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        (
            "Deadline for clarification questions: 12 noon on 3rd May 2027.",
            "questions until",
            date(2027, 5, 3),
        ),
        ("Tenders must be submitted by 01/06/2027.", "answer by", date(2027, 6, 1)),
        ("A site visit is held on 5 April 2027.", "site visit", date(2027, 4, 5)),
        ("The contract will commence on 1 July 2027.", "work starts", date(2027, 7, 1)),
    ],
)
def test_a_day_is_found_with_what_it_is_for(text, name, day):
    found = one(text)
    assert (found.name, found.on) == (name, day)


def test_a_day_that_no_calendar_has_is_left_out():
    assert read("Tenders must be submitted by 31/02/2027.") == ()


def test_length_and_extension_are_told_apart():
    found = {
        one.name: one.months
        for one in read("The contract period is 3 years with the option to extend for a further 12 months.")
    }
    assert found == {"contract length": 36, "extension": 12}


def test_how_long_a_policy_must_run_is_not_how_long_the_work_lasts():
    assert read("Insurance shall be kept for a period of five years after the contract.") == ()


def test_the_same_condition_is_told_once_from_its_surest_sentence():
    passages = [Passage("description", "ISO 9001."), Passage("criterion 1", "The bidder must hold ISO 9001.")]
    (found,) = findings(passages, RULES, currency="GBP", on=TODAY)
    assert found.place == "criterion 1"


def test_the_days_of_the_work_follow_from_a_start_and_a_length():
    said = read("Work starts on 1 April 2027. The contract period is 2 years.")
    window, why = window_said(said)
    assert window == Period(date(2027, 4, 1), date(2029, 3, 31))
    assert "Work starts on 1 April 2027" in why
    assert window_said(read("The contract period is 2 years.")) == (None, "")


def test_sentences_end_where_people_end_them():
    assert split("Approx. 20 units, e.g. No. 5. The rest follows; then more.\n• A bullet") == [
        "Approx. 20 units, e.g. No. 5.",
        "The rest follows",
        "then more.",
        "A bullet",
    ]


def test_line_breaks_that_a_portal_lost_are_put_back_and_words_stay_whole():
    assert split("Insurance required:rn Public Liability. You must return The form.") == [
        "Insurance required:",
        "Public Liability.",
        "You must return The form.",
    ]


def test_marks_that_a_portal_wrote_out_are_read_as_marks():
    assert split("Beds &amp;amp; mattresses. The council&#039;s own") == [
        "Beds & mattresses.",
        "The council's own",
    ]


def test_the_words_of_a_release_know_where_they_stand():
    release = {
        "tender": {
            "title": "Clinics",
            "description": "Towed clinics",
            "lots": [{"id": "A", "description": "Cabins"}],
            "selectionCriteria": {"criteria": [{"description": "Hold ISO 9001", "minimum": "Two years"}]},
        },
        "description": "Towed clinics",
    }
    found = [(one.place, one.text, one.lot) for one in of_release(release)]
    assert found == [
        ("title", "Clinics", ""),
        ("description", "Towed clinics", ""),
        ("lot A", "Cabins", "A"),
        ("criterion 1", "Hold ISO 9001", ""),
        ("criterion 1", "Two years", ""),
    ]


@pytest.mark.parametrize("release", [{}, {"tender": []}, {"tender": {"lots": "x", "items": [1], "title": 3}}])
def test_a_release_of_another_shape_says_nothing(release):
    assert of_release(release) == ()


def test_a_sentence_that_goes_on_for_ever_is_read_in_parts():
    parts = split("turnover " * 1_000)
    assert max(map(len, parts)) <= 1_500
    assert sum(part.count("turnover") for part in parts) == 1_000


def test_every_rule_is_dated_and_says_who_sets_it():
    assert all(rule.source and rule.since <= TODAY for rule in RULES)
    assert all(rule.holds(TODAY) for rule in RULES)
