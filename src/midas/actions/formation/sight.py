"""What a role may see of a team's money, the same on every way in.

Desk roles see every partner's part of the value, those who may see prices see costs as well; a member sees the
part and the costs of its own firm only.
"""

from __future__ import annotations

from dataclasses import dataclass

from midas.actions.access.permissions import may
from midas.store.models import Partner, Role


@dataclass(frozen=True, slots=True)
class Sight:
    """Whether all parts and all costs are seen; `own` is the membership whose are seen in any case."""

    parts: bool
    costs: bool
    own: int | None

    def part_of(self, partner: Partner) -> bool:
        """True if this partner's part of the value may be seen."""
        return self.parts or partner.membership_id == self.own

    def costs_of(self, partner: Partner) -> bool:
        """True if what this partner's work costs may be seen."""
        return self.costs or partner.membership_id == self.own


def sight(role: Role) -> Sight:
    """What this role sees."""
    return Sight(may(role, "formations.view"), may(role, "members.view_prices"), role.membership_id)
