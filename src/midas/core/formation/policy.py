"""The constraints and weights of one formation. Every field left alone restricts nothing and costs nothing.

Money is in minor units, shares lie between 0 and 1 of the value of the whole requirement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from midas.core.members.profile import LARGEST_VALUE
from midas.core.values.fields import Fields, shown
from midas.core.values.writing import json_value, stated

ZERO = Decimal(0)
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Local:
    """Firms whose region lies in one of `regions` carry at least `min_share` of the value."""

    regions: tuple[str, ...]
    min_share: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Familiar:
    """Two firms that worked well together: `amount` less coordination when both are partners."""

    a: str
    b: str
    amount: int


@dataclass(frozen=True, slots=True)
class AtMost:
    """No more than `count` of `firms` may be partners."""

    firms: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Policy:
    """What a formation must respect and how it weighs risk.

    The exact meaning of each field is in docs/reference/formation-format.md.
    """

    as_of: date | None = None
    min_partners: int = 0
    max_partners: int | None = None
    min_value_share: Decimal | None = None
    share_cap: Decimal | None = None
    standing_multiple: Decimal | None = None
    turnover_multiple: Decimal | None = None
    contract_value: int | None = None
    local: Local | None = None
    tag_min_share: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    risk_price: Decimal = ZERO
    loss_given_failure: Decimal = HALF
    haulage_per_km: Decimal = ZERO
    require: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()
    at_most: tuple[AtMost, ...] = ()
    familiar: tuple[Familiar, ...] = ()
    certificates_any: tuple[str, ...] = ()
    certificates_all: tuple[str, ...] = ()
    need_lead: bool = False
    ceiling: int | None = None


def read_policy(entry: Fields) -> Policy:
    """The policy written in a JSON object; what is wrong with it is noted in `entry`."""
    policy = Policy(
        as_of=entry.day("as_of", None),
        min_partners=entry.integer("min_partners", 0, unit="firms"),
        max_partners=entry.integer("max_partners", None, unit="firms"),
        min_value_share=entry.share("min_value_share", None),
        share_cap=entry.share("share_cap", None),
        standing_multiple=entry.number("standing_multiple", None),
        turnover_multiple=entry.number("turnover_multiple", None),
        contract_value=entry.integer("contract_value", None, most=LARGEST_VALUE, unit="minor units"),
        local=_read_local(entry),
        tag_min_share=entry.numbers("tag_min_share", most=Decimal(1)),
        risk_price=entry.number("risk_price", ZERO),
        loss_given_failure=entry.share("loss_given_failure", HALF),
        haulage_per_km=entry.number("haulage_per_km", ZERO),
        require=entry.texts("require"),
        exclude=entry.texts("exclude"),
        conflicts=tuple(_read_conflicts(entry)),
        at_most=tuple(_read_at_most(entry)),
        familiar=tuple(_read_familiar(entry)),
        certificates_any=entry.texts("certificates_any"),
        certificates_all=entry.texts("certificates_all"),
        need_lead=entry.flag("need_lead", False),
        ceiling=entry.integer("ceiling", None, most=LARGEST_VALUE, unit="minor units"),
    )
    if policy.max_partners is not None and policy.max_partners < policy.min_partners:
        message = f"{policy.max_partners} is below min_partners, {policy.min_partners}"
        entry.note(entry.path("max_partners"), message)
    return policy


def write_policy(policy: Policy) -> dict[str, object]:
    """The JSON object that `read_policy` reads as this policy."""
    written: dict[str, object] = json_value(policy)
    if policy.familiar:
        written["familiar"] = [[pair.a, pair.b, pair.amount] for pair in policy.familiar]
    if policy.local is not None:
        written["local"] = json_value(stated(policy.local))
    return written


def _read_local(entry: Fields) -> Local | None:
    local = entry.child("local")
    if local is None:
        return None
    regions, share = local.texts("regions"), local.share("min_share", ZERO)
    if not regions and share:
        local.note(local.path("regions"), "is missing; a local share needs the regions that count as local")
    local.close()
    return Local(regions, share)


def _read_conflicts(entry: Fields) -> Iterator[tuple[str, str]]:
    for where, raw in entry.items("conflicts"):
        if not _is_pair(raw, 2):
            entry.note(where, f"must be two firms, such as ['f1', 'f9'], not {shown(raw)}")
            yield "", ""
        elif isinstance(raw, list):
            yield _two_firms(entry, where, raw)


def _read_familiar(entry: Fields) -> Iterator[Familiar]:
    for where, raw in entry.items("familiar"):
        if not _is_pair(raw, 3):
            entry.note(where, f"must be two firms and an amount, as ['f1', 'f2', 40000], not {shown(raw)}")
            yield Familiar("", "", 0)
        elif isinstance(raw, list):
            amount = entry.integer_at(f"{where}[2]", raw[2], unit="minor units")
            yield Familiar(*_two_firms(entry, where, raw), amount or 0)


def _read_at_most(entry: Fields) -> Iterator[AtMost]:
    for child in entry.children("at_most"):
        if not child.has("count"):
            child.note(child.path("count"), "is missing")
        firms = child.texts("firms")
        if not firms:
            child.note(child.path("firms"), "must name at least one firm")
        yield AtMost(firms, child.integer("count", 0, unit="firms"))


def _is_pair(raw: object, length: int) -> bool:
    return isinstance(raw, list) and len(raw) == length and all(isinstance(one, str) for one in raw[:2])


def _two_firms(entry: Fields, where: str, raw: list[str]) -> tuple[str, str]:
    if raw[0] == raw[1]:
        entry.note(where, f"names {raw[0]!r} twice; it takes two different firms")
    return raw[0], raw[1]
