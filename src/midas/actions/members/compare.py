"""Which firms can be compared for a kind of work, and how they compare, as far as a role sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from midas.actions.access.permissions import may
from midas.actions.members.visible import visible_members
from midas.core.members.comparing import (
    CRITERIA,
    MOST,
    Criterion,
    Offer,
    Ranking,
    candidate,
    in_one_unit,
    rank,
)
from midas.store.models import Membership, Offering, Role
from midas.store.queries.members import live
from midas.store.queries.readiness import reputations
from midas.store.queries.taxonomy import competency_labels


@dataclass(frozen=True, slots=True)
class Compared:
    """The ranking, `None` where it cannot be made; the firms' names by key, and what those left out lack."""

    ranking: Ranking | None
    names: Mapping[int, str]
    left_out: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def criteria_for(role: Role) -> list[Criterion]:
    """What the role compares firms by: price only for those who see every firm's prices."""
    prices = may(role, "members.view_prices")
    return [one for one in CRITERIA if prices or one.name != "price"]


def works(role: Role, on: date) -> list[tuple[str, str]]:
    """The kinds of work that at least two firms offer on that day, by what they are called."""
    held = held_by_several(role, on)
    labels = competency_labels(list(held))
    named = ((code, f"{labels[code]} ({firms})") for code, firms in held.items())
    return sorted(named, key=lambda one: one[1])


def held_by_several(role: Role, on: date) -> dict[str, int]:
    """How many firms offer each kind of work on that day, of those that at least two of them offer."""
    held = Counter(code for code, _firm in _live(role, on).values_list("competency", "membership").distinct())
    return {code: firms for code, firms in held.items() if firms > 1}


def offers_of(role: Role, work: str, on: date) -> dict[int, list[Offering]]:
    """Who offers that work on that day, by name, with the offerings of it in the unit most of them use."""
    rows = _live(role, on).filter(competency=work).select_related("membership__organisation")
    listed: dict[int, list[Offering]] = {}
    for row in sorted(rows, key=lambda one: (one.membership.organisation.name, one.pk)):
        listed.setdefault(row.membership_id, []).append(row)
    kept = in_one_unit({key: [_offer(row) for row in found] for key, found in listed.items()})
    in_unit = {one.key for found in kept.values() for one in found}
    return {key: [row for row in listed[key] if row.pk in in_unit] for key in kept}


def compare(
    offers: Mapping[int, Sequence[Offering]], criteria: Sequence[Criterion], weights: Sequence[float]
) -> Compared:
    """The first `MOST` of those firms, by their keys. Raises `UnableToCompare`."""
    chosen = dict(list(offers.items())[:MOST])
    fame = reputations(list(chosen))
    members = {key: rows[0].membership for key, rows in chosen.items()}
    candidates = [
        candidate(
            key,
            [_offer(row) for row in rows],
            float(members[key].reliability),
            members[key].reliability_evidence,
            fame[key],
        )
        for key, rows in chosen.items()
    ]
    ranking, lacking = rank(candidates, criteria, weights)
    return Compared(ranking, {key: one.organisation.name for key, one in members.items()}, lacking)


def _live(role: Role, on: date) -> QuerySet[Offering]:
    members = visible_members(role).filter(state=Membership.State.ADMITTED)
    return Offering.objects.filter(live(on), membership__in=members)


def _offer(row: Offering) -> Offer:
    lead = None if row.lead_time_days is None else float(row.lead_time_days)
    return Offer(row.pk, row.unit, float(row.unit_price), lead, float(row.quality))
