"""How well a cluster covers a requirement, and what nobody covers and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from midas.core.demand.coverage import Coverage, Light, coverage
from midas.core.demand.matching import Filter, Terms
from midas.core.demand.requirement import WorkPackage
from midas.core.members.profile import Firm, HeldCertificate, Offering

PACKAGE = WorkPackage("mill", "milling", Decimal(1000), unit="HUR")


def firm(name: str, price: int = 40, capacity: int | None = 800, **offering: object) -> Firm:
    limit = None if capacity is None else Decimal(capacity)
    made = Offering(Decimal(price), competency="milling/5-axis", capacity=limit)
    return Firm(name, offerings=(replace(made, **offering),))  # type: ignore[arg-type]


def cover(*firms: Firm, package: WorkPackage = PACKAGE, terms: Terms | None = None) -> Coverage:
    return coverage([package], firms, terms or Terms())[0]


def test_a_choice_of_firms_with_room_to_spare_is_green() -> None:
    found = cover(firm("a", 40), firm("b", 45), firm("c", 70), Firm("d"))

    assert (found.firms, found.offering, found.capacity) == (3, 3, 2400)
    assert (found.low, found.middle, found.high) == (40, 45, 70)
    assert (found.status, found.message) == (Light.GREEN, "3 firms can do this")


def test_unlimited_capacity_has_no_figure() -> None:
    found = cover(firm("a"), firm("b", capacity=None))

    assert (found.capacity, found.status) == (None, Light.GREEN)


def test_what_one_firm_alone_can_do_is_amber() -> None:
    assert (cover(firm("a", capacity=9000)).status, cover(firm("a", capacity=9000)).message) == (
        Light.AMBER,
        "only 1 firm can do this",
    )
    assert cover(firm("a"), firm("b"), package=replace(PACKAGE, min_suppliers=2)).status is Light.AMBER


def test_capacity_that_only_just_suffices_is_amber() -> None:
    found = cover(firm("a", capacity=600), firm("b", capacity=600))

    assert found.status is Light.AMBER
    assert found.message == "capacity for 1,200 hours; 1,000 are asked"
    assert cover(firm("a", capacity=600), firm("b", capacity=650)).status is Light.GREEN


def test_too_little_capacity_is_red_and_says_how_much_is_missing() -> None:
    found = cover(firm("a", capacity=600), firm("b", capacity=250))

    assert found.status is Light.RED
    assert found.message == "capacity for 850 of 1,000 hours: 150 are missing"


def test_capacity_is_bounded_by_the_resources_an_offering_uses() -> None:
    made = firm("a", capacity=5000, uses={"machine": Decimal("1.5"), "people": Decimal(1)})
    limited = replace(made, resources={"machine": Decimal(900)})

    assert cover(made).capacity == 5000
    assert cover(limited).capacity == 600


def test_too_few_firms_are_red() -> None:
    found = cover(firm("a", capacity=None), package=replace(PACKAGE, min_suppliers=2))

    assert (found.status, found.message) == (Light.RED, "1 firm can do this, and 2 are needed")


def test_what_nobody_offers_is_red() -> None:
    found = cover(Firm("a"), package=replace(PACKAGE, competency="casting"))

    assert (found.status, found.message) == (Light.RED, "no firm offers casting")
    assert (found.firms, found.capacity, found.low, found.middle, found.high) == (
        0,
        Fraction(0),
        None,
        None,
        None,
    )


def test_where_nobody_qualifies_the_commonest_reason_is_told() -> None:
    wanted = replace(PACKAGE, certificates=("AS 9100",), min_quality=Decimal("0.5"))
    poor = replace(
        firm("d", quality=Decimal(0)), certificates=(HeldCertificate("AS 9100", date(2030, 1, 1)),)
    )
    found = cover(firm("a"), firm("b"), poor, Firm("e"), package=wanted)

    assert found.shortfalls == ((Filter.CERTIFICATES, 2), (Filter.QUALITY, 1))
    assert found.message == (
        "of 3 firms offering this, none qualifies: 2 without a certificate the package asks for"
    )


def test_a_firm_that_qualifies_with_one_offering_falls_short_of_nothing() -> None:
    two = firm("a", capacity=None)
    bad = replace(two.offerings[0], quality=Decimal(0))
    found = cover(
        replace(two, offerings=(bad, *two.offerings)), package=replace(PACKAGE, min_quality=Decimal(1))
    )

    assert (found.firms, found.offering, found.shortfalls) == (1, 1, ())
