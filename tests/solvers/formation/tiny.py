"""Formation problems small enough to try everything, with any rule of the format in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.policy import AtMost, Familiar, Local, Policy
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm, HeldCertificate, Offering
from midas.core.values.periods import Period

WINDOW = Period(date(2027, 3, 1), date(2027, 3, 31))
PACKAGES = ("wp1", "wp2")
FIRMS = ("f1", "f2", "f3", "f4")
COMPETENCIES = ("a", "a/x", "a/y")


def tiny(draw: Random) -> FormationProblem:
    """A problem of two packages and four firms, at most six offerings between them."""
    room = iter(range(6))
    firms = tuple(_firm(draw, name, room) for name in FIRMS)
    return FormationProblem("GBP", tuple(_package(draw, name) for name in PACKAGES), firms, _policy(draw))


def sometimes(draw: Random, chance: float = 0.3) -> bool:
    return draw.random() < chance


def _decimal(draw: Random, *choices: str) -> Decimal:
    return Decimal(draw.choice(choices))


def _package(draw: Random, name: str) -> WorkPackage:
    quantity = draw.choice((1, 3, 3, 10))
    fewest = draw.choice((0, 0, 0, 0, 1, 2))
    return WorkPackage(
        name,
        draw.choice(("a", "a", "a/x")),
        Decimal(quantity),
        unit="HUR",
        value=draw.choice((None, 0, 1000, 7000, 7000)),
        window=WINDOW if sometimes(draw) else None,
        certificates=("iso",) if sometimes(draw, 0.15) else (),
        min_quality=_decimal(draw, "0", "0", "0.6"),
        place="UKE1" if sometimes(draw) else None,
        position=(53.0, -1.0) if sometimes(draw, 0.6) else None,
        min_suppliers=fewest,
        max_suppliers=draw.choice((None, None, None, max(1, fewest), 2)),
        min_split=_decimal(draw, "0", "0", "0", "0", "0.25", "0.4"),
        criticality=_decimal(draw, "1", "1", "2.5"),
    )


def _firm(draw: Random, name: str, room: Iterator[int]) -> Firm:
    held = []
    if sometimes(draw, 0.7):
        held.append(HeldCertificate("iso", draw.choice((None, date(2027, 3, 15), date(2028, 1, 1)))))
    if sometimes(draw):
        held.append(HeldCertificate("cyber"))
    return Firm(
        name,
        region=draw.choice((None, "UKE32", "UKE1", "UKM5")),
        position=draw.choice((None, (53.4, -1.5), (55.9, -3.2))),
        tags=frozenset({"sme"} if sometimes(draw, 0.6) else ()),
        engagement_cost=draw.choice((0, 0, 50, 400)),
        turnover=draw.choice((None, 0, 1500, 9000, 9000)),
        reliability=_decimal(draw, "1", "0.9", "0.5"),
        can_lead=sometimes(draw, 0.5),
        certificates=tuple(held),
        resources={"hours": _decimal(draw, "2", "8", "8")} if sometimes(draw, 0.5) else {},
        offerings=tuple(
            _offering(draw) for _ in range(draw.choice((1, 1, 2, 3))) if next(room, None) is not None
        ),
        blocked=("insolvent",) if sometimes(draw, 0.05) else (),
    )


def _offering(draw: Random) -> Offering:
    named = sometimes(draw, 0.15)
    return Offering(
        unit_price=_decimal(draw, "0", "7", "30", "30.5", "55"),
        competency=None if named else draw.choice(COMPETENCIES),
        work_package=draw.choice(PACKAGES) if named else None,
        set_up=draw.choice((0, 0, 90)),
        capacity=draw.choice((None, None, None, Decimal(1), Decimal("2.5"), Decimal(8))),
        min_order=_decimal(draw, "0", "0", "0", "1", "2.2"),
        quality=_decimal(draw, "1", "1", "1", "0.5"),
        lead_time_days=draw.choice((None, 10, 10, 40)),
        regions_served=draw.choice(((), (), (), ("UKE",), ("UKM",))),
        uses={"hours": _decimal(draw, "0.5", "1")} if sometimes(draw, 0.6) else {},
    )


def _policy(draw: Random) -> Policy:
    def maybe(value: Any, chance: float = 0.12, otherwise: Any = None) -> Any:
        return value if sometimes(draw, chance) else otherwise

    return Policy(
        as_of=maybe(date(2027, 2, 1), 0.3),
        min_partners=draw.choice((0, 0, 0, 0, 0, 1, 2, 3)),
        max_partners=maybe(draw.choice((3, 4)), 0.3),
        min_value_share=maybe(_decimal(draw, "0", "0.1", "0.25")),
        share_cap=maybe(_decimal(draw, "0.6", "0.8")),
        standing_multiple=maybe(_decimal(draw, "0.5", "1")),
        turnover_multiple=maybe(_decimal(draw, "0.5", "1.2")),
        contract_value=maybe(6000),
        local=maybe(Local(("UKE",), _decimal(draw, "0.2", "0.5"))),
        tag_min_share=maybe({"sme": Decimal("0.3")}, 0.2, {}),
        risk_price=_decimal(draw, "0", "0", "1", "2"),
        loss_given_failure=_decimal(draw, "0.5", "1"),
        haulage_per_km=_decimal(draw, "0", "0", "0.7"),
        require=tuple(draw.sample(FIRMS, draw.choice((0, 0, 0, 0, 1)))),
        exclude=tuple(draw.sample(FIRMS, draw.choice((0, 0, 0, 0, 1)))),
        conflicts=(tuple(draw.sample(FIRMS, 2)),) if sometimes(draw, 0.12) else (),
        at_most=(AtMost(tuple(draw.sample(FIRMS, 3)), draw.choice((1, 2))),) if sometimes(draw, 0.12) else (),
        familiar=tuple(
            Familiar(*draw.sample(FIRMS, 2), draw.choice((30, 500))) for _ in range(draw.choice((0, 0, 1, 2)))
        ),
        certificates_any=("cyber",) if sometimes(draw, 0.12) else (),
        certificates_all=("iso",) if sometimes(draw, 0.08) else (),
        need_lead=sometimes(draw, 0.15),
        ceiling=maybe(draw.choice((900, 4000)), 0.15),
    )
