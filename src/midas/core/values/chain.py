"""A chain of seals: each is the SHA-256 of the one before it and of a text, so a text changed later shows.

Whoever may write everything can make a whole new chain; that shows only to somebody who kept an earlier seal. So the
last seal is told after every check, to be written down elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Link:
    """Link `number` (1, 2, 3 …) of a chain: what it seals, that thing's text now (`None`: it is gone), the seal."""

    number: int
    of: str
    text: str | None
    seal: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain looked at: the links that are whole, the last seal of those, and the first fault; empty for none."""

    links: int
    head: str
    fault: str = ""


def seal(before: str, text: str) -> str:
    """The seal of a text after another seal: 64 hexadecimal digits."""
    return sha256(f"{before}{text}".encode()).hexdigest()


def follow(links: Iterable[Link]) -> Chain:
    """Follow a chain from its first link, in order, up to its end or the first link that is broken."""
    number, head = 0, ""
    for link in links:
        fault = _fault(link, number + 1, head)
        if fault:
            return Chain(number, head, fault)
        number, head = link.number, link.seal
    return Chain(number, head)


def _fault(link: Link, expected: int, before: str) -> str:
    if link.number != expected:
        return f"link {expected} is missing: after link {expected - 1} comes link {link.number}"
    if link.text is None:
        return f"link {link.number} seals {link.of}, which is gone"
    if link.seal != seal(before, link.text):
        return f"link {link.number} does not fit {link.of}: it, or the link, was changed afterwards"
    return ""
