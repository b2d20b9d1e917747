"""What such work usually needs is learned from finished requirements, and says from how many."""

from decimal import Decimal
from fractions import Fraction

from midas.core.demand.requirement import WorkPackage
from midas.core.demand.templates import learn
from midas.core.demand.written import Titled


def package(title: str, competency: str, quantity: int = 1, unit: str = "EA", **more: object) -> Titled:
    return Titled(title, WorkPackage("wp1", f"cpv:{competency}", Decimal(quantity), unit, **more))  # type: ignore[arg-type]


CABINS = package("Cabins", "34210000", 10, value=900, certificates=("ISO 9001",))
SOFTWARE = package("Software", "48000000", 100, "HUR", value=100)


def test_from_one_requirement_nothing_is_learned():
    assert learn("342", [[CABINS]]) is None


def test_what_half_of_them_have_is_usual_and_what_fewer_have_is_not():
    rare = package("Paint", "44800000")
    template = learn("342", [[CABINS, SOFTWARE], [CABINS, SOFTWARE], [CABINS, rare], [CABINS]])
    assert template is not None
    assert template.requirements == 4
    assert [(line.title, line.seen, line.of) for line in template.lines] == [
        ("Cabins", 4, 4),
        ("Software", 2, 4),
    ]


def test_a_line_has_the_usual_unit_the_middle_quantity_and_share_and_what_half_ask_for():
    other = package("Cabins", "34210000", 30, value=500)
    template = learn(
        "342", [[CABINS, SOFTWARE], [other, package("Software", "48000000", 300, "HUR", value=500)]]
    )
    assert template is not None
    cabins, software = template.lines
    assert (cabins.unit, cabins.quantity, cabins.share) == ("EA", Decimal(20), Fraction(7, 10))
    assert cabins.certificates == ("ISO 9001",)
    assert (software.unit, software.quantity) == ("HUR", Decimal(200))
    assert cabins.told == "In 2 of 2 finished requirements of this kind of work, about 70 % of the value."
