"""What firms are compared by for one kind of work: who offers it, and the figures of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from midas.core.members.comparing import Figures
from midas.core.members.reputation import wilson_interval
from midas.store.models import Membership, Offering
from midas.store.queries.members import live
from midas.store.queries.readiness import reputations

Offers = Mapping[int, Sequence[Offering]]
"""By membership: what it offers of one kind of work, all in one unit."""


def works(members: QuerySet[Membership], on: date) -> dict[str, int]:
    """How many admitted members offer each kind of work that at least two of them do."""
    rows = _live(members, on).values_list("competency", "membership").distinct()
    held = Counter(code for code, _firm in rows)
    return {code: firms for code, firms in held.items() if firms > 1}


def offers(members: QuerySet[Membership], work: str, on: date) -> dict[int, list[Offering]]:
    """Who offers that work, by name, with their offerings of it in the unit most of them use."""
    rows = list(_live(members, on).filter(competency=work).select_related("membership__organisation"))
    units = Counter(row.unit for row in rows).most_common(1)
    found: dict[int, list[Offering]] = {}
    for row in sorted(rows, key=lambda one: (one.membership.organisation.name, one.pk)):
        if row.unit == units[0][0]:
            found.setdefault(row.membership_id, []).append(row)
    return found


def figures(offered: Offers) -> dict[int, Figures]:
    """The figures of each firm, of its cheapest offering of the work."""
    fame = reputations(list(offered))
    found: dict[int, Figures] = {}
    for pk, rows in offered.items():
        best = cheapest(rows)
        member = best.membership
        sure = member.reliability_evidence
        found[pk] = {
            "price": float(best.unit_price),
            "lead": None if best.lead_time_days is None else float(best.lead_time_days),
            "quality": float(best.quality),
            "kept": wilson_interval(float(member.reliability), sure)[0] if sure else None,
            "reputation": fame[pk].lower if fame[pk].known else None,
        }
    return found


def cheapest(rows: Sequence[Offering]) -> Offering:
    """The offering with the lowest price, the oldest of those alike."""
    return min(rows, key=lambda row: (row.unit_price, row.pk))


def _live(members: QuerySet[Membership], on: date) -> QuerySet[Offering]:
    admitted = members.filter(state=Membership.State.ADMITTED)
    return Offering.objects.filter(live(on), membership__in=admitted)
