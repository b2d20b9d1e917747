"""Reading the parts of a notice: its buyer, lots, items, awards, documents, codes and periods."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from midas.core.demand.notice import Award, Buyer, Document, Item, Lot, Span, Supplier
from midas.core.demand.notice_fields import LARGEST_AMOUNT, Node, distinct, first
from midas.core.demand.notice_places import Regions, delivered_in, region_code
from midas.core.values.amounts import Money, major, minor_digits
from midas.core.values.fields import shown
from midas.core.values.identifiers import CPV_DIVISIONS

_CPV = re.compile(r"([0-9]{8})(?:-[0-9])?(?![0-9A-Za-z])")
_WEB = re.compile(r"https?://[^\s]+\Z", re.IGNORECASE)

CPV_SCHEMES = frozenset({"CPV", "CPV2008", "CPV 2008"})
UNIT_SCHEMES = frozenset({"UNCEFACT", "UNECEREC20"})

SCALES = {
    **dict.fromkeys(("micro", "small", "medium", "sme", "selfemployed"), True),
    "large": False,
}
"""Whether a party of that size is a small or medium-sized firm. Source: code list partyScale of the OCDS extension
organization scale, which Contracts Finder and Find a Tender use."""


def read_buyer(root: Node, tender: Node, regions: Regions) -> Buyer:
    """The buyer, with what the list of parties says of it; the procuring entity where no buyer is named."""
    named = root.node("buyer")
    if not named.raw:
        named = tender.node("procuringEntity")
    party = _party(root, named.text("id")) if named.raw else None
    sources = [named] if party is None else [party, named]
    identifiers = [source.node("identifier") for source in sources]
    return Buyer(
        name=first(named.text("name"), *(one.text("name") for one in sources))
        or first(*(one.text("legalName") for one in identifiers)),
        identifier=first(*map(_identifier, identifiers), named.text("id")),
        region=first(*(region_code(one.node("address"), regions) for one in sources)),
    )


def _party(root: Node, identifier: str) -> Node | None:
    parties = root.raw.get("parties")
    for index, entry in enumerate(parties if isinstance(parties, list) else []):
        if isinstance(entry, dict) and identifier and entry.get("id") == identifier:
            return Node(entry, f"{root.where}.parties[{index}]", root.problems)
    return None


def _identifier(node: Node) -> str:
    scheme, number = node.text("scheme"), node.text("id")
    return f"{scheme}-{number}" if scheme and number else ""


def read_lot(node: Node, regions: Regions) -> Lot:
    """A lot, as the lots extension has it."""
    return Lot(
        id=node.text("id"),
        title=node.text("title"),
        description=node.text("description"),
        value=stated(node, "value"),
        span=read_span(node.node("contractPeriod")),
        status=node.text("status"),
        region=delivered_in(node, regions),
        sme_suitable=node.node("suitability").flag("sme"),
    )


def read_items(root: Node, tender: Node, regions: Regions) -> tuple[Item, ...]:
    """The items of the tender; of the awards where the tender lists none."""
    items = tuple(_item(node, regions) for node in tender.nodes("items"))
    awarded = (node for award in root.nodes("awards") for node in award.nodes("items"))
    return items or tuple(_item(node, regions) for node in awarded)


def _item(node: Node, regions: Regions) -> Item:
    codes = (node.node("classification"), *node.nodes("additionalClassifications"))
    unit = node.node("unit")
    coded = unit.text("scheme").upper() in UNIT_SCHEMES
    return Item(
        id=node.text("id"),
        description=node.text("description"),
        cpv=distinct(map(cpv_code, codes)),
        quantity=node.number("quantity"),
        unit=first(unit.text("id") if coded else "", unit.text("name"), unit.text("id")),
        lot=node.text("relatedLot") or first(*node.texts("relatedLots")[:1]),
        region=delivered_in(node, regions),
    )


def read_award(root: Node, node: Node) -> Award:
    """An award, its suppliers with what the list of parties says of them, and what its contracts are worth."""
    identifier = node.text("id")
    contracts = [one for one in root.nodes("contracts") if identifier and one.text("awardID") == identifier]
    return Award(
        id=identifier,
        title=node.text("title"),
        status=node.text("status"),
        awarded_on=node.day("date"),
        value=node.money("value"),
        suppliers=tuple(_supplier(root, one) for one in node.nodes("suppliers")),
        contracted=total(stated(one, "value") for one in contracts if one.text("status") != "cancelled"),
        lots=distinct(node.texts("relatedLots")),
        span=read_span(node.node("contractPeriod")),
    )


def _supplier(root: Node, named: Node) -> Supplier:
    party = _party(root, named.text("id"))
    sources = [named] if party is None else [party, named]
    return Supplier(
        name=first(named.text("name"), *(one.text("name") for one in sources), named.text("id")),
        identifier=first(*(_identifier(one.node("identifier")) for one in sources), named.text("id")),
        sme=None if party is None else SCALES.get(party.node("details").text("scale").lower()),
    )


def total(values: Iterable[Money | None]) -> Money | None:
    """The sum, if every value is known, in one currency, and it is not absurd."""
    given = list(values)
    known = [value for value in given if value is not None]
    if not known or len(known) < len(given) or len({value.currency for value in known}) > 1:
        return None
    added = sum(known[1:], known[0])
    return added if major(added.minor, added.currency) <= LARGEST_AMOUNT else None


def read_documents(root: Node, tender: Node) -> Iterator[Document]:
    """The documents of the planning, the tender and the awards."""
    for holder in (root.node("planning"), tender, *root.nodes("awards")):
        for node in holder.nodes("documents"):
            yield Document(
                id=node.text("id"),
                title=first(node.text("title"), node.text("description")),
                kind=node.text("documentType"),
                url=_web_address(node),
                format=node.text("format"),
            )


def _web_address(node: Node) -> str:
    url = node.text("url")
    if url and not is_web_address(url):
        node.note("url", f"is not a web address (http or https): {shown(url)}; it was left out.")
        return ""
    return url


def is_web_address(url: str) -> bool:
    """True for an address of the web, nothing else."""
    return _WEB.match(url) is not None


def plain_cpv(written: str) -> str:
    """Eight digits of a CPV code written with or without its check digit; empty for what is none."""
    match = _CPV.match(written)
    return match[1] if match is not None and match[1][:2] in CPV_DIVISIONS else ""


def cpv_code(node: Node) -> str:
    """Eight digits, without the check digit; empty for other schemes and for what is no CPV code."""
    if node.text("scheme").upper() not in CPV_SCHEMES:
        return ""
    written = node.text("id")
    if isinstance(node.raw.get("id"), int) and len(written) == 7:
        written = "0" + written
    match = _CPV.match(written)
    if written and match is None:
        node.note("id", f"is not a CPV code (eight digits): {shown(written)}; it was left out.")
    elif match is not None and match[1][:2] not in CPV_DIVISIONS:
        node.note("id", f"is not a CPV code, CPV 2008 has no division {match[1][:2]}: {shown(written)}.")
    else:
        return match[1] if match else ""
    return ""


def read_span(node: Node) -> Span:
    """A period; an end before its start is left out."""
    starts_on, ends_on = node.day("startDate"), node.day("endDate")
    if starts_on and ends_on and ends_on < starts_on:
        node.note("endDate", f"is {ends_on}, before it starts on {starts_on}; the end was left out.")
        ends_on = None
    return Span(starts_on, ends_on, node.days("durationInDays"))


def stated(node: Node, key: str) -> Money | None:
    """An amount, unless it is less than one whole unit: publishers write 0 or 0.01 for "not stated"."""
    value = node.money(key)
    return value if value is not None and value.minor >= 10 ** minor_digits(value.currency) else None
