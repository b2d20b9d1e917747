"""Who won what in an eForms notice: each lot's result, with the firms of the winning tenders.

A tender is handed in by a tendering party: one firm, or several together of which one leads, and their subcontractors
(OPT-300-Tenderer, OPT-301-Tenderer-SubCont). A firm's size (BT-165) is how a cluster sees who wins as a small one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from midas.core.demand.notice import Award, Supplier
from midas.core.demand.notice_fields import LARGEST_AMOUNT, Node
from midas.core.values.amounts import CurrencyMismatch, Money, major
from midas.core.values.problems import Problem
from midas.formats.eforms.tree import EXTENSION, Spot
from midas.rules import eforms

RESULT = f"{EXTENSION}/efac:NoticeResult"
WON = "selec-w"
STATES = {WON: "active", "clos-nw": "unsuccessful", "open-nw": "pending"}
LEAD, PARTNER, SUBCONTRACTOR = "lead", "partner", "subcontractor"


def read_results(root: Spot) -> tuple[tuple[Award, ...], list[Problem]]:
    """The results by lot, in order, and what could not be read of them."""
    result = root.find(RESULT)
    if result is None:
        return (), []
    problems: list[Problem] = []
    language = root.text("cbc:NoticeLanguageCode")
    companies, kind = _companies(root, language), root.find("cbc:NoticeTypeCode")
    won = kind is not None and kind.attribute("listName") in eforms.WITHOUT_RESULT
    awards = [_award(one, result, companies, problems, won) for one in result.all("efac:LotResult")]
    return tuple(awards), problems


def _companies(root: Spot, language: str) -> dict[str, Supplier]:
    found = {}
    for one in root.all(f"{EXTENSION}/efac:Organizations/efac:Organization/efac:Company"):
        number = one.text("cac:PartyIdentification/cbc:ID")
        size = eforms.SIZES.get(one.text("efbc:CompanySizeCode"), "")
        legal = one.text("cac:PartyLegalEntity/cbc:CompanyID")
        name, small = (
            one.text("cac:PartyName/cbc:Name", language) or number,
            size != "large" if size else None,
        )
        found[number] = Supplier(name, legal, sme=small, size=size)
    return found


def _award(
    lot: Spot, result: Spot, companies: dict[str, Supplier], problems: list[Problem], won: bool
) -> Award:
    code = lot.text("cbc:TenderResultCode") or (WON if won else "")
    winners = _winning(lot, result) if code == WON else []
    suppliers = tuple(one for tender in winners for one in _party(tender, result, companies))
    return Award(
        id=lot.text("cbc:ID"),
        title=lot.text("efac:TenderLot/cbc:ID"),
        status=STATES.get(code, ""),
        awarded_on=_awarded_on(lot, result),
        value=_total(winners, problems),
        suppliers=tuple(dict.fromkeys(suppliers)),
    )


def _winning(lot: Spot, result: Spot) -> list[Spot]:
    """The tenders that a contract was made of; all that stand with the result where no contract is named."""
    of_lot = set(lot.texts("efac:LotTender/cbc:ID"))
    contracts = _contracts(lot, result)
    settled = {number for one in contracts for number in one.texts("efac:LotTender/cbc:ID")}
    wanted = of_lot & settled or of_lot
    return [one for one in result.all("efac:LotTender") if one.text("cbc:ID") in wanted]


def _contracts(lot: Spot, result: Spot) -> list[Spot]:
    numbers = set(lot.texts("efac:SettledContract/cbc:ID"))
    return [one for one in result.all("efac:SettledContract") if one.text("cbc:ID") in numbers]


def _awarded_on(lot: Spot, result: Spot) -> date | None:
    """When the winner was chosen (BT-1451), else when the contract was made (BT-145)."""
    for name in ("cbc:AwardDate", "cbc:IssueDate"):
        for one in _contracts(lot, result):
            day = Node({"day": one.text(name)}, "$", []).day("day")
            if day is not None:
                return day
    return None


def _party(tender: Spot, result: Spot, companies: dict[str, Supplier]) -> Iterator[Supplier]:
    """The firms behind a tender, the one that leads first."""
    number = tender.text("efac:TenderingParty/cbc:ID")
    party = next((one for one in result.all("efac:TenderingParty") if one.text("cbc:ID") == number), None)
    if party is None:
        return
    together = party.text("cbc:Name")
    tenderers = sorted(party.all("efac:Tenderer"), key=lambda one: not _leads(one))
    for one in tenderers:
        role = (LEAD if _leads(one) else PARTNER) if len(tenderers) > 1 else ""
        yield from _firm(one, companies, role, together)
    for one in party.all("efac:SubContractor"):
        yield from _firm(one, companies, SUBCONTRACTOR, together)


def _leads(tenderer: Spot) -> bool:
    return tenderer.text("efbc:GroupLeadIndicator") == "true"


def _firm(spot: Spot, companies: dict[str, Supplier], role: str, together: str) -> Iterator[Supplier]:
    firm = companies.get(spot.text("cbc:ID"))
    if firm is not None:
        yield Supplier(firm.name, firm.identifier, sme=firm.sme, size=firm.size, role=role, group=together)


def _total(tenders: list[Spot], problems: list[Problem]) -> Money | None:
    """What the winning tenders come to together, if every one of them says it."""
    given = [one.find("cac:LegalMonetaryTotal/cbc:PayableAmount") for one in tenders]
    values = [_money(one, problems) for one in given if one is not None]
    known = [one for one in values if one is not None]
    if not known or len(known) < len(tenders):
        return None
    try:
        total = sum(known[1:], known[0])
    except CurrencyMismatch:
        return None
    return total if Decimal(major(total.minor, total.currency)) <= LARGEST_AMOUNT else None


def _money(spot: Spot, problems: list[Problem]) -> Money | None:
    if spot.text().startswith("-"):  # kept back for now
        return None
    given = {"value": {"amount": spot.text(), "currency": spot.attribute("currencyID")}}
    found: list[Problem] = []
    value = Node(given, "$", found).money("value")
    problems += [Problem(spot.where, one.message) for one in found]
    return value
