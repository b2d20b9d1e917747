"""Formation problems small enough to work out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from midas.core.formation.plan import Allocation, Plan
from midas.core.formation.problem import FormationProblem, read_problem

# Jarimo and Salo's model in miniature: three tasks, three firms, a cost for each further partner.
GOLDEN_PRICES = {"A": {"T1": 40, "T2": 60}, "B": {"T2": 50, "T3": 45}, "C": {"T1": 42, "T3": 40}}


def golden(engagement_cost: int) -> FormationProblem:
    """Prices A: T1 40, T2 60; B: T2 50, T3 45; C: T1 42, T3 40; each partner costs `engagement_cost`."""
    return read_problem(
        {
            "work_packages": [{"id": task, "competency": task, "quantity": 1} for task in ("T1", "T2", "T3")],
            "firms": [
                {
                    "id": firm,
                    "engagement_cost": engagement_cost,
                    "offerings": [
                        {"competency": task, "unit_price": price} for task, price in prices.items()
                    ],
                }
                for firm, prices in GOLDEN_PRICES.items()
            ],
        }
    )


def golden_plan(**who: str) -> Plan:
    """A plan for `golden` that gives each task to one firm: `golden_plan(T1="A", T2="B", T3="C")`."""
    return Plan(
        tuple(
            Allocation(firm, list(GOLDEN_PRICES[firm]).index(task), task, Decimal(1))
            for task, firm in who.items()
        ),
        tuple(sorted(set(who.values()))),
    )


def bridge(
    *,
    steel: dict[str, Any] | None = None,
    ash: dict[str, Any] | None = None,
    birch: dict[str, Any] | None = None,
    cedar: dict[str, Any] | None = None,
    **policy: Any,
) -> FormationProblem:
    """A footbridge: 1,000 hours of welding, 10 surveys. Ash welds, Birch welds and surveys, Cedar could do all.

    The keywords change the welding package, a firm, or the policy.
    """
    welding = {"competency": "metal/welding", "unit_price": "30", "capacity": "700"}
    return read_problem(
        {
            "currency": "GBP",
            "work_packages": [
                {
                    "id": "steel",
                    "competency": "metal",
                    "quantity": "1000",
                    "unit": "HUR",
                    "value": 60_000,
                    "window": ["2027-01-04", "2027-03-26"],
                    "place": "UKE32",
                    **(steel or {}),
                },
                {"id": "survey", "competency": "cpv:71350000", "quantity": 10, "value": 40_000},
            ],
            "firms": [
                {
                    "id": "ash",
                    "name": "Ash Fabrication",
                    "region": "UKE32",
                    "tags": ["sme"],
                    "engagement_cost": 1_000,
                    "turnover": 500_000,
                    "reliability": 0.9,
                    "can_lead": True,
                    "certificates": ["ISO 9001"],
                    "offerings": [welding],
                    **(ash or {}),
                },
                {
                    "id": "birch",
                    "region": "UKF11",
                    "engagement_cost": 2_000,
                    "turnover": 90_000,
                    "offerings": [
                        {**welding, "unit_price": "35.5", "set_up": 500, "min_order": 50},
                        {"id": "survey", "competency": "cpv:71355000", "unit_price": 4_000},
                    ],
                    **(birch or {}),
                },
                {
                    "id": "cedar",
                    "offerings": [
                        {"competency": "metal", "unit_price": 80},
                        {"competency": "cpv:71350000", "unit_price": 9_000},
                    ],
                    **(cedar or {}),
                },
            ],
            "policy": policy,
        }
    )


def share_out(*parts: tuple[str, int, str, str | int], partners: tuple[str, ...] = ()) -> Plan:
    """A plan from rows of firm, offering, package, quantity; `partners` adds any without work."""
    rows = tuple(Allocation(firm, index, package, Decimal(amount)) for firm, index, package, amount in parts)
    return Plan(rows, tuple(dict.fromkeys((*(row.firm for row in rows), *partners))))


GOOD = share_out(("ash", 0, "steel", 600), ("birch", 0, "steel", 400), ("birch", 1, "survey", 10))
"""A plan for `bridge()`: Ash carries 36 % of the value, Birch 64 %."""
