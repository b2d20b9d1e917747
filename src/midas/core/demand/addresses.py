"""Which web addresses may be fetched: http or https, no secrets in them, and nothing inside our own house.

An address is judged twice: as it is written, and by every number its name stands for when it is fetched, so that a
name that points into a private network (server-side request forgery) is refused whenever it does so. Sources of the
ranges: RFC 6890 and the IANA special-purpose registries, as Python's `ipaddress` keeps them; RFC 6052 for IPv4 written
into IPv6.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

LONGEST = 1000
USUAL = {"http": 80, "https": 443}

_NAT64 = IPv6Network("64:ff9b::/96")
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f\\]")


class Unsafe(ValueError):
    """The address must not be fetched; the message says why."""


def checked(address: str) -> SplitResult:
    """The parts of an address that may be fetched as far as it is written. Raises `Unsafe`."""
    if len(address) > LONGEST or _UNPRINTABLE.search(address):
        raise Unsafe(f"an address has at most {LONGEST} characters and no blanks in it.")
    try:
        split = urlsplit(address)
        port = split.port
    except ValueError:
        raise Unsafe("this is no web address.") from None
    if split.scheme not in USUAL:
        raise Unsafe("only addresses that begin with https:// or http:// are fetched.")
    if not split.hostname or port == 0:
        raise Unsafe("the address names no host.")
    if split.username is not None or split.password is not None:
        raise Unsafe("an address with a name or password in it is not kept; use one that needs none.")
    return split


def port_of(split: SplitResult) -> int:
    """The port an address means."""
    return split.port or USUAL[split.scheme]


def same_place(here: str, there: str) -> bool:
    """Whether the second address is of the same host, at the same port or the usual ones, and no less secret."""
    try:
        one, other = checked(here), checked(there)
    except Unsafe:
        return False
    if one.hostname != other.hostname or (one.scheme == "https" and other.scheme != "https"):
        return False
    if port_of(one) == port_of(other):
        return True
    return port_of(one) == USUAL[one.scheme] and port_of(other) == USUAL[other.scheme]


def refuse_inside(number: str, *, loopback: bool = False) -> None:
    """Raise `Unsafe` for a number (IPv4 or IPv6) that is not of the public internet.

    `loopback` lets this very machine through, for an operator who serves notices there.
    """
    meant = _meant(ip_address(number.split("%")[0]))
    if loopback and meant.is_loopback:
        return
    if not meant.is_global or meant.is_multicast:
        raise Unsafe(f"{meant} is inside a private network, or this machine itself.")


def _meant(number: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 number written into an IPv6 one, where there is one."""
    if isinstance(number, IPv4Address):
        return number
    if number in _NAT64:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or number
