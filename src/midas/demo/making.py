"""From a trade's pattern to what one firm has and sells: its pools of hours, offerings and certificates.

What a firm claims fits together: no offering's capacity needs more hours than the firm has or sells more in a
year than the firm could, and offerings that share a pool compete for it.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from midas.demo.cluster import Certificate, Offering, Resource
from midas.demo.trades import Trade, Work

HANDS = Decimal("0.6")
"""The share of a firm's staff whose hours it sells."""
MONTH = 140
"""Hours a person works in a month."""
MACHINE_MONTH = 320
"""Hours a machine runs in a month, in two shifts."""
PEOPLE_PER_MACHINE = 6
MOST_SALES = Decimal("1.25")
"""No offering alone, at full capacity, sells more than this many times the firm's turnover."""

PEOPLE, MACHINES = "people-hours", "machine-hours"
ISSUERS = ("Lantern Certification", "Tern & Plover Assurance", "Wharfside Registrars", "Northmark Assessors")
YEARLY = {"Cyber Essentials", "Cyber Essentials Plus", "CHAS", "SafeContractor", "DSP Toolkit", "FORS Silver"}
UNLIMITED = {"Waste carrier licence", "CQC registration", "Food Hygiene Rating 5"}
TERM, YEAR = timedelta(days=1095), timedelta(days=365)


def resources(trade: Trade, staff: int) -> tuple[Resource, ...]:
    """The firm's hours of people, and of machines where the trade has any, per month."""
    hands = max(1, int(staff * HANDS))
    people = Resource(PEOPLE, trade.people, "HUR", Decimal(hands * MONTH))
    if not trade.machines:
        return (people,)
    machines = max(1, staff // PEOPLE_PER_MACHINE)
    return (people, Resource(MACHINES, trade.machines, "HUR", Decimal(machines * MACHINE_MONTH)))


def uses(work: Work, pools: tuple[Resource, ...]) -> dict[str, Decimal]:
    """What one unit takes of each pool."""
    wanted = {PEOPLE: Decimal(str(work.hours)), MACHINES: Decimal(str(work.machine))}
    return {pool.code: wanted[pool.code] for pool in pools if wanted[pool.code]}


def most_per_month(
    drawn: dict[str, Decimal], pools: tuple[Resource, ...], price: Decimal, turnover: int
) -> Decimal:
    """The most units a month that the firm's hours and its turnover allow; `price` in minor units."""
    by_hours = [pool.capacity / drawn[pool.code] for pool in pools if pool.code in drawn]
    return min([*by_hours, turnover * MOST_SALES / 12 / price])


def offering(
    work: Work,
    pools: tuple[Resource, ...],
    turnover: int,
    serves: tuple[str, ...],
    today: date,
    core: bool,
    random: Random,
) -> Offering | None:
    """One firm's claim to the work, dearer where it is better; `None` if it is too small for it."""
    quality = Decimal(str(round(random.triangular(0.68, 0.97, 0.86), 2)))
    price = _price(work, float(quality), random)
    drawn = uses(work, pools)
    share = Decimal(str(round(random.uniform(0.35, 0.9), 2)))
    capacity = tidy(most_per_month(drawn, pools, price, turnover) * share)
    if capacity < 1:
        return None
    return Offering(
        competency=work.competency,
        title=work.title,
        unit=work.unit,
        unit_price=price,
        set_up=round(work.set_up * random.uniform(0.7, 1.3)) * 100,
        capacity=capacity,
        min_order=_least(price, capacity, random),
        quality=quality,
        lead_time_days=random.randint(*work.lead),
        regions_served=serves,
        uses=drawn,
        is_core=core,
        evidence=random.choice(EVIDENCE) if core else "",
        valid_until=_valid_until(today, random),
    )


EVIDENCE = (
    "Three references from public buyers, seen by the assessor.",
    "Site visit and samples; records of the last 20 orders.",
    "Framework score cards of two years.",
    "Test pieces and inspection reports on file.",
)


def certificates(
    held: tuple[tuple[str, float], ...], does: str, today: date, random: Random
) -> tuple[Certificate, ...]:
    """What a firm of the trade holds; a few have let one run out."""
    return tuple(
        certificate(name, does, _expiry(name, today, random), random.choice(ISSUERS))
        for name, share in held
        if random.random() < share
    )


def certificate(name: str, does: str, expires_on: date | None, issuer: str) -> Certificate:
    """A certificate that runs its usual term up to that day; one without a term is two years old."""
    term = YEAR if name in YEARLY else TERM
    if name in UNLIMITED or expires_on is None:
        return Certificate(name, issuer, scope(does), date(2021, 4, 1), None)
    return Certificate(name, issuer, scope(does), expires_on - term, expires_on)


def scope(does: str) -> str:
    """What a certificate is for, from what the firm does."""
    return does[0].upper() + does[1:]


def tidy(number: Decimal) -> Decimal:
    """The number rounded down to two significant digits, as people state capacities; below 10 to a whole one."""
    whole = int(number)
    power = 10 ** max(len(str(whole)) - 2, 0)
    return Decimal(whole // power * power)


def _price(work: Work, quality: float, random: Random) -> Decimal:
    """Minor units, as a price list would have it: three significant digits."""
    standing = (quality - 0.68) / 0.29
    pounds = work.low + (work.high - work.low) * (0.55 * standing + 0.45 * random.random())
    return Decimal(f"{pounds * 100:.3g}").quantize(Decimal("0.01")).normalize() + 0


def _least(price: Decimal, capacity: Decimal, random: Random) -> Decimal:
    """The least a firm takes per package: about GBP 200 to 900 of small things, nothing set for others."""
    least = Decimal(random.randint(20_000, 90_000)) / price
    return min(tidy(least), capacity) if least >= 10 else Decimal(0)


def _valid_until(today: date, random: Random) -> date | None:
    if random.random() < 0.7:
        return None
    return today + timedelta(days=random.randint(-20, 720))


def _expiry(name: str, today: date, random: Random) -> date:
    term = YEAR if name in YEARLY else TERM
    if random.random() < 0.04:
        return today - timedelta(days=random.randint(3, 80))
    return today + timedelta(days=random.randint(5, term.days - 10))
