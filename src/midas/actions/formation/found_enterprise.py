"""A plan becomes rows: the enterprise, its partners with their parts, what each does of each package.

The parts of the partners sum to the enterprise's value to the penny.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from midas.actions.access.events import record
from midas.core.formation.parts import parts
from midas.core.formation.plan import Plan
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import Book, add_up, score
from midas.core.values.amounts import whole
from midas.core.values.moments import day_of
from midas.core.values.words import listing
from midas.store.models import Enterprise, Opportunity, Partner, PartnerWork, Proposal, Role
from midas.store.queries.formation import package_titles

MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the broker fills in. `lead_id` is a membership; `reason` says why not the best plan."""

    name: str
    mode: str = Enterprise.Mode.INTEGRATED_SERVICES
    lead_id: int | None = None
    reason: str = ""


def found_enterprise(
    role: Role,
    proposal: Proposal,
    opportunity: Opportunity,
    problem: FormationProblem,
    plan: Plan,
    chosen: Chosen,
    *,
    at: datetime,
) -> Enterprise:
    """The enterprise of a plan that has been found fit to choose, in the caller's transaction."""
    enterprise = _enterprise(role, proposal, opportunity, problem, chosen, at)
    _take_in(enterprise, proposal, problem, plan)
    reason, details = chosen.reason.strip(), {"proposal": proposal.pk, "rank": proposal.rank}
    record(
        enterprise,
        "enterprise.formed",
        by=role.person,
        at=at,
        after=enterprise.state,
        reason=reason,
        details=details,
    )
    _set_forming(role, opportunity, enterprise, at)
    return enterprise


def _enterprise(
    role: Role,
    proposal: Proposal,
    opportunity: Opportunity,
    problem: FormationProblem,
    chosen: Chosen,
    at: datetime,
) -> Enterprise:
    return Enterprise.objects.create(
        cluster_id=proposal.cluster_id,
        name=chosen.name.strip(),
        opportunity=opportunity,
        proposal=proposal,
        mode=chosen.mode,
        lead_id=chosen.lead_id,
        value=_value(opportunity, problem),
        currency=problem.currency,
        formed_on=day_of(at, role.cluster.time_zone),
        created_by=role.person,
    )


def _value(opportunity: Opportunity, problem: FormationProblem) -> int:
    """What the customer would pay: the notice's value, if in the cluster's currency, else the packages'."""
    if opportunity.value is not None and opportunity.currency == problem.currency:
        return opportunity.value
    return whole(problem.total_value)


def _take_in(enterprise: Enterprise, proposal: Proposal, problem: FormationProblem, plan: Plan) -> None:
    book, shares = add_up(plan), score(problem, plan).value_shares
    members = {name: int(proposal.formation.names[name]) for name in book.partners}
    order = sorted(members, key=lambda name: members[name])
    worth = parts(enterprise.value, {name: shares[name] for name in order})
    titles = package_titles(proposal.formation)
    for name in order:
        partner = Partner.objects.create(
            cluster_id=enterprise.cluster_id,
            enterprise=enterprise,
            membership_id=members[name],
            role=_role(book, name, titles),
            value=worth[name],
        )
        PartnerWork.objects.bulk_create(_work(partner, problem, book, name, titles))


def _role(book: Book, name: str, titles: Mapping[str, str]) -> str:
    """What the partner does, in a few words: the titles of its packages."""
    mine = dict.fromkeys(titles[package] for firm, _, package in book.quantities if firm == name)
    words = listing(mine) if mine else "lends its standing"
    return words if len(words) <= 120 else words[:119] + "…"


def _work(
    partner: Partner, problem: FormationProblem, book: Book, name: str, titles: Mapping[str, str]
) -> Iterator[PartnerWork]:
    for (firm, package), quantity in book.by_firm_and_package().items():
        if firm != name:
            continue
        asked = problem.package[package]
        yield PartnerWork(
            cluster_id=partner.cluster_id,
            partner=partner,
            package=titles[package],
            competency=asked.competency,
            quantity=_decimal(quantity),
            unit=asked.unit or "C62",
            cost=whole(_cost(problem, book, firm, package)),
        )


def _cost(problem: FormationProblem, book: Book, name: str, package: str) -> Fraction:
    """Goods and set-up of one partner's work on one package, over all its offerings on it."""
    lines = [
        (key, quantity) for key, quantity in book.quantities.items() if key[0] == name and key[2] == package
    ]
    offerings = problem.firm[name].offerings
    return sum(
        (
            quantity * Fraction(offerings[key[1]].unit_price) + offerings[key[1]].set_up
            for key, quantity in lines
        ),
        Fraction(0),
    )


def _decimal(quantity: Fraction) -> Decimal:
    return (Decimal(quantity.numerator) / Decimal(quantity.denominator)).quantize(MILLIONTH)


def _set_forming(role: Role, opportunity: Opportunity, enterprise: Enterprise, at: datetime) -> None:
    before, opportunity.state = opportunity.state, Opportunity.State.FORMING
    if before == opportunity.state:
        return
    opportunity.updated_at = at
    opportunity.save(update_fields=["state", "updated_at"])
    record(
        opportunity,
        "opportunity.forming",
        by=role.person,
        at=at,
        before=before,
        after=opportunity.state,
        reason=f"{enterprise.name} was chosen as its team.",
        details={"enterprise": enterprise.pk},
    )
