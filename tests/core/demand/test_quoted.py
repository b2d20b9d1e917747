"""Packages quote the demand's words: lots in the text, quantities, the sentence, certificates."""

from datetime import date
from decimal import Decimal

from midas.core.demand.decompose import LOT, MAIN_CODE, SAID, decompose
from midas.core.demand.notice import Item, Lot
from midas.core.demand.passages import Passage
from midas.core.demand.proposal import Asked, Demand, Proposed
from midas.core.demand.quoted import lots_in_text, with_quantity_said

TODAY = date(2026, 11, 28)


def nobody(_competency: str) -> None:
    return None


def proposed(text: str, **more: object) -> tuple[Proposed, ...]:
    demand = Demand("Grounds", "GBP", cpv=("77310000",), passages=(Passage("description", text),), **more)  # type: ignore[arg-type]
    return decompose(demand, nobody, today=TODAY)


def test_lots_that_only_the_text_lists_are_kept_as_lots():
    found = lots_in_text(
        [Passage("description", "Lot 1: Grass cutting; Lot 2 - Hedges and trees\nLot 3: Litter")]
    )
    assert [(lot.id, lot.title) for lot in found] == [
        ("1", "Grass cutting"),
        ("2", "Hedges and trees"),
        ("3", "Litter"),
    ]


def test_lots_that_follow_each_other_in_one_line_are_told_apart_and_keep_their_quantity():
    first, second = proposed(
        "Lot 1: Mowing of 24 hectares of park. Lot 2: Hedges. Bidders must hold ISO 9001."
    )
    assert (first.title, first.quantity, first.unit) == ("Mowing of 24 hectares of park", Decimal(24), "HAR")
    assert (second.title, second.sentence) == ("Hedges", "Hedges")


def test_one_lot_named_in_a_text_divides_nothing():
    assert lots_in_text([Passage("description", "This is Lot 2: Hedges.")]) == ()


def test_a_lot_of_the_text_is_a_package_with_less_confidence_than_one_of_a_field():
    said = proposed("Lot 1: Grass cutting; Lot 2: Hedges")
    assert [(one.title, one.confidence) for one in said] == [("Grass cutting", SAID), ("Hedges", SAID)]
    assert "no field of the notice does" in said[0].reasons[0]
    assert SAID < LOT


def test_a_package_quotes_the_sentence_that_speaks_of_it():
    demand = Demand(
        "Estate", "GBP", lots=(Lot("1", "Hedge trimming"),), cpv=("77340000",),
        passages=(Passage("description", "The estate is large. Hedge trimming is done in autumn."),),
    )  # fmt: skip
    (one,) = decompose(demand, nobody, today=TODAY)
    assert one.sentence == "Hedge trimming is done in autumn."


def test_the_only_quantity_in_the_text_is_taken_with_its_sentence():
    (one,) = proposed("We need 1,200 hours of gardening.")
    assert (one.quantity, one.unit, one.confidence) == (Decimal(1200), "HUR", MAIN_CODE)
    assert any("1,200 hours of gardening" in reason for reason in one.reasons)


def test_things_counted_after_a_word_of_supply_are_a_quantity():
    (one,) = proposed("Supply of 24 towed clinics.")
    assert (one.quantity, one.unit) == (Decimal(24), "EA")


def test_of_several_quantities_none_is_taken_and_all_are_told():
    part = Proposed("", "Grounds", "cpv:77310000")
    text = "Mow 500 m2 weekly. Trim 90 metres of hedge."
    found = with_quantity_said(part, [Passage("description", text)], alone=True)
    assert found.quantity is None
    assert found.reasons == (
        "The text names several quantities: 500 square metres and 90 metres. None is taken.",
    )


def test_certificates_go_to_every_package_or_to_their_lot():
    demand = Demand(
        "Two", "GBP", lots=(Lot("1", "A"), Lot("2", "B")),
        certificates=(Asked("ISO 9001", "criterion 1"), Asked("Gas Safe", "lot 2", "2")),
    )  # fmt: skip
    first, second = decompose(demand, nobody, today=TODAY)
    assert first.certificates == ("ISO 9001",)
    assert second.certificates == ("ISO 9001", "Gas Safe")
    assert "The notice asks for Gas Safe (lot 2)." in second.reasons


def test_things_listed_without_any_code_are_packages_that_want_a_competency():
    demand = Demand(
        "Fair", "GBP", items=(Item("1", "Stand", quantity=Decimal(1), unit="each"), Item("2", "Training"))
    )
    stand, training = decompose(demand, nobody, today=TODAY)
    assert (stand.title, stand.competency, stand.quantity, stand.unit) == ("Stand", "", Decimal(1), "EA")
    assert "choose the competency" in training.reasons[1]
