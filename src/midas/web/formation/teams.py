"""What the pages of enterprises show: where a team stands in its life, who is in it, where its money goes.

Money is in minor units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from midas.actions.access.permissions import may
from midas.actions.formation.sight import Sight
from midas.core.formation.enterprise import ENTERPRISE
from midas.core.values.amounts import whole
from midas.rules import regions
from midas.store.models import Enterprise, Event, Partner, PartnerWork, Role
from midas.web.formation.plans import HUES
from midas.web.formation.words import KINDS, Words, event_words

S = Enterprise.State
LIFE = (S.FORMING, S.INVITING, S.CHARTERED, S.BIDDING, S.OPERATING, S.DECOMMISSIONING, S.DISSOLVED)

MEANINGS: dict[str, Words] = {
    S.FORMING: _("The team is chosen; its partners have not been asked yet."),
    S.INVITING: _("The partners are asked for binding prices."),
    S.CHARTERED: _("All have signed; the team is one organisation to the customer."),
    S.BIDDING: _("The bid is with the customer."),
    S.OPERATING: _("The work is being done."),
    S.DECOMMISSIONING: _("The work is done; books and loose ends are being closed."),
    S.DISSOLVED: _("Closed. What was learned went back to the cluster."),
    S.ABANDONED: _("Given up before the work began."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One state of the life cycle: behind it, in it, or still to come; and since when."""

    state: str
    label: Words
    standing: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Member:
    """One partner as the page shows it. `share`, `value` and `cost` are None where the role may not see them."""

    partner: Partner
    hue: int
    name: str
    region: str
    role: str
    leads: bool
    work: tuple[PartnerWork, ...]
    share: float | None
    value: int | None
    cost: int | None

    @property
    def width(self) -> float:
        return 100 * (self.share or 0)


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the customer's money: `width` in per cent of all there is to show."""

    kind: str
    words: Words
    amount: int
    width: float


def steps(enterprise: Enterprise, events: Sequence[Event]) -> list[Step]:
    """The life cycle with this enterprise in it; an abandoned one stopped after the last state it was in."""
    since = _since(enterprise, events)
    reached = _reached(enterprise, events)
    found = [
        Step(state, state.label, _standing(place, reached, enterprise.state), since.get(state))
        for place, state in enumerate(LIFE)
    ]
    if enterprise.state == S.ABANDONED:
        found = [
            *found[: reached + 1],
            Step(S.ABANDONED, S.ABANDONED.label, "stopped", since.get(S.ABANDONED)),
        ]
    return found


def team(enterprise: Enterprise, partners: Sequence[Partner], seen: Sight) -> list[Member]:
    """The partners, largest part first where parts may be seen; else by name with the lead first."""
    found = [_member(enterprise, partner, place, seen) for place, partner in enumerate(partners)]
    if seen.parts:
        return found
    return sorted(found, key=lambda one: (not one.leads, one.name))


def money_bar(enterprise: Enterprise) -> list[Slice]:
    """Where the customer's money would go: the plan's cost by kind, the loss to expect, and what is left over.

    Without a plan the work's cost is all that is known. Empty where nothing is.
    """
    amounts = _costs(enterprise)
    spent = sum(amount for _kind, _words, amount in amounts)
    if not spent:
        return []
    left = enterprise.value - spent
    rest = _("Left for profit and reserve") if enterprise.proposal else _("Everything else")
    amounts.append(("left", rest if left >= 0 else _("Missing"), abs(left)))
    whole_width = max(enterprise.value, spent, 1)
    return [
        Slice("missing" if kind == "left" and left < 0 else kind, words, amount, 100 * amount / whole_width)
        for kind, words, amount in amounts
        if amount
    ]


def told(events: Sequence[Event]) -> list[Event]:
    """The events, each with `words` for what happened."""
    for event in events:
        event.words = event_words(event.verb)
    return list(events)


def may_abandon(role: Role, enterprise: Enterprise) -> bool:
    """True if the role may give the team up as things stand."""
    return may(role, "enterprises.change", enterprise=enterprise.pk) and S.ABANDONED in ENTERPRISE.next(
        enterprise.state
    )


def _member(enterprise: Enterprise, partner: Partner, place: int, seen: Sight) -> Member:
    organisation = partner.membership.organisation
    found = regions.level1(organisation.region)
    shown = seen.part_of(partner)
    return Member(
        partner=partner,
        hue=place % HUES + 1,
        name=organisation.name,
        region=found.name if found else "",
        role=partner.role,
        leads=partner.membership_id == enterprise.lead_id,
        work=tuple(partner.work.all()),
        share=(partner.value / enterprise.value if enterprise.value else 0.0) if shown else None,
        value=partner.value if shown else None,
        cost=sum(work.cost for work in partner.work.all()) if seen.costs_of(partner) else None,
    )


def _costs(enterprise: Enterprise) -> list[tuple[str, Words, int]]:
    plan: Mapping[str, Any] = enterprise.proposal.plan if enterprise.proposal else {}
    by_kind = plan.get("cost_by_kind")
    if not by_kind:
        work = sum(line.cost for partner in enterprise.team for line in partner.work.all())
        return [("goods", KINDS["goods"], work)]
    saved = by_kind.get("familiarity", 0)
    amounts = {kind: round(by_kind.get(kind, 0)) for kind in KINDS}
    amounts["engagement"] = max(0, amounts["engagement"] - round(saved))
    costs: list[tuple[str, Words, int]] = [(kind, KINDS[kind], amount) for kind, amount in amounts.items()]
    return [*costs, ("risk", _("Expected loss"), whole(enterprise.proposal.risk))]


def _since(enterprise: Enterprise, events: Sequence[Event]) -> dict[str, date]:
    """The day on which each state was first reached, as far as it is known."""
    found: dict[str, date] = {}
    for event in sorted(events, key=lambda one: one.at):
        if event.after:
            found.setdefault(event.after, event.at.date())
    found[S.FORMING] = enterprise.formed_on
    if enterprise.operating_from:
        found[S.OPERATING] = enterprise.operating_from
    if enterprise.dissolved_on:
        found[S.DISSOLVED] = enterprise.dissolved_on
    return found


def _reached(enterprise: Enterprise, events: Sequence[Event]) -> int:
    """The place in its life the enterprise has got to."""
    if enterprise.state != S.ABANDONED:
        return LIFE.index(S(enterprise.state))
    before = [event.before for event in events if event.after == S.ABANDONED and event.before in LIFE]
    return LIFE.index(S(before[0])) if before else 0


def _standing(place: int, reached: int, state: str) -> str:
    if place < reached or state in (S.ABANDONED, S.DISSOLVED):
        return "done"
    return "current" if place == reached else "ahead"
