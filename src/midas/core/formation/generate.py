"""Invented formation problems of any size, as like real ones as can be said in a few lines; a seed decides all.

About one firm in fifty holds a given competency. A firm's offerings share its hours, few firms can carry a whole
package, prices spread by a third around a going rate, and the rules bind: partners, turnover, local share, conflicts.
For tests, benchmarks and documentation; nobody in it exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import numpy as np

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.policy import AtMost, Familiar, Local, Policy
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm, HeldCertificate, Offering
from midas.core.values.periods import Period

TRADES = (
    "machining",
    "fabrication",
    "coatings",
    "electronics",
    "software",
    "testing",
    "design",
    "fit-out",
    "logistics",
    "service",
)
SKILLS = 10
"""Competencies of each trade, in a problem of full size."""

HOLDERS = 20
"""A competency has at least about so many firms: small problems have fewer competencies."""

REGIONS = {
    "UKC": (54.9, -1.6),
    "UKD": (53.5, -2.4),
    "UKE": (53.8, -1.5),
    "UKF": (52.9, -1.1),
    "UKG": (52.5, -1.9),
    "UKH": (52.2, 0.6),
    "UKI": (51.5, -0.1),
    "UKJ": (51.2, -0.9),
    "UKK": (51.0, -3.0),
    "UKL": (52.0, -3.6),
    "UKM": (56.0, -3.8),
    "UKN": (54.6, -6.4),
}
AS_OF, START, LENGTH = date(2027, 1, 11), date(2027, 3, 1), 120
CERTIFICATE, RARE_CERTIFICATE = "ISO 9001", "ISO 27001"


def generated(firms: int, packages: int, seed: int) -> FormationProblem:
    """A problem of `firms` × `packages` under the usual rules; the same for the same three numbers.

    From about 200 firms and while there are more competencies than packages it nearly always has a plan. Raises
    `ValueError` for fewer than 1 of either or a seed below 0.
    """
    if firms < 1 or packages < 1 or seed < 0:
        raise ValueError(
            f"needs at least 1 firm, 1 package and a seed from 0, not {firms}, {packages}, {seed}"
        )
    draw = np.random.default_rng([seed, firms, packages])
    rates = _rates(draw, firms)
    members = tuple(_firms(draw, firms, rates))
    asked = tuple(_packages(draw, packages, rates))
    return FormationProblem("GBP", asked, members, _policy(draw, members, packages))


def _rates(draw: np.random.Generator, firms: int) -> dict[str, int]:
    """The going rate of each competency, in minor units per hour."""
    names = [f"{trade}/{trade}-{skill + 1}" for skill in range(SKILLS) for trade in TRADES]
    number = max(1, min(len(names), 2 * firms // HOLDERS))
    return {name: int(draw.integers(2500, 9500)) for name in names[:number]}


def _firms(draw: np.random.Generator, number: int, rates: dict[str, int]) -> Iterator[Firm]:
    """The firms, each with one to four competencies, mostly of one trade."""
    names, regions = list(rates), list(REGIONS)
    for index in range(number):
        region = regions[int(draw.integers(len(regions)))]
        first = int(draw.integers(len(names)))
        held = {first, *(_another(draw, first, len(names)) for _ in range(int(draw.integers(4))))}
        yield _firm(draw, f"f{index + 1}", region, [names[place] for place in sorted(held)], rates)


def _another(draw: np.random.Generator, first: int, number: int) -> int:
    """A competency of the same trade three times in four, else any."""
    if draw.random() < 0.25:
        return int(draw.integers(number))
    return (first + len(TRADES) * int(draw.integers(SKILLS))) % number


def _firm(
    draw: np.random.Generator, name: str, region: str, competencies: list[str], rates: dict[str, int]
) -> Firm:
    north, east = REGIONS[region]
    luck = draw.random(8)
    hours = int(draw.integers(60, 401)) * 10
    # What a firm turns over goes with the hours it has to sell, give or take a half.
    turnover = int(hours * 10_000 * (0.5 + luck[0]))
    certificates: tuple[HeldCertificate, ...] = (HeldCertificate(CERTIFICATE),) if luck[1] < 0.85 else ()
    if luck[2] < 0.15:
        certificates += (HeldCertificate(RARE_CERTIFICATE, date(2028, 12, 31)),)
    return Firm(
        name,
        name=f"Firm {name[1:]}",
        region=f"{region}{1 + int(luck[3] * 4)}",
        position=(round(float(north + luck[4] - 0.5), 4), round(float(east + luck[5] - 0.5), 4)),
        tags=_SME if hours < 3000 else _NO_TAGS,
        engagement_cost=int(draw.integers(10, 61)) * 10_000,
        turnover=turnover,
        reliability=_hundredths(85 + int(luck[6] * 15)),
        can_lead=bool(luck[7] < 0.25),
        certificates=certificates,
        resources={"hours": Decimal(hours)},
        offerings=tuple(_offering(draw, one, rates[one], hours) for one in competencies),
    )


def _offering(draw: np.random.Generator, competency: str, rate: int, hours: int) -> Offering:
    luck = draw.random(7)
    return Offering(
        unit_price=Decimal(round(rate * (0.75 + 0.6 * luck[0]))),
        competency=competency,
        set_up=0 if luck[1] < 0.6 else 10_000 * int(1 + luck[1] * 10),
        capacity=Decimal(int(hours * (0.3 + 0.6 * luck[2]))),
        min_order=_WHOLE[0] if luck[3] < 0.7 else _WHOLE[40],
        quality=_hundredths(65 + int(luck[4] * 35)),
        lead_time_days=3 + int(luck[5] * 50),
        regions_served=_ANYWHERE if luck[6] < 0.9 else _NATIONS[int(luck[6] * 1000) % len(_NATIONS)],
        uses=_USES[int(luck[3] * 3)],
    )


def _packages(draw: np.random.Generator, number: int, rates: dict[str, int]) -> Iterator[WorkPackage]:
    """Packages of about one to four firms' work, half of them with rules on how they may be split."""
    names, regions = list(rates), list(REGIONS)
    order = [int(place) for place in draw.permutation(len(names))]
    for index in range(number):
        competency = names[order[index % len(order)]]
        region, luck = regions[int(draw.integers(len(regions)))], draw.random(6)
        quantity = int(draw.integers(60, 401)) * 10
        start = START + timedelta(days=14 * int(luck[0] * 6))
        yield WorkPackage(
            f"wp{index + 1}",
            competency,
            Decimal(quantity),
            unit="HUR",
            value=quantity * rates[competency],
            window=Period(start, start + timedelta(days=LENGTH)),
            certificates=(CERTIFICATE,) if luck[1] < 0.7 else (),
            min_quality=Decimal("0.7") if luck[2] < 0.6 else Decimal(0),
            place=f"{region}1",
            position=REGIONS[region],
            max_suppliers=3 if luck[3] < 0.5 else None,
            min_split=Decimal("0.15") if luck[3] < 0.5 else Decimal(0),
            criticality=Decimal("1.5") if luck[4] < 0.3 else Decimal(1),
            after=(f"wp{index}",) if index and luck[5] < 0.3 else (),
        )


