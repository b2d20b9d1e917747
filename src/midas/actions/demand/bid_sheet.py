"""The sheet that a decision to bid is made on, as the acting role may see it: margins only for who sees prices."""

from __future__ import annotations

from datetime import datetime

from midas.actions.access.permissions import may, require
from midas.core.demand import bid
from midas.core.demand.fit import fit, why
from midas.core.demand.winners import market
from midas.core.values.moments import day_of
from midas.store.models import Opportunity, Requirement, Role
from midas.store.queries.awards import Usual, usual_winners
from midas.store.queries.bidding import done_so_far, ties
from midas.store.queries.coverage import cover_requirement
from midas.store.queries.demand import labels, offered


def bid_sheet(
    role: Role | None, opportunity: Opportunity, at: datetime
) -> tuple[list[bid.Line], Usual | None]:
    """The six lines, and who usually wins such work, if any award is known. Raises NotAllowed."""
    role = require(role, "decisions.view")
    currency, prices = role.cluster.currency, may(role, "members.view_prices")
    rows = Requirement.objects.filter(opportunity=opportunity).select_related("opportunity", "cluster")
    requirement = rows.prefetch_related("work_packages").first()
    codes = [code for code in (opportunity.cpv, *opportunity.cpv_additional) if code]
    fitted = fit(codes, offered(role.cluster, day_of(at, role.cluster.time_zone)))
    covered = (
        [one.coverage for one in cover_requirement(requirement, at, unit_prices=prices)]
        if requirement is not None and requirement.version
        else []
    )
    usual = usual_winners(opportunity, role.cluster)
    value = opportunity.value if opportunity.currency == currency else None
    lines = [
        bid.fit_line(fitted.score, why(fitted, labels(codes))),
        bid.coverage_line(covered),
        bid.deadline_line(opportunity.deadline_at, at, done_so_far(opportunity, requirement)),
        bid.competition_line(usual.market if usual else market([], currency)),
        bid.margin_line(value, covered, currency, prices),
        bid.strategic_line(ties(opportunity, role.cluster.home_region)),
    ]
    return lines, usual
