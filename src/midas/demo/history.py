"""What happened, as events: memberships, demands and enterprises, each from state to state with actor and reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from midas.demo.calendar import day, moment
from midas.demo.cluster import Demand, Enterprise, Event, Firm
from midas.demo.people import name_of
from midas.demo.timeline import timeline
from midas.demo.wishes import Wish

PROGRAM = "Midas"
IMPORTED = "opportunity.imported"
"""What the import of a demand's first notice writes by itself."""
SUSPENDED_DAYS, LEFT_DAYS, DECLINED_AFTER = 40, 60, 45

BEFORE = {
    "applied": "",
    "in_assessment": "applied",
    "declined": "in_assessment",
    "admitted": "in_assessment",
    "suspended": "admitted",
    "left": "admitted",
}
"""The state of a membership before each other."""

TEAM_REASONS = {
    "forming": "Chosen from the proposed teams.",
    "inviting": "Every partner is asked for a binding quote.",
    "chartered": "All partners have signed.",
    "bidding": "The bid is with the customer.",
    "operating": "The contract is signed; work begins.",
    "decommissioning": "All work is accepted; the books are being closed.",
    "dissolved": "Books closed, retention paid out, lessons kept.",
}
DEMAND_REASONS = {
    "qualified": "Within reach of our members, and worth the bid.",
    "forming": "The requirement is written.",
    "bidding": "The team's bid is in.",
    "won": "Best value of all tenders.",
}


def membership_events(firms: Sequence[Firm], today: date, desk: tuple[str, str]) -> Iterator[Event]:
    """From application to where each firm stands; `desk` are who assesses and who decides (e-mails)."""
    for firm in firms:
        yield from _membership(firm, today, desk)


def demand_events(wish: Wish, demand: Demand, today: date) -> Iterator[Event]:
    """From the door to where the demand stands."""
    public = demand.door == "ocds"
    first = _event(demand.created_at, None if public else demand.owner, "opportunity", demand.key, "new")
    yield replace(first, verb=IMPORTED if public else "opportunity.added")
    before = "new"
    for index, (state, on) in enumerate(timeline(wish, today).demand):
        reason = (wish.reason if state == demand.state else "") or DEMAND_REASONS[state]
        at = moment(on, 10 + index, 20)
        yield _event(at, demand.owner, "opportunity", demand.key, state, before, reason)
        before = state


def enterprise_events(wish: Wish, enterprise: Enterprise, today: date) -> Iterator[Event]:
    """From its forming to where the enterprise stands."""
    before = ""
    for index, (state, on) in enumerate(timeline(wish, today).team):
        reason = wish.team.reason if wish.team and state == "abandoned" else TEAM_REASONS[state]
        at, by = moment(on, 13 + index % 3, 35), enterprise.created_by
        step = _event(at, by, "enterprise", enterprise.key, state, before, reason)
        yield step if before else replace(step, verb="enterprise.formed")
        before = state


def updated(demand: Demand, events: Sequence[Event]) -> Demand:
    """The demand, last touched when the last thing happened to it."""
    mine = [event.at for event in events if event.kind == "opportunity" and event.key == demand.key]
    seen = [release.imported_at for release in demand.releases]
    return replace(demand, updated_at=max([*mine, *seen]))


def _membership(firm: Firm, today: date, desk: tuple[str, str]) -> Iterator[Event]:
    for state, on, by, reason in _steps(firm, today, desk):
        at = moment(on, 9 + len(firm.name) % 7, 5)
        step = _event(at, by, "membership", firm.key, state, BEFORE[state], reason)
        yield step if by else replace(step, actor=firm.name)


def _steps(firm: Firm, today: date, desk: tuple[str, str]) -> Iterator[tuple[str, date, str | None, str]]:
    """State, day, who (the firm itself where nobody), and why, as far as the firm came."""
    coach, committee = desk
    yield "applied", firm.applied_on, None, ""
    if firm.state == "applied":
        return
    yield "in_assessment", firm.applied_on + timedelta(days=6), coach, "All documents are there."
    if firm.state == "declined":
        why = "Accounts for the last two years could not be shown; welcome to apply again."
        yield "declined", firm.applied_on + timedelta(days=DECLINED_AFTER), committee, why
    if firm.joined_on is None:
        return
    yield "admitted", firm.joined_on, committee, "Fit in all four dimensions."
    if firm.state == "suspended":
        why = "Assessment of finances has run out; it is being renewed."
        yield "suspended", day(today, -SUSPENDED_DAYS), committee, why
    if firm.state == "left":
        yield "left", day(today, -LEFT_DAYS), committee, "The owner has retired and closed the firm."


def _event(
    at: datetime, by: str | None, kind: str, key: str, after: str, before: str = "", reason: str = ""
) -> Event:
    actor = name_of(by) if by else PROGRAM
    return Event(at, by, actor, f"{kind}.{after}", kind, key, before, after, reason)
