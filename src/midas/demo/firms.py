"""The firms of the cluster: those the story names, and as many more drawn from the trades' patterns.

Every one of the twelve UK regions has firms, five sit abroad, sizes follow staff and turnover by the rules in
force, and no two share a name, an identifier or a first word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from midas.core.values.amounts import apportion
from midas.demo import making, places
from midas.demo.cast import CAST
from midas.demo.casting import cast_firms
from midas.demo.cluster import Firm, Offering, Place, Record, Resource
from midas.demo.names import firm_name, roots, web_address
from midas.demo.records import reliability
from midas.demo.trades import TRADES, Trade
from midas.rules.sizes import size

LARGE = {"logistics": 318, "builders": 274, "cleaning": 405}
"""In these trades one firm is large: its staff."""

STATES = {"applied": 4, "in_assessment": 5, "declined": 2, "suspended": 3, "left": 3}
"""How many firms are not, or not now, members; all others are admitted."""

ALL_ROUND = 2
"""In every trade so many firms do all its works, everywhere, so that nothing is out of the cluster's reach."""

NOT_YET = {"applied", "in_assessment", "declined"}
TAGS = (("family-firm", 0.22), ("women-led", 0.16), ("employee-owned", 0.07))
SOCIAL = {"care": 0.4, "training": 0.3, "catering": 0.25, "cleaning": 0.2, "waste": 0.2}
"""The share of social enterprises in the trades that have any."""


@dataclass(frozen=True, slots=True)
class Abroad:
    """A firm outside the United Kingdom: what it is called, and where it is registered and sits."""

    trade: str
    scheme: str
    identifier: str
    name: str
    place: Place


ABROAD = (
    Abroad(
        *("provisions", "IE-CRO", "990417", "Corrachmore Fine Foods Ltd"),
        place=Place("Cork", "IE", 51.90, -8.47, "IE", "Europe/Dublin"),
    ),
    Abroad(
        *("machining", "NL-KVK", "99120583", "Dommelrade Precisie B.V."),
        place=Place("Eindhoven", "NL", 51.44, 5.48, "NL", "Europe/Amsterdam"),
    ),
    Abroad(
        *("electrical", "DE-CR", "99HRB30714", "Zwönautal Schaltanlagen GmbH"),
        place=Place("Chemnitz", "DE", 50.83, 12.92, "DE", "Europe/Berlin"),
    ),
    Abroad(
        *("software", "PL-KRS", "0099061825", "Odrawieś Software sp. z o.o."),
        place=Place("Wrocław", "PL", 51.11, 17.03, "PL", "Europe/Warsaw"),
    ),
    Abroad(
        *("cold-chain", "NO-BRC", "990415836", "Askvågen Kjøletransport AS"),
        place=Place("Bergen", "NO", 60.39, 5.32, "NO", "Europe/Oslo"),
    ),
)


def draw_firms(random: Random, today: date, founded_on: date) -> tuple[Firm, ...]:
    """All firms, roughly in the order in which they applied, without what they did in enterprises yet."""
    drawn = _in_states(list(_drawn(random, today, founded_on)), random, today)
    everyone = sorted([*cast_firms(random, today), *drawn], key=lambda firm: (firm.applied_on, firm.name))
    numbers = random.sample(range(1_000, 10_000), len(everyone))
    return tuple(
        replace(firm, key=f"f{index:03d}", identifier=firm.identifier or _company_number(firm.place, number))
        for index, (firm, number) in enumerate(zip(everyone, numbers, strict=True), 1)
    )


