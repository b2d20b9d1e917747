"""Clusters made up from a seed, of the size and with the side rules that one region's cluster has.

Six trades with six competencies each, firms in twelve regions, prices that vary by a third around a going
rate, capacities below what a package asks, so that packages are shared and rules bind.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.generate import REGIONS
from midas.core.formation.policy import AtMost, Familiar, Local, Policy
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm, HeldCertificate, Offering
from midas.core.values.periods import Period

TRADES = ("machining", "fabrication", "electronics", "software", "logistics", "testing")
SKILLS = 6
START = date(2027, 3, 1)


def cluster(
    seed: int, firms: int = 240, packages: int = 12, *, policy: Policy | None = None, breadth: int = 2
) -> FormationProblem:
    """A problem with `firms` and `packages` under the usual rules (or `policy`); the seed decides all.

    `breadth` is how many competencies outside its trade a firm may have: more make denser problems.
    """
    draw = Random(seed)
    rates = {f"{trade}/{skill}": draw.randint(2500, 9500) for trade in TRADES for skill in range(SKILLS)}
    members = tuple(_firm(draw, f"f{index + 1}", rates, breadth) for index in range(firms))
    wanted = draw.sample(sorted(rates), min(packages, len(rates)))
    asked = tuple(_package(draw, f"wp{index + 1}", name, rates[name]) for index, name in enumerate(wanted))
    return FormationProblem("GBP", asked, members, policy or usual_policy(draw, members, packages))


def usual_policy(draw: Random, members: tuple[Firm, ...], packages: int) -> Policy:
    """The side rules a broker would set, with some conflicts and some firms that know each other."""
    names = [firm.id for firm in members]
    return Policy(
        as_of=date(2027, 1, 11),
        max_partners=max(packages, 8),
        min_value_share=Decimal("0.01"),
        share_cap=Decimal("0.35"),
        standing_multiple=Decimal(1),
        turnover_multiple=Decimal(2),
        local=Local(("UKE", "UKC"), Decimal("0.3")),
        tag_min_share={"sme": Decimal("0.5")},
        risk_price=Decimal(1),
        haulage_per_km=Decimal(150),
        conflicts=tuple((a, b) for a, b in (draw.sample(names, 2) for _ in range(len(names) // 12))),
        at_most=(AtMost(tuple(sorted(draw.sample(names, len(names) // 8))), 2),),
        familiar=tuple(
            Familiar(a, b, draw.randint(5_000, 40_000))
            for a, b in (draw.sample(names, 2) for _ in range(len(names) // 4))
        ),
        certificates_any=("ISO 27001",),
        need_lead=True,
    )


def _firm(draw: Random, name: str, rates: dict[str, int], breadth: int) -> Firm:
    region = draw.choice(sorted(REGIONS))
    north, east = REGIONS[region]
    small = draw.random() < 0.7
    turnover = draw.randint(30_000_000, 400_000_000) if small else draw.randint(400_000_000, 4_000_000_000)
    trade = draw.choice(TRADES)
    skills = draw.sample([f"{trade}/{skill}" for skill in range(SKILLS)], draw.randint(1, 4))
    skills += draw.sample(sorted(rates), draw.randint(0, breadth))
    hours = Decimal(draw.randint(600, 4000))
    certificates = [HeldCertificate("ISO 9001")] if draw.random() < 0.85 else []
    certificates += [HeldCertificate("ISO 27001", date(2028, 1, 1))] if draw.random() < 0.2 else []
    return Firm(
        name,
        name=f"Firm {name[1:]}",
        region=f"{region}{draw.randint(1, 4)}",
        position=(north + draw.uniform(-0.5, 0.5), east + draw.uniform(-0.5, 0.5)),
        tags=frozenset({"sme"} if small else ()),
        engagement_cost=draw.randint(40_000, 250_000),
        turnover=turnover,
        reliability=Decimal(draw.randint(85, 99)) / 100,
        can_lead=draw.random() < 0.25,
        certificates=tuple(certificates),
        resources={"hours": hours},
        offerings=tuple(_offering(draw, skill, rates[skill], hours) for skill in dict.fromkeys(skills)),
    )


def _offering(draw: Random, competency: str, rate: int, hours: Decimal) -> Offering:
    return Offering(
        unit_price=Decimal(round(rate * draw.uniform(0.75, 1.35))),
        competency=competency,
        set_up=draw.choice((0, 0, draw.randint(5_000, 60_000))),
        capacity=(hours * Decimal(draw.randint(30, 90)) / 100).quantize(Decimal(1)),
        min_order=Decimal(draw.choice((0, 0, 20, 50))),
        quality=Decimal(draw.randint(60, 98)) / 100,
        lead_time_days=draw.randint(3, 60),
        uses={"hours": Decimal(draw.choice(("0.8", "1", "1.2")))},
    )


def _package(draw: Random, name: str, competency: str, rate: int) -> WorkPackage:
    quantity = draw.randint(300, 2500)
    region = draw.choice(sorted(REGIONS))
    return WorkPackage(
        name,
        competency,
        Decimal(quantity),
        unit="HUR",
        value=quantity * rate,
        window=Period(START, date(2027, 6, 30)),
        certificates=("ISO 9001",) if draw.random() < 0.7 else (),
        min_quality=Decimal("0.7"),
        place=f"{region}1",
        position=REGIONS[region],
        max_suppliers=draw.choice((2, 3, 4)),
        min_split=Decimal(draw.choice(("0.1", "0.15", "0.2"))),
        criticality=Decimal(draw.choice(("0.8", "1", "1.5"))),
    )
