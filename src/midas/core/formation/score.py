"""What a plan costs, risks and amounts to: exact figures recomputed from the problem, knowing no solver.

Every figure is a `Fraction` in minor units (or a share of 1); only distances come from floating point.
Exact meanings: docs/reference/formation-format.md. Risk is expected loss: probability of failure × loss given
failure × exposure, summed over partners and packages (credit risk's EL = PD · LGD · EAD; Basel Committee
on Banking Supervision, *An Explanatory Note on the Basel II IRB Risk Weight Functions*, 2005).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.plan import Allocation, Plan
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm, Offering
from midas.core.values.places import great_circle_km, within

NIL = Fraction(0)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a plan costs, by kind, in minor units. `familiarity` is what it saves, and is subtracted."""

    goods: Fraction = NIL
    set_up: Fraction = NIL
    engagement: Fraction = NIL
    haulage: Fraction = NIL
    familiarity: Fraction = NIL

    @property
    def total(self) -> Fraction:
        return self.goods + self.set_up + self.engagement + self.haulage - self.familiarity


@dataclass(frozen=True, slots=True)
class Score:
    """A plan's figures. `value_shares`, by partner, and `tag_shares` are parts of the whole value.

    `local_share` is that of firms in the policy's local regions (0 where none are named); `standing` is the
    partners' turnover together; `leads` are the partners fit to lead.
    """

    cost: Cost
    risk: Fraction
    objective: Fraction
    value_shares: Mapping[str, Fraction]
    local_share: Fraction
    tag_shares: Mapping[str, Fraction]
    standing: int
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A plan's allocations added up: quantities > 0 by (firm, offering, package), and its partners."""

    quantities: Mapping[tuple[str, int, str], Fraction]
    partners: tuple[str, ...]

    def by_firm_and_package(self) -> dict[tuple[str, str], Fraction]:
        """What each firm does of each package, over all its offerings."""
        sums: dict[tuple[str, str], Fraction] = {}
        for (firm, _, package), quantity in self.quantities.items():
            sums[firm, package] = sums.get((firm, package), NIL) + quantity
        return sums


def add_up(plan: Plan) -> Book:
    """The plan's book. Repeated allocations add; partners are those listed, then those allotted."""
    quantities: dict[tuple[str, int, str], Fraction] = {}
    for entry in plan.allocations:
        key = (entry.firm, entry.offering, entry.work_package)
        quantities[key] = quantities.get(key, NIL) + Fraction(entry.quantity)
    used = {key: quantity for key, quantity in quantities.items() if quantity > 0}
    return Book(used, tuple(dict.fromkeys((*plan.partners, *(firm for firm, _, _ in used)))))


def score(problem: FormationProblem, plan: Plan) -> Score:
    """Every figure of the plan. The plan must name only firms, offerings and packages of the problem."""
    book = add_up(plan)
    cost, risk = cost_of(problem, book), risk_of(problem, book)
    values = value_by_firm(problem, book)
    shares = {firm: _share(problem, values.get(firm, NIL)) for firm in book.partners}
    firms = [problem.firm[name] for name in book.partners]
    regions = problem.policy.local.regions if problem.policy.local else ()
    tags = sorted({*problem.policy.tag_min_share, *(tag for firm in firms for tag in firm.tags)})
    return Score(
        cost=cost,
        risk=risk,
        objective=cost.total + Fraction(problem.policy.risk_price) * risk,
        value_shares=shares,
        local_share=sum((shares[firm.id] for firm in firms if is_local(firm, regions)), NIL),
        tag_shares={tag: sum((shares[f.id] for f in firms if tag in f.tags), NIL) for tag in tags},
        standing=sum(firm.turnover or 0 for firm in firms),
        leads=tuple(firm.id for firm in firms if firm.can_lead),
    )


def is_local(firm: Firm, regions: tuple[str, ...]) -> bool:
    """True if the firm's region lies in one of the local ones."""
    return firm.region is not None and within(firm.region, regions)


def value_by_firm(problem: FormationProblem, book: Book) -> dict[str, Fraction]:
    """The value each firm carries, in minor units: of each package's, as of its quantity."""
    carried: dict[str, Fraction] = {}
    for (firm, package), quantity in book.by_firm_and_package().items():
        value = problem.values[package] * quantity / Fraction(problem.package[package].quantity)
        carried[firm] = carried.get(firm, NIL) + value
    return carried


def cost_of(problem: FormationProblem, book: Book) -> Cost:
    """The book's cost by kind."""
    lines = [
        (quantity, problem.firm[firm].offerings[offering])
        for (firm, offering, _), quantity in book.quantities.items()
    ]
    partners = set(book.partners)
    return Cost(
        goods=sum((quantity * Fraction(offering.unit_price) for quantity, offering in lines), NIL),
        set_up=Fraction(sum(offering.set_up for _, offering in lines)),
        engagement=Fraction(sum(problem.firm[firm].engagement_cost for firm in partners)),
        haulage=sum(
            (
                haulage(problem, problem.firm[firm], problem.package[package])
                for firm, package in book.by_firm_and_package()
            ),
            NIL,
        ),
        familiarity=Fraction(
            sum(pair.amount for pair in problem.policy.familiar if {pair.a, pair.b} <= partners)
        ),
    )


def haulage(problem: FormationProblem, firm: Firm, package: WorkPackage) -> Fraction:
    """What bringing a firm's work to a package's place costs, once for both; 0 if a place is unknown."""
    rate = Fraction(problem.policy.haulage_per_km)
    if not rate or firm.position is None or package.position is None:
        return NIL
    return rate * Fraction(great_circle_km(firm.position, package.position))


def risk_of(problem: FormationProblem, book: Book) -> Fraction:
    """The expected loss, in minor units."""
    return sum(
        (
            quantity * unit_risk(problem, problem.firm[firm], problem.package[package])
            for (firm, package), quantity in book.by_firm_and_package().items()
        ),
        NIL,
    )


def unit_risk(problem: FormationProblem, firm: Firm, package: WorkPackage) -> Fraction:
    """The expected loss per unit of quantity that this firm does of this package."""
    value = problem.values[package.id] / Fraction(package.quantity)
    loss = Fraction(problem.policy.loss_given_failure) * Fraction(package.criticality)
    return value * (1 - Fraction(firm.reliability)) * loss


def line_cost(offering: Offering, quantity: Decimal) -> Fraction:
    """What one allocation costs by itself: its goods and its set-up."""
    return Fraction(offering.unit_price) * Fraction(quantity) + offering.set_up


def allocation_cost(problem: FormationProblem, allocation: Allocation) -> Fraction:
    """`line_cost` of an allocation of this problem."""
    return line_cost(problem.firm[allocation.firm].offerings[allocation.offering], allocation.quantity)


def _share(problem: FormationProblem, value: Fraction) -> Fraction:
    return value / problem.total_value if problem.total_value else NIL