def draw_few(
    random: Random, today: date, founded_on: date, homes: Sequence[tuple[str, Place]], taken: Collection[str]
) -> tuple[Firm, ...]:
    """One all-round firm per trade and place given, all admitted; first words in `taken` are not used."""
    words, by_key = roots(random, taken), {trade.key: trade for trade in TRADES}
    firms = [
        _firm(by_key[key], words.pop(), place, random.randint(6, 60), True, random, today, founded_on)
        for key, place in homes
    ]
    numbers = random.sample(range(1_000, 10_000), len(firms))
    return tuple(
        replace(firm, key=f"f{index:03d}", identifier=_company_number(firm.place, number))
        for index, (firm, number) in enumerate(zip(firms, numbers, strict=True), 1)
    )


def _company_number(place: Place, number: int) -> str:
    """A company number that no register has given out: it starts with 99, after the country's letters."""
    letters = {"UKM": "SC", "UKN": "NI"}.get(place.region[:3], "")
    return f"{letters}99{number}" if letters else f"9900{number}"


def _drawn(random: Random, today: date, founded_on: date) -> Iterator[Firm]:
    words = roots(random, {part.name.split()[0] for part in CAST})
    abroad = {one.trade: one for one in ABROAD}
    homes = _homes(sum(trade.firms for trade in TRADES) - len(CAST) - len(ABROAD), random)
    for trade in TRADES:
        number = trade.firms - _spoken_for(trade) - (trade.key in abroad)
        for index in range(number):
            staff = _staff(trade, random) if index >= ALL_ROUND else _many(trade, index, random)
            yield _firm(trade, words.pop(), homes.pop(), staff, index < ALL_ROUND, random, today, founded_on)
        if trade.key in abroad:
            one, staff = abroad[trade.key], _staff(trade, random)
            firm = _firm(trade, words.pop(), one.place, staff, False, random, today, founded_on)
            yield replace(
                firm,
                scheme=one.scheme,
                identifier=one.identifier,
                name=one.name,
                website=web_address(one.name),
            )


def _spoken_for(trade: Trade) -> int:
    return sum(part.trade == trade.key for part in CAST)


def _homes(number: int, random: Random) -> list[Place]:
    """A town for each firm; the regions have the shares of the story, each at least one firm."""
    found: list[Place] = []
    for region, firms in zip(places.SHARES, apportion(number, list(places.SHARES.values())), strict=True):
        found += random.choices(places.towns(region), k=firms)
    random.shuffle(found)
    return found


def _staff(trade: Trade, random: Random) -> int:
    """How many people: mostly small, a few of each class."""
    low, high = random.choices(((2, 9), (10, 49), (50, 190)), weights=trade.sizes)[0]
    share: float = random.random() ** 1.6
    return round(low + (high - low) * share)


def _many(trade: Trade, index: int, random: Random) -> int:
    """How many people an all-round firm has; the first of some trades is large."""
    return LARGE[trade.key] if index == 0 and trade.key in LARGE else random.randint(28, 110)


def _firm(
    trade: Trade,
    root: str,
    place: Place,
    staff: int,
    all_round: bool,
    random: Random,
    today: date,
    founded_on: date,
) -> Firm:
    turnover = staff * random.randint(*trade.per_head) * 100_000
    kind = size(staff, turnover) or "micro"
    serves = places.UK if all_round else _serves(place, kind, random)
    pools = making.resources(trade, staff)
    tags = _tags(trade, kind, random)
    ending = _ending(trade, tags, random)
    name = firm_name(root, trade.words, ending, random)
    applied_on = founded_on + timedelta(days=_days_after(random, (today - founded_on).days - 200))
    references = random.choice((0, 0, 4, 6, 8, 10, 12, 16, 20))
    kept = sum(random.random() < random.uniform(0.86, 1.0) for _ in range(references))
    return Firm(
        key="",
        trade=trade.key,
        group=trade.group,
        scheme="GB-COH",
        identifier="",
        name=name,
        place=place,
        staff=staff,
        turnover=turnover,
        size=kind,
        sic=trade.sic[: random.randint(1, len(trade.sic))],
        founded_on=applied_on - timedelta(days=random.randint(500, 15_000)),
        website=web_address(name),
        state="admitted",
        applied_on=applied_on,
        joined_on=applied_on + timedelta(days=random.randint(25, 110)),
        summary=_summary(trade, place, staff, random),
        can_lead=turnover >= 150_000_000 and kind != "large" and random.random() < 0.3,
        engagement_cost=_engagement(kind, place, random),
        references=Record(references, kept),
        record=Record(references, kept),
        reliability=reliability(Record(references, kept)),
        tags=tags,
        resources=pools,
        offerings=_offerings(trade, pools, turnover, serves, all_round, today, random),
        certificates=making.certificates(trade.certificates, trade.does, today, random),
    )


