"""Who may be one firm: by number for certain, by name and place likely, and why in words."""

from midas.core.members.duplicates import ALIKE, Party, alike, compare, same_numbers, skeleton
from midas.core.values.names import name_key


def party(key, name, number="", place="", postcode=""):
    return Party(key, name, name_key(name), "GB-COH", number, place, postcode)


def keys(pairs):
    return {frozenset((pair.first.key, pair.second.key)) for pair in pairs}


def test_the_same_number_of_the_same_register_is_the_same_firm():
    new, known = [party("a", "A", "1"), party("b", "B", "2")], [party("x", "X", "1")]
    assert same_numbers(new, known) == {"a": "x"}


def test_the_same_number_of_another_register_is_not():
    other = Party("x", "X", "x", "GB-NIC", "1")
    assert same_numbers([party("a", "A", "1")], [other]) == {}


def test_a_slip_of_the_pen_is_found():
    pairs = alike([party(1, "Keldonholt Welding Ltd")], [party(2, "Keldonhalt Welding Limited")])
    assert keys(pairs) == {frozenset((1, 2))}


def test_a_name_written_together_is_found():
    assert keys(alike([party(1, "Rother Side Ltd")], [party(2, "Rotherside")])) == {frozenset((1, 2))}


def test_common_words_alone_bring_nobody_together():
    firms = [party(n, f"Firm{n:03d} Services Ltd") for n in range(100)]
    assert alike(firms) == ()


def test_the_same_place_and_postcode_raise_it_and_another_number_lowers_it():
    base = compare(party(1, "Aire Forge"), party(2, "Aire Forges")).score
    here = compare(party(1, "Aire Forge", "", "Leeds", "LS1"), party(2, "Aire Forges", "", "leeds", "LS1"))
    apart = compare(party(1, "Aire Forge", "1"), party(2, "Aire Forges", "2"))
    assert apart.score < base < here.score
    assert "the same place, Leeds" in here.reasons
    assert "the same postcode, LS1" in here.reasons
    assert "but different numbers in the register GB-COH" in apart.reasons


def test_the_reasons_name_the_shared_words():
    pair = compare(party(1, "Don Precision Tools"), party(2, "Don Precision Castings"))
    assert pair.reasons[0] == "shared words of the name: don, precision"


def test_what_was_decided_is_not_asked_again():
    firms = [party(1, "Aire Forge"), party(2, "Aire Forge Ltd")]
    assert alike(firms, settled={frozenset((1, 2))}) == ()
    assert alike(firms)[0].score >= ALIKE


def test_known_firms_are_not_compared_with_each_other():
    assert alike([party(3, "Other")], [party(1, "Aire Forge"), party(2, "Aire Forge Ltd")]) == ()


def test_the_most_alike_come_first():
    firms = [
        party(1, "Zebra Forge"),
        party(2, "Zebra Forges"),
        party(3, "Aire Lathes"),
        party(4, "Aire Lathes"),
    ]
    assert [pair.first.name for pair in alike(firms)] == ["Aire Lathes", "Zebra Forge"]


def test_a_skeleton_has_no_vowels_but_the_first_letter_and_nothing_double():
    assert (skeleton("keldonholt"), skeleton("aire"), skeleton("little")) == ("kldnhlt", "ar", "ltl")
