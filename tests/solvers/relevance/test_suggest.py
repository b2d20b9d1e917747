"""CPV codes are suggested for a notice, with reasons; what each source says can be switched off."""

from __future__ import annotations

import pytest

from midas.rules import cpv, cpv_words
from midas.solvers.relevance import CpvSuggester, Entry, LabelFinder, Learned, Source, suggest_cpv

LABELS = {
    **cpv.divisions(),
    **cpv.groups(),
    "45233140": "Roadworks",
    "79713000": "Guard services",
    "90919300": "School cleaning services",
    "55524000": "School catering services",
}
SUGGESTER = CpvSuggester.build(
    LABELS,
    [Learned("Zorbing weekend", "Zorbing for all ages", ("92600000",)), Learned("Guards", "", ("79713000",))],
)


def test_the_label_that_says_it_comes_first_with_the_reason() -> None:
    first = SUGGESTER.suggest("Cleaning of schools")[0]

    assert (first.code, first.label) == ("90919300", "School cleaning services")
    assert (
        "its label says “cleaning” and “schools”" in first.reasons
        or "“schools” and “cleaning”" in first.reasons[0]
    )
    assert sum(adds for _, adds in first.sources) == pytest.approx(first.score)


def test_what_buyers_say_leads_to_codes_whose_labels_do_not() -> None:
    first = SUGGESTER.suggest("Taxis and minibuses, home to school", digits=2)[0]

    assert first.code == "60000000"
    assert any(reason.startswith("buyers of such things speak of") for reason in first.reasons)


def test_earlier_notices_teach_what_no_label_says() -> None:
    taught = SUGGESTER.suggest("Zorbing", digits=3)

    assert taught[0].code == "92600000"
    assert "“Zorbing weekend” with codes of its group read alike" in taught[0].reasons
    assert CpvSuggester.build(LABELS).suggest("Zorbing", sources=frozenset({Source.LABEL})) == []


@pytest.mark.parametrize("source", list(Source))
def test_every_source_can_stand_alone(source: Source) -> None:
    found = SUGGESTER.suggest("Guards for schools", "Zorbing", sources=frozenset({source}))

    assert found
    assert {name for one in found for name, _ in one.sources} == {source}


@pytest.mark.parametrize("digits", [2, 3, 4])
def test_divisions_groups_and_classes_can_be_asked_for_each_once(digits: int) -> None:
    codes = [one.code for one in SUGGESTER.suggest("Roadworks and school catering", k=8, digits=digits)]

    assert len(codes) == len(set(codes)) == 8
    assert all(code[digits:] == "0" * (8 - digits) for code in codes)


def test_nothing_is_suggested_for_nothing() -> None:
    assert SUGGESTER.suggest("") == []
    assert SUGGESTER.suggest("of the", "and") == []
    assert CpvSuggester.build({}).suggest("Roadworks") == []


def test_one_text_can_be_asked_about_without_ceremony() -> None:
    assert suggest_cpv("Roadworks", LABELS, k=1)[0].code == "45233140"


def test_the_words_of_buyers_are_of_codes_that_exist() -> None:
    known = {code[:digits] for code in [*cpv.divisions(), *cpv.groups()] for digits in (2, 3)}

    assert [start for start in cpv_words.words() if start[:3] not in known] == []
    assert all(said.strip() for said in cpv_words.words().values())


def test_a_wording_leads_to_its_entry_by_name_description_or_spelling() -> None:
    entries = [
        Entry("1", "welder", "joins metal"),
        Entry("2", "baker", "makes bread"),
        Entry("3", "metalworker"),
    ]
    finder = LabelFinder.build(entries)

    assert [one.code for one, _ in finder.find("welders", 1)] == ["1"]
    assert [one.code for one, _ in finder.find("bread making", 1)] == ["2"]
    assert finder.find("metalworking", 1)[0][0].code == "3"
    assert finder.find("xyz") == []
