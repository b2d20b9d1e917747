"""Two writings of one thing come down to the same terms; small words and words of buying do not drown the others."""

from __future__ import annotations

import pytest

from midas.core.demand.relevance.words import FAINT, TITLE, Reader, as_written, grams, of_notice, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cleaning of offices", "office cleaning"),
        ("CAFÉ", "cafes"),
        ("children&#039;s homes", "Childrens’ home"),
        ("Straße", "strasse"),
        ("maintenance, maintained", "Maintained maintenance"),
    ],
)
def test_ways_of_writing_do_not_matter(one: str, other: str) -> None:
    assert sorted(terms(one)) == sorted(terms(other))


def test_different_things_stay_different() -> None:
    assert set(terms("painting of bridges")).isdisjoint(terms("printing of badges"))


def test_small_words_and_single_letters_do_not_count_and_numbers_stay() -> None:
    assert terms("The supply of a 9001 x to it") == ["suppli", "9001"]


def test_a_term_is_shown_as_it_was_first_written() -> None:
    assert as_written("Resurfacing; resurfaced") == {"resurfac": "resurfacing"}


def test_a_title_counts_more_and_a_word_of_buying_less() -> None:
    counted = of_notice("Bridge contract", "bridge paint")

    assert counted == {"bridg": TITLE + 1.0, "contract": TITLE * FAINT, "paint": 1.0}


def test_runs_of_letters_mark_the_ends_of_words() -> None:
    assert grams("the bus tram") == ["<bus", "bus>", "<tra", "tram", "ram>"]
    assert set(of_notice("tram", reader=Reader.GRAMS)) == {"<tra", "tram", "ram>"}
