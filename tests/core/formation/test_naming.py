"""Messages name packages and offerings as people know them."""

from midas.core.formation.naming import readable

PACKAGES = {"wp1": "Chassis", "wp10": "Coating", "fit-out": "Fit-out"}


def test_packages_are_named_by_their_titles_whole_ids_only():
    said = "Rother does all of wp1 (cheapest of 4) and 20 % of wp10, none of wp100 or re-fit-out, some of fit-out."
    assert readable(said, PACKAGES) == (
        "Rother does all of “Chassis” (cheapest of 4) and 20 % of “Coating”, none of wp100 or re-fit-out,"
        " some of “Fit-out”."
    )


def test_an_offering_is_named_by_its_title():
    said = "Rother is allotted 1,200 of 1320, and has capacity for 900"
    assert readable(said, {}, {"1320": "Welding"}) == (
        "Rother is allotted 1,200 of its “Welding”, and has capacity for 900"
    )
    assert readable(said, {}, {"7": "Coating"}) == said


def test_a_title_may_hold_anything():
    assert readable("all of wp1", {"wp1": r"50 % \1 of wp2", "wp2": "x"}) == r"all of “50 % \1 of wp2”"
