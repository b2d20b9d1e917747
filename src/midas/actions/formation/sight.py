"""What a role may see of a team's money, the same on every way in.

Desk roles see every partner's part of the value, those who may see prices see costs as well; a member sees the
part and the costs of its own firm only. What a team that is still being formed is for, and what it is worth, is seen
by the desk and by its own partners: others may be after the same customer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from midas.actions.access.permissions import may
from midas.store.models import Enterprise, Partner, Role

State = Enterprise.State
BEFORE = (State.FORMING, State.INVITING, State.CHARTERED, State.BIDDING, State.ABANDONED)
"""States of a team that works for nobody yet, or never did."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Whether all parts and all costs are seen; `own` is the membership whose are seen in any case."""

    parts: bool
    costs: bool
    own: int | None

    def part_of(self, partner: Partner) -> bool:
        """True if this partner's part of the value may be seen."""
        return self.parts or partner.membership_id == self.own

    def terms_of(self, enterprise: Enterprise, partners: Collection[int]) -> bool:
        """True if the customer and the value may be seen of this team, whose partners' memberships are given."""
        return self.parts or enterprise.state not in BEFORE or self.own in partners

    def costs_of(self, partner: Partner) -> bool:
        """True if what this partner's work costs may be seen."""
        return self.costs or partner.membership_id == self.own


def sight(role: Role, enterprise: int | None = None) -> Sight:
    """What this role sees of that enterprise; without one, of any."""
    parts = may(role, "formations.view", enterprise=enterprise)
    costs = may(role, "members.view_prices", enterprise=enterprise)
    return Sight(parts, costs, role.membership_id)


def known_terms(role: Role) -> Q:
    """As `Sight.terms_of`, for a query: who may not see a team's customer cannot find it by that either."""
    seen = sight(role, role.enterprise_id)
    if seen.parts:
        return Q()
    own = Partner.objects.filter(enterprise=OuterRef("pk"), membership=seen.own)
    return ~Q(state__in=BEFORE) | Q(Exists(own))


def visible_enterprises(role: Role, enterprises: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """Those of the enterprises the role may see: all, or the one it is for."""
    return enterprises if role.enterprise_id is None else enterprises.filter(pk=role.enterprise_id)
