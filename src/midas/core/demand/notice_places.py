"""Where a notice is delivered: codes of regions, as written or by name, and the words of the notice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from midas.core.demand.notice_fields import Node, distinct

Regions = Callable[[str], str]
"""The code of the region or country that a publisher writes in some way; empty for what is none."""

_NUTS = re.compile(r"[A-Z]{2}(?:[A-Z0-9]?|(?=[A-Z0-9]*[0-9])[A-Z0-9]{2,3})\Z")


def as_code(written: str) -> str:
    """A region written as a NUTS, ITL or country code; capitals without a digit may be a name instead."""
    return written if _NUTS.match(written) else ""


def _addresses(node: Node) -> Iterator[Node]:
    yield node.node("deliveryAddress")
    yield from node.nodes("deliveryAddresses")


def delivered_in(node: Node, regions: Regions) -> str:
    """The smallest region that holds all addresses something is delivered to."""
    return smallest_region(region_code(address, regions) for address in _addresses(node))


def region_code(address: Node, regions: Regions) -> str:
    """The code of an address: its region's, as written or by name, else its country's."""
    for written in (address.text("region"), address.text("countryName"), address.text("country")):
        if code := regions(written):
            return code
    return ""


def smallest_region(codes: Iterable[str]) -> str:
    """The smallest region that holds them all; empty where there is none."""
    given = set(filter(None, codes))
    if len(given) < 2:
        return given.pop() if given else ""
    shared = min(given)
    while not all(code.startswith(shared) for code in given):
        shared = shared[:-1]
    return shared if len(shared) >= 2 else ""


def place_words(tender: Node) -> str:
    """Where it is delivered, in the notice's own words, each once."""
    words = []
    for node in (*tender.nodes("items"), *tender.nodes("lots")):
        words.append(node.node("deliveryLocation").text("description"))
        for address in _addresses(node):
            words += [address.text(key) for key in ("locality", "postalCode", "region", "countryName")]
    return ", ".join(distinct(words))