def _tags(trade: Trade, kind: str, random: Random) -> tuple[str, ...]:
    if kind == "large":
        return ()
    if random.random() < SOCIAL.get(trade.key, 0):
        return ("social-enterprise",)
    return tuple(tag for tag, share in TAGS if random.random() < share)


def _days_after(random: Random, span: int) -> int:
    """Many applied when the cluster was young, fewer later."""
    share: float = random.random() ** 1.8
    return round(span * share)


def _ending(trade: Trade, tags: tuple[str, ...], random: Random) -> str:
    if "social-enterprise" in tags:
        return "CIC"
    return "LLP" if trade.key in {"engineers", "consultancy"} and random.random() < 0.4 else "Ltd"


def _serves(place: Place, kind: str, random: Random) -> tuple[str, ...]:
    """Where the firm works: a country code covers all of it."""
    if place.country != "GB":
        return (place.region, *places.UK)
    national = {"micro": 0.15, "small": 0.5, "medium": 0.85, "large": 1.0}[kind]
    if random.random() < national:
        return places.UK
    home = place.region[:3]
    return (home, *places.NEAR[home][: random.randint(0, 3)])


def _summary(trade: Trade, place: Place, staff: int, random: Random) -> str:
    opening = random.choice((f"A firm of {staff} in {place.town}", f"From {place.town}, a firm of {staff}"))
    return f"{opening} that {trade.does}."


def _engagement(kind: str, place: Place, random: Random) -> int:
    pounds = {"micro": 3_400, "small": 5_600, "medium": 8_200, "large": 11_500}[kind]
    far = 1.5 if place.country != "GB" else 1.0
    return round(pounds * far * random.uniform(0.8, 1.25) / 50) * 5_000


def _offerings(
    trade: Trade,
    pools: tuple[Resource, ...],
    turnover: int,
    serves: tuple[str, ...],
    all_round: bool,
    today: date,
    random: Random,
) -> tuple[Offering, ...]:
    """Two to five of the trade's works, or all of them; the first is the firm's core."""
    number = len(trade.works) if all_round else random.randint(2, min(5, len(trade.works)))
    order = random.sample(trade.works, len(trade.works))
    found: list[Offering] = []
    for work in order:
        claim = making.offering(work, pools, turnover, serves, today, not found, random)
        if claim is not None and len(found) < number:
            found.append(claim)
    return tuple(found)


def _in_states(firms: list[Firm], random: Random, today: date) -> list[Firm]:
    """Put a few firms into the states other than admitted; applicants are new, leavers and the suspended old."""
    admitted = [firm for firm in firms if firm.place.country == "GB" and firm.staff < 28]
    random.shuffle(admitted)
    changed: dict[str, Firm] = {}
    for state, number in STATES.items():
        for _ in range(number):
            firm = admitted.pop()
            changed[firm.name] = _as(firm, state, random, today)
    return [changed.get(firm.name, firm) for firm in firms]


def _as(firm: Firm, state: str, random: Random, today: date) -> Firm:
    if state not in NOT_YET:
        return replace(firm, state=state)
    days = {"applied": (4, 20), "in_assessment": (25, 70), "declined": (90, 300)}[state]
    applied_on = today - timedelta(days=random.randint(*days))
    return replace(firm, state=state, applied_on=applied_on, joined_on=None, can_lead=False)
