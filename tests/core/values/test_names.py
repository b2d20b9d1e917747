"""Two writings of one name have one key; two names have two."""

import pytest

from midas.core.values.names import name_key, name_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rother Welding Ltd", "ROTHER WELDING LIMITED"),
        ("Rother Welding Ltd.", "Welding, Rother"),
        ("J. P. Morgan plc", "JP Morgan Public Limited Company"),
        ("Müller & Söhne GmbH & Co. KG", "Muller Sohne"),
        ("Smith and Sons Ltd", "Smith & Sons"),
        ("O'Brien Tools", "OBrien Tools Limited"),
        ("The Forge", "Forge Ltd"),
        ("Rossi S.p.A.", "Rossi spa"),
        ("Cwmni Da Cyf", "Cwmni Da Cyfyngedig"),
        ("Straße AG", "STRASSE"),
    ],
)
def test_ways_of_writing_make_no_other_name(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rother Welding Ltd", "Rother Casting Ltd"),
        ("Limited Editions Ltd", "Editions Ltd"),
        ("Aire Holdings Ltd", "Aire Ltd"),
        ("Unit 1 Ltd", "Unit 2 Ltd"),
    ],
)
def test_other_names_stay_others(one, other):
    assert name_key(one) != name_key(other)


def test_a_name_that_is_all_legal_form_keeps_its_words():
    assert name_words("Company Limited") == ("company", "limited")


def test_a_name_without_letters_has_no_key():
    assert name_key("…") == ""


def test_a_key_is_no_longer_than_its_column():
    assert len(name_key("x " * 10 + "a" * 500)) == 160
