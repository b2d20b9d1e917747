"""Why a certain firm is not in a plan."""

from decimal import Decimal

import pytest

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.plan import Allocation, Plan
from midas.core.formation.policy import Policy
from midas.core.formation.problem import FormationProblem
from midas.core.formation.why_not import why_not
from midas.core.members.profile import Firm, HeldCertificate, Offering

ISO = (HeldCertificate("ISO 9001"),)


def firm(name, price, certificates=ISO):
    return Firm(
        name,
        name.title(),
        certificates=certificates,
        offerings=(Offering(Decimal(price), competency="welding"),),
    )


PACKAGES = (
    WorkPackage("wp1", "welding", Decimal(10), certificates=("ISO 9001",)),
    WorkPackage("wp2", "coating", Decimal(5)),
)
COATER = Firm("tees", offerings=(Offering(Decimal(1), competency="coating"),))
FIRMS = (firm("rother", 100), firm("dear", 300), firm("bare", 50, ()), COATER)
PROBLEM = FormationProblem("GBP", PACKAGES, FIRMS, Policy())
PLAN = Plan(
    (Allocation("rother", 0, "wp1", Decimal(10)), Allocation("tees", 0, "wp2", Decimal(5))),
    ("rother", "tees"),
)


def test_each_package_says_what_kept_the_firm_out():
    assert [(miss.work_package, miss.rule) for miss in why_not(PROBLEM, PLAN, "dear")] == [
        ("wp1", "price"),
        ("wp2", "competency"),
    ]


def test_a_filter_is_told_before_a_price():
    first = why_not(PROBLEM, PLAN, "bare")[0]
    assert first.rule == "certificates"
    assert "does not hold ISO 9001" in first.message


def test_a_partner_is_not_kept_out():
    assert why_not(PROBLEM, PLAN, "rother") == ()


def test_a_firm_that_is_not_in_the_problem_is_refused():
    with pytest.raises(KeyError):
        why_not(PROBLEM, PLAN, "nobody")