def _policy(draw: np.random.Generator, members: tuple[Firm, ...], packages: int) -> Policy:
    """The side rules a broker would set, with some conflicts and some firms that know each other."""
    names = [firm.id for firm in members]
    several = len(names) > 2
    return Policy(
        as_of=AS_OF,
        max_partners=max(round(1.2 * packages), packages + 3),
        share_cap=Decimal("0.35") if packages > 4 else None,
        standing_multiple=Decimal(1),
        turnover_multiple=Decimal(2),
        local=Local(("UKE", "UKC"), Decimal("0.3")) if packages > 4 else None,
        tag_min_share={"sme": Decimal("0.5")} if packages > 4 else {},
        risk_price=Decimal(1),
        haulage_per_km=Decimal(200),
        conflicts=tuple(_pairs(draw, names, len(names) // 15)) if several else (),
        at_most=(AtMost(tuple(names[: len(names) // 20]), 2),) if len(names) >= 20 else (),
        familiar=tuple(
            Familiar(a, b, 10_000 * int(draw.integers(1, 6)))
            for a, b in (_pairs(draw, names, len(names) // 5) if several else ())
        ),
        certificates_any=(RARE_CERTIFICATE,) if len(names) >= 100 else (),
        need_lead=len(names) >= 100,
    )


def _pairs(draw: np.random.Generator, names: list[str], number: int) -> Iterator[tuple[str, str]]:
    """Different pairs of different firms, at most `number`."""
    found = {tuple(sorted(pair)) for pair in draw.integers(len(names), size=(number, 2)).tolist()}
    for first, second in sorted(found):
        if first != second:
            yield names[first], names[second]


@cache
def _hundredths(number: int) -> Decimal:
    return Decimal(number) / 100


_SME, _NO_TAGS = frozenset({"sme"}), frozenset[str]()
_WHOLE = {0: Decimal(0), 40: Decimal(40)}
_USES = tuple({"hours": Decimal(each)} for each in ("0.8", "1", "1.2"))
_ANYWHERE: tuple[str, ...] = ()
_NATIONS = (("UKC", "UKD", "UKE", "UKF", "UKG"), ("UKH", "UKI", "UKJ", "UKK"), ("UKL", "UKM", "UKN"))
