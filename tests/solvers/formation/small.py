"""A small formation that every rule can be made to bind in, and what the solver says of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.check import check
from midas.core.formation.plan import Outcome, Plan, Status
from midas.core.formation.policy import Policy
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import add_up
from midas.core.members.profile import Firm, HeldCertificate, Offering
from midas.solvers.formation import form
from midas.solvers.formation.quantities import EXACTNESS

STEEL = WorkPackage("steel", "metal", Decimal(100), unit="HUR", value=6000, position=(53.0, -1.0))
SURVEY = WorkPackage("survey", "survey", Decimal(10), unit="DAY", value=4000, position=(53.0, -1.0))


TEXTS = {"place", "competency"}


def _decimals(fields: dict[str, Any]) -> dict[str, Any]:
    """Strings stand for decimals where the field is one."""
    return {
        name: Decimal(value) if isinstance(value, str) and name not in TEXTS else value
        for name, value in fields.items()
    }


def firm(name: str, *offerings: Offering, **more: Any) -> Firm:
    """A firm; `certificates` may be plain names."""
    held = tuple(HeldCertificate(one) for one in more.pop("certificates", ()))
    return Firm(name, offerings=offerings, certificates=held, **more)


def metal(price: int | str, **more: Any) -> Offering:
    return Offering(Decimal(price), competency="metal/welding", **_decimals(more))


def survey(price: int | str, **more: Any) -> Offering:
    return Offering(Decimal(price), competency="survey", **_decimals(more))


ASH = firm("ash", metal(40), survey(300), region="UKE32", turnover=9000, reliability=Decimal("0.8"))
BIRCH = firm(
    "birch",
    metal(45),
    region="UKF1",
    tags=frozenset({"sme"}),
    turnover=20000,
    engagement_cost=20,
    can_lead=True,
)
CEDAR = firm(
    "cedar", metal(60), survey(320), region="UKE1", turnover=50000, engagement_cost=100, certificates=("iso",)
)
GUARANTOR = firm("dale", turnover=900000, engagement_cost=700, certificates=("iso", "cyber"), can_lead=True)


def small(
    *,
    steel: dict[str, Any] | None = None,
    site: dict[str, Any] | None = None,
    firms: tuple[Firm, ...] = (ASH, BIRCH, CEDAR, GUARANTOR),
    **policy: Any,
) -> FormationProblem:
    """The formation with changes to its packages (`site` is the survey's) and its policy."""
    packages = (replace(STEEL, **_decimals(steel or {})), replace(SURVEY, **_decimals(site or {})))
    return FormationProblem("GBP", packages, firms, Policy(**_decimals(policy)))


def solved(problem: FormationProblem, **options: Any) -> tuple[Outcome, Plan]:
    """The outcome and its plan, which is proven best and has been through the checker."""
    outcome = form(problem, **options)
    assert outcome.status is Status.OPTIMAL
    return outcome, checked(problem, outcome)


def checked(problem: FormationProblem, outcome: Outcome) -> Plan:
    """The outcome's plan; its figures are the checker's."""
    assert outcome.plan is not None
    verdict = check(problem, outcome.plan, tolerance=EXACTNESS)
    assert verdict.violations == ()
    assert verdict.score is not None
    assert outcome.objective == float(verdict.score.objective)
    return outcome.plan


def shares(plan: Plan) -> dict[tuple[str, str], Decimal]:
    """What each firm does of each package."""
    done = add_up(plan).by_firm_and_package()
    return {place: Decimal(part.numerator) / part.denominator for place, part in done.items()}
