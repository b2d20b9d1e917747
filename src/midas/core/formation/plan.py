"""What formation answers with: plans, and how good they are proven to be.

A plan says who does how much of what and who is a partner; everything else about it (its cost, its risk,
whether it keeps the rules) is recomputed from the problem by `score` and `check`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """How a search ended: proven best, a plan unproven, proven impossible, nothing found in the time."""

    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"
    INFEASIBLE = "INFEASIBLE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Allocation:
    """`quantity` > 0 of a work package, done by `firm` through `Firm.offerings[offering]`."""

    firm: str
    offering: int
    work_package: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """One candidate virtual enterprise. `partners` holds all who have a quantity, and any without."""

    allocations: tuple[Allocation, ...]
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A further plan: its objective, and by how much that exceeds the best plan's (minor units)."""

    plan: Plan
    objective: float
    over_best: float
    gap: float | None = None


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A plan no other beats in cost, risk and local share at once; `gap` is its own proof."""

    plan: Plan
    cost: float
    risk: float
    local_share: float
    gap: float | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How complete a frontier is: for every plan within the rules it has a point that comes this near or beats it.

    The point costs at most `cost` more, as a part of what the other plan costs; carries at most `risk` more (minor
    units); and is at most `local_share` (of 1) less local.
    """

    cost: float
    risk: float
    local_share: float


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One loosening that helps an impossible problem: which rule, for whom, by how much, in words."""

    rule: str
    subject: str
    amount: float
    message: str


@dataclass(frozen=True, slots=True)
class Recruit:
    """Whom to recruit or sub-contract to: somebody who does `quantity` of a package's competency.

    `place` is the region code it serves, `by` the day it is ready, where the package says; `certificates` it holds.
    It sits in one of `regions` and bears `tags` where that is needed for a share of the value.
    """

    competency: str
    work_package: str
    quantity: Decimal
    unit: str | None
    place: str | None
    by: date | None
    certificates: tuple[str, ...]
    message: str
    regions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Almost:
    """The cheapest plan found if one rule is dropped; `gap` is what is not proven of its being the cheapest."""

    rule: str
    plan: Plan
    objective: float
    gap: float | None
    message: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why nothing works, and the least that would change it.

    `reasons` say what cannot be met; `relaxations` together make the problem feasible, and so do each of the sets in
    `instead`, least first; `recruit` names the competencies to recruit or sub-contract for, `needed` whom; `almost`
    has the plans there would be without one rule, cheapest first.
    """

    reasons: tuple[str, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    recruit: tuple[str, ...] = ()
    instead: tuple[tuple[Relaxation, ...], ...] = ()
    needed: tuple[Recruit, ...] = ()
    almost: tuple[Almost, ...] = ()


@dataclass(frozen=True, slots=True)
class PartnerReason:
    """Why a firm is in: the packages that lean on it, and the re-solved price of doing without it.

    `price_ranks` is, per package, the firm's place among eligible firms by unit price (1 is cheapest) and
    how many those are. `without` is the objective of a plan that excludes it, the best if `proven`; `None` where
    there is none, or where that was not asked (`resolved` tells which). `part` is what the firm does, in words;
    `message` that, and what doing without it comes to.
    """

    firm: str
    packages: tuple[str, ...]
    price_ranks: tuple[tuple[str, int, int], ...]
    cost: float
    resolved: bool = False
    without: float | None = None
    proven: bool = False
    part: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A firm that is not in, and what kept it out: a filter, a rule or its price, by how much."""

    firm: str
    work_package: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class BindingRule:
    """A rule met with nothing to spare; `saving` is what loosening it by one unit saves, where re-solved."""

    rule: str
    subject: str
    message: str
    saving: float | None = None


@dataclass(frozen=True, slots=True)
class Robustness:
    """Whether the same partners stay best after `change`, and the objective then, where known.

    Where the change was drawn at random, `draws` of them were decided and in `kept` the plan stayed as good.
    """

    change: str
    survives: bool
    message: str
    objective: float | None = None
    draws: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reasons for a plan, as data with words."""

    partners: tuple[PartnerReason, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    binding: tuple[BindingRule, ...] = ()
    robustness: tuple[Robustness, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Incumbent:
    """The best plan of a search that still goes on, `seconds` after it began; checked, like every plan.

    `bound` and `gap` mean what they do in an `Outcome`.
    """

    plan: Plan
    objective: float
    bound: float | None
    gap: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search returned. `objective`, `bound` in minor units; `gap` relative; `seconds` of wall clock.

    `plan`, `objective` and `gap` are `None` without a plan; `bound` is `None` when nothing was proven, `coverage` when
    the frontier was not asked for or not finished.
    """

    status: Status
    plan: Plan | None = None
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    seconds: float = 0.0
    engine: str = ""
    seed: int = 0
    method: str = "exact"
    alternatives: tuple[Alternative, ...] = ()
    frontier: tuple[FrontierPoint, ...] = ()
    coverage: Coverage | None = None
    diagnosis: Diagnosis | None = None
    explanation: Explanation | None = None
