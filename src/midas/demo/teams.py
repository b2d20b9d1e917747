"""The cluster's past teams: who did what part of a demand, for how much, and how well.

A partner offers the work where it is done, and has the capacity beside everything else it does at that time; a
firm that is drawn into a team had joined the cluster before, so its dates are moved where they must be. What
the partners are worth sums to the contract's value to the penny.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from statistics import median

from midas.core.values.amounts import apportion, whole
from midas.core.values.periods import Period
from midas.core.values.places import within
from midas.demo import notices
from midas.demo.cluster import Demand, Enterprise, Firm, Offering, Package, Partner, Record, Work
from midas.demo.records import reliability
from midas.demo.timeline import timeline
from midas.demo.wishes import Need, Team, Wish

PAID = Decimal("0.94")
"""What partners ask of a package's value; the rest is the team's own cost and reserve."""
SPARE = Decimal("0.8")
"""How much of its capacity a firm gives to one team at most."""
MONTH = Decimal("30.44")
JOINED_BEFORE = timedelta(days=21)
ASSESSED = 48
"""How many days after its application a firm was admitted."""
FOUNDED_BEFORE = timedelta(days=730)
"""How old a firm is at least when it joins a team."""
STANDING = Decimal("0.8")
"""How much of a year's turnover a partner's part in a year may be at most."""
OVER = {"dissolved", "operating", "decommissioning"}

POLICY = {
    "max_partners": 8,
    "min_value_share": "0.02",
    "risk_price": "1",
    "loss_given_failure": "0.4",
    "need_lead": True,
}
"""What the brokers ask of an ordinary team, in the words of the formation format."""


class UnableToStaff(LookupError):
    """No member could have done a part of a past team's work: another draw of the cluster is needed."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a firm's offering is taken up with in a team, per month."""

    window: Period
    monthly: Decimal


@dataclass
class Books:
    """Who is bound to do how much when, so that nobody does more than there is. A bid binds nobody yet."""

    loads: dict[tuple[str, str], list[Load]] = field(default_factory=dict)

    def room(self, firm: Firm, offering: Offering, window: Period, monthly: Decimal) -> bool:
        """True if the firm can take that much more a month while the window lasts."""
        taken = self.loads.get((firm.key, offering.competency), [])
        there = sum((one.monthly for one in taken if one.window.overlaps(window)), Decimal(0))
        return there + monthly <= offering.capacity * SPARE

    def take(self, firm: Firm, offering: Offering, load: Load) -> None:
        """Note that it does."""
        self.loads.setdefault((firm.key, offering.competency), []).append(load)


@dataclass(frozen=True, slots=True)
class Share:
    """A need, what it is worth, and who does how much of it."""

    need: Need
    value: int
    firm: Firm
    offering: Offering
    quantity: Decimal

    @property
    def cost(self) -> int:
        """Goods and set-up, in minor units."""
        return whole(self.quantity * self.offering.unit_price) + self.offering.set_up


def staff(
    wish: Wish, demand: Demand, firms: Sequence[Firm], books: Books, random: Random, today: date
) -> tuple[Demand, Enterprise]:
    """The demand with its requirement, and the enterprise of its team. Raises `UnableToStaff`."""
    assert wish.team is not None
    formed_on = timeline(wish, today).formed_on
    window = Period(demand.starts_on, demand.ends_on)
    shares: list[Share] = []
    for need, value in _worth(wish, demand.value, today):
        used = {share.firm.key for share in shares}
        share = _choose(need, value, _able(need, firms, formed_on, used, demand), window, books, random)
        if wish.team.state in OVER:
            books.take(share.firm, share.offering, Load(window, _monthly(share.quantity, window)))
        shares.append(share)
    precise = replace(demand, packages=_packages(shares, demand), policy=POLICY)
    return precise, _enterprise(wish.team, demand, shares, wish, random, today)


def draft(wish: Wish, demand: Demand, firms: Sequence[Firm], today: date) -> Demand:
    """The demand with the requirement a broker made of its needs; nobody is chosen yet."""
    packages = []
    for index, (need, value) in enumerate(_worth(wish, demand.value, today), 1):
        price = _going(need, firms)
        quantity = max(Decimal(1), Decimal(int(value * PAID / price)))
        packages.append(_package(f"wp{index}", need, value, quantity, demand))
    return replace(demand, packages=tuple(packages), policy=POLICY)


def _worth(wish: Wish, value: int, today: date) -> Iterator[tuple[Need, int]]:
    named = [replace(need, title=notices.text(wish, need.title, today)) for need in wish.needs]
    yield from zip(named, apportion(value, [need.weight for need in named]), strict=True)


def _able(
    need: Need, firms: Sequence[Firm], formed_on: date, used: set[str], demand: Demand
) -> list[tuple[Firm, Offering]]:
    """Firms that stood then and are not yet in the team, with an offering for the need."""
    return [
        (firm, offering)
        for firm in firms
        if firm.state == "admitted"
        and firm.founded_on + FOUNDED_BEFORE <= formed_on
        and firm.key not in used
        and (not need.by or firm.name == need.by)
        for offering in firm.offerings
        if offering.competency == f"cpv:{need.cpv}"
        and offering.unit == need.unit
        and (need.by or demand.region[:2] != "UK" or within(demand.region, offering.regions_served))
    ]


def _choose(
    need: Need,
    value: int,
    able: Sequence[tuple[Firm, Offering]],
    window: Period,
    books: Books,
    random: Random,
) -> Share:
    found = []
    for firm, offering in able:
        quantity = Decimal(int((value * PAID - offering.set_up) / offering.unit_price))
        monthly = _monthly(quantity, window)
        stands = value * 365 / max(window.days, 365) <= firm.turnover * STANDING
        if (
            quantity >= max(Decimal(1), offering.min_order)
            and stands
            and books.room(firm, offering, window, monthly)
        ):
            found.append(Share(need, value, firm, offering, quantity))
    if not found:
        raise UnableToStaff(f"nobody could do {need.title!r} ({need.cpv})")
    leads = [share for share in found if share.firm.can_lead] if need.lead else []
    best = sorted(leads or found, key=lambda share: (share.offering.unit_price, share.firm.key))
    return random.choice(best[: max(2, len(best) // 2)])


def _monthly(quantity: Decimal, window: Period) -> Decimal:
    return quantity * MONTH / window.days


def _going(need: Need, firms: Sequence[Firm]) -> Decimal:
    prices = [
        offering.unit_price
        for firm in firms
        for offering in firm.offerings
        if firm.state == "admitted"
        and offering.competency == f"cpv:{need.cpv}"
        and offering.unit == need.unit
    ]
    if not prices:
        raise UnableToStaff(f"nobody offers {need.title!r} ({need.cpv})")
    return median(prices)


def _packages(shares: Sequence[Share], demand: Demand) -> tuple[Package, ...]:
    return tuple(
        _package(f"wp{index}", share.need, share.value, share.quantity, demand)
        for index, share in enumerate(shares, 1)
    )


def _package(code: str, need: Need, value: int, quantity: Decimal, demand: Demand) -> Package:
    return Package(
        code=code,
        title=need.title,
        competency=f"cpv:{need.cpv}",
        quantity=quantity,
        unit=need.unit,
        value=value,
        starts_on=demand.starts_on,
        ends_on=demand.ends_on,
        place=demand.region,
        max_suppliers=2,
    )


def _enterprise(
    team: Team, demand: Demand, shares: Sequence[Share], wish: Wish, random: Random, today: date
) -> Enterprise:
    dates = timeline(wish, today)
    lead = next(share for share in shares if share.need.lead)
    order = sorted(shares, key=lambda share: share.firm.key)
    values = apportion(demand.value, [share.value for share in order])
    partners = tuple(
        _partner(share, value, team.state in OVER, random) for share, value in zip(order, values, strict=True)
    )
    assert demand.owner is not None
    return Enterprise(
        key=wish.key,
        name=team.name,
        demand=demand.key,
        mode=team.mode,
        state=team.state,
        lead=lead.firm.key,
        value=demand.value,
        formed_on=dates.formed_on,
        operating_from=dates.day_of("operating"),
        dissolved_on=dates.day_of("dissolved"),
        created_by=demand.owner,
        partners=partners,
    )


def _partner(share: Share, value: int, delivered: bool, random: Random) -> Partner:
    work = Work(share.need.title, f"cpv:{share.need.cpv}", share.quantity, share.need.unit, share.cost)
    record = _delivered(share, random) if delivered else Record()
    return Partner(share.firm.key, share.need.role, value, (work,), record)


def _delivered(share: Share, random: Random) -> Record:
    """How many deliveries, and how many of them as promised; the firms the story names kept all of them."""
    number = random.randint(5, 14)
    if share.need.by:
        return Record(number, number)
    promised = random.uniform(0.84, 1.0)
    return Record(number, sum(random.random() < promised for _ in range(number)))


def with_dates(
    firms: Sequence[Firm], enterprises: Sequence[Enterprise], founded_on: date, random: Random
) -> tuple[Firm, ...]:
    """The firms, each a member since well before its first team was formed."""
    first: dict[str, date] = {}
    for enterprise in enterprises:
        for partner in enterprise.partners:
            formed_on = first.get(partner.firm, enterprise.formed_on)
            first[partner.firm] = min(formed_on, enterprise.formed_on)
    return tuple(_joined_by(firm, first.get(firm.key), founded_on, random) for firm in firms)


def _joined_by(firm: Firm, formed_on: date | None, founded_on: date, random: Random) -> Firm:
    if formed_on is None or firm.joined_on is None or firm.joined_on + JOINED_BEFORE <= formed_on:
        return firm
    room = (formed_on - founded_on).days - JOINED_BEFORE.days - ASSESSED
    applied_on = founded_on + timedelta(days=random.randint(0, room))
    return replace(
        firm,
        applied_on=applied_on,
        joined_on=applied_on + timedelta(days=ASSESSED),
        founded_on=min(firm.founded_on, applied_on - FOUNDED_BEFORE),
    )


def with_records(firms: Sequence[Firm], enterprises: Sequence[Enterprise]) -> tuple[Firm, ...]:
    """The firms with what they delivered in enterprises added, and fit to lead if they have led."""
    done: dict[str, Record] = {}
    for enterprise in enterprises:
        for partner in enterprise.partners:
            done[partner.firm] = done.get(partner.firm, Record()) + partner.record
    led = {enterprise.lead for enterprise in enterprises}
    updated = []
    for firm in firms:
        record = firm.references + done.get(firm.key, Record())
        updated.append(
            replace(
                firm,
                record=record,
                reliability=reliability(record),
                can_lead=firm.can_lead or firm.key in led,
            )
        )
    return tuple(updated)
