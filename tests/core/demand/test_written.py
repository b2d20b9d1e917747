import pytest

from midas.core.demand.written import read_packages, write_package

PACKAGE = {
    "id": "wp1",
    "title": "Cabins",
    "competency": "cpv:34200000",
    "quantity": 24,
    "unit": "EA",
    "window": ["2027-01-04", "2027-03-26"],
}


def faults(**fields):
    _, problems = read_packages([{**PACKAGE, **fields}])
    return [str(problem).removeprefix("$.work_packages[0].") for problem in problems]


def test_a_package_reads_as_it_was_written():
    (titled,), problems = read_packages([PACKAGE])
    assert problems == ()
    assert write_package(titled) == PACKAGE


def test_a_package_that_is_kept_has_a_title_and_a_unit():
    assert faults(title=None, unit=None) == [
        "title: is missing",
        "unit: is missing",
    ]


@pytest.mark.parametrize("nothing", [[], None])
def test_a_requirement_asks_for_something(nothing):
    _, (problem,) = read_packages(nothing)
    assert str(problem) == "$.work_packages: must hold at least one work package: nothing is asked for"


def test_a_requirement_that_is_no_list_is_refused_once():
    _, (problem,) = read_packages({"id": "wp1"})
    assert problem.message == "must be a list, not an object"


def test_more_packages_than_can_be_kept_are_refused():
    _, (problem,) = read_packages([{**PACKAGE, "id": f"wp{number}"} for number in range(201)])
    assert problem.message == "holds 201 work packages; at most 200 can be kept"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"quantity": "-5"}, "quantity: must not be negative, and is '-5'"),
        ({"quantity": 0}, "quantity: must be more than 0"),
        ({"quantity": "1e13"}, "quantity: must be at most 1,000,000,000,000, and is '1e13'"),
        ({"quantity": "0.0000001"}, "quantity: must have at most 6 decimal places, and is 1E-7"),
        ({"title": "x" * 256}, "title: must have at most 255 characters, and has 256"),
        (
            {"id": "work package"},
            "id: must be letters, digits, - and _ only, such as wp1, not 'work package'",
        ),
        (
            {"competency": "cpv:00000000"},
            "competency: 'cpv:00000000' is not a CPV code: CPV 2008 has no division 00",
        ),
        (
            {"place": "Leeds"},
            "place: must be a region code such as UKE32, or a country such as DE, not 'Leeds'",
        ),
        ({"position": [53, -1]}, "position: is not kept with a package; give its place instead"),
        ({"certificates": ["x" * 81]}, "certificates: must each have at most 80 characters"),
        ({"criticality": 101}, "criticality: must be at most 100; 1 is usual, 2 weighs a failure twice"),
        ({"min_split": "0.12345"}, "min_split: must have at most 4 decimal places, and is 0.12345"),
        ({"min_suppliers": 1001}, "min_suppliers: must be at most 1,000 firms, and is 1,001"),
        ({"max_suppliers": 0}, "max_suppliers: must be at least 1: somebody has to do the work"),
    ],
)
def test_what_the_books_cannot_keep_is_refused(fields, fault):
    assert faults(**fields) == [fault]


def test_every_fault_is_found_at_once():
    assert len(faults(title=None, unit="hours", quantity=-1, place="x")) == 4
