"""A need is read from what somebody typed: everything wrong at once, nothing lost."""

from datetime import date
from decimal import Decimal

import pytest

from midas.core.demand.needs import Wanted, done, read_need

TODAY = date(2026, 11, 28)
GOOD = {"title": "Towed clinics", "description": "For eight hospitals."}


def read(idea: bool = False, **answers: str):
    return read_need(
        {**GOOD, **answers},
        idea=idea,
        currency="GBP",
        zone="Europe/London",
        regions=frozenset({"UKE"}),
        today=TODAY,
    )


def test_a_title_and_a_few_sentences_are_enough():
    said, problems = read()
    assert problems == ()
    assert (said.title, said.description, said.value, said.items) == (
        "Towed clinics",
        "For eight hospitals.",
        None,
        (),
    )


def test_all_that_is_wrong_is_told_at_once_by_question():
    _said, problems = read(
        title=" ", value="a lot", region="XX", deadline_on="2020-01-01", starts_on="2027-05-01", ends_on="2027-01-01",
        items="0; each; clinics",
    )  # fmt: skip
    assert {one.where for one in problems} == {"title", "value", "region", "deadline_on", "ends_on", "items"}


def test_things_are_listed_with_number_and_unit_or_in_words():
    said, problems = read(items="24; each; towed clinics\n1,200 hours of service\n3 vans\nA web site")
    assert problems == ()
    assert said.items == (
        Wanted("towed clinics", Decimal(24), "each"),
        Wanted("service", Decimal(1200), "hours"),
        Wanted("vans", Decimal(3)),
        Wanted("A web site"),
    )


def test_a_budget_is_in_minor_units_and_a_deadline_ends_with_its_day():
    said, _problems = read(value="1,200.50", deadline_on="2027-01-31")
    assert said.value == 120_050
    assert said.deadline_at is not None
    assert said.deadline_at.isoformat() == "2027-01-31T23:59:00+00:00"


def test_certificates_are_part_of_what_is_read_later():
    said, _problems = read(certificates="ISO 9001")
    assert "Bidders must hold: ISO 9001." in said.description


def test_an_idea_says_how_members_would_work_together_and_a_need_does_not():
    assert [one.where for one in read(idea=True)[1]] == ["mode"]
    assert read(idea=True, mode="co_development")[0].mode == "co_development"
    assert read(mode="co_development")[0].mode == ""


@pytest.mark.parametrize(
    ("step", "files", "is_done"),
    [("what", 0, True), ("how_much", 0, False), ("files", 0, False), ("files", 1, True)],
)
def test_a_step_is_done_when_it_has_what_it_asks(step, files, is_done):
    assert done(GOOD, step, files, idea=False) is is_done
