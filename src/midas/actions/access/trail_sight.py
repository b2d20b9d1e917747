"""Which values of the trail a role may see: the trail opens nothing that the things' own pages keep closed.

That something changed, when and by whom is told to everybody who may see the thing. From what to what is told but for
prices, accounts, banks, insurances and assessments, which need the permission for them or be one's own firm's; and
for secrets, never.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from midas.actions.access.own_firm import speaks_for
from midas.actions.access.permissions import may
from midas.actions.access.shown import BY_RULE, Shown, sees, sees_why
from midas.store.models import Change, Membership, Role

PRICES: Mapping[str, frozenset[str]] = {
    "membership": frozenset({"engagement_cost"}),
    "organisation": frozenset({"turnover"}),
    "offering": frozenset({"unit_price", "set_up"}),
    "partner": frozenset({"value"}),
    "partnerwork": frozenset({"cost"}),
    "proposal": frozenset({"objective", "bound", "cost", "risk", "plan"}),
}
ACCOUNTS = frozenset({"financialyear", "evidencefile", "application", "answers"})
"""What tells of accounts; among answers are drafts of them."""
ASSESSMENTS = frozenset(
    {"assessment", "answers", "assessmentevidence", "coachingstep", "officer", "listedname"}
)
SECRET = frozenset({"digest", "token", "serial", "path"})
OPEN_MARKS = frozenset({"id", "membership_id", "cluster_id", "state"})
"""Fields of those things that say nothing of their figures."""


@dataclass(frozen=True, slots=True)
class TrailSight:
    """Which of the guarded values are seen."""

    prices: bool
    accounts: bool
    assessments: bool
    banks: bool = False
    insurances: bool = False

    def hides(self, thing: str, field: str) -> bool:
        """Whether that field of that kind of thing must not be shown."""
        if field in SECRET:
            return True
        if (thing in ACCOUNTS and not self.accounts) or (thing in ASSESSMENTS and not self.assessments):
            return field not in OPEN_MARKS
        if (thing == "bank" and not self.banks) or (thing == "insurance" and not self.insurances):
            return field not in OPEN_MARKS
        return not self.prices and field in PRICES.get(thing, ())


def trail_sight(role: Role, membership_id: int | None = None) -> TrailSight:
    """What this role sees in the trail, of the things of that firm where one is given."""
    member = Membership.objects.filter(pk=membership_id).first() if membership_id is not None else None
    kept = [speaks_for(role, membership_id) or may(role, one) for one in ("bank.view", "insurance.view")]
    if member is None:
        return TrailSight(*(may(role, BY_RULE[what]) for what in Shown), *kept)
    prices, accounts = (sees(role, member, what) for what in (Shown.PRICES, Shown.ACCOUNTS))
    return TrailSight(prices, accounts, sees_why(role, member), *kept)  # it has the reasons behind a grade


def differences(change: Change) -> list[tuple[str, Any, Any]]:
    """Each field of the change with what it was and what it became; of a thing taken away, what it was."""
    before: dict[str, Any] = change.before
    after: dict[str, Any] = change.after or {}
    return [(field, before[field], after.get(field)) for field in sorted(before)]
