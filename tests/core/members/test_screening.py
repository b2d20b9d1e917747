"""Names compared with lists: what is alike is found and said, what is not is left alone."""

from midas.core.members.screening import Listed, NameIndex, Subject, screen

LIST = [
    Listed("Example list", "Zarkov Würth GmbH", "EX-1"),
    Listed("Example list", "Ivan Petrovich EXAMPLEV", "EX-2"),
    Listed("Example list", "Harbour Steel Trading Company", "EX-3"),
]


def found(name, is_person=False):
    return screen([Subject("f1", name, is_person)], NameIndex(LIST))


def test_the_same_name_is_found_and_the_reason_said():
    (hit,) = found("ZARKOV WURTH LIMITED")

    assert (hit.listed.reference, hit.likeness) == ("EX-1", 1.0)
    assert hit.reasons == ("the firm's name is the same but for case, legal form or the order of words",)


def test_words_in_another_order_are_found():
    (hit,) = found("Examplev, Ivan Petrovich", is_person=True)

    assert hit.reasons == ("an officer's name is the same but for case, legal form or the order of words",)


def test_a_slip_of_the_pen_is_found_with_how_alike_it_is():
    (hit,) = found("Harbour Steal Trading Co")

    assert hit.listed.reference == "EX-3"
    assert 0.8 < hit.likeness < 1
    assert "harbour, trading" in hit.reasons[1]


def test_another_name_is_left_alone():
    assert found("Rother Welding Ltd") == ()
    assert found("Harbour Bakery Ltd") == ()


def test_a_verdict_is_kept_under_names_so_that_it_outlives_a_list_that_is_loaded_anew():
    (hit,) = found("ZARKOV WURTH LIMITED")

    assert hit.key == "Example list|wurth zarkov|wurth zarkov"
