"""One page of the web, fetched with care: bounded in size and time, never from inside our own house.

The host's name is looked up once and every number it stands for is judged (`midas.core.demand.addresses`); the
connection goes to the very number that was judged, so a name that changes its mind in between gains nothing. Redirects
are followed on the same host only. Whatever goes wrong comes back as a value; nothing is raised.
"""

from __future__ import annotations

import socket
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from urllib.parse import SplitResult, urljoin, urlunsplit

from midas.core.demand.addresses import Unsafe, checked, port_of, refuse_inside, same_place
from midas.core.demand.politeness import Answer

REDIRECTS = 3
PIECE = 2**16
WHOLE = 10
"""An answer may take this many times the time-out of a single silence, all in all."""

MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Wire:
    """How to ask: who we say we are, the longest silence in seconds, the most bytes (as sent and as unzipped).

    `loopback` lets this very machine be asked; nothing else inside a private network ever is.
    """

    user_agent: str
    timeout: float = 30
    most: int = 50_000_000
    loopback: bool = False


class _Fault(Exception):
    """What went wrong, in words; another try may help."""


def read_page(address: str, wire: Wire, etag: str = "") -> Answer:
    """The answer to a GET for the address. With `etag`, only if what it names is not there any more (304)."""
    here = address
    try:
        for _ in range(REDIRECTS + 1):
            answer, onward = _once(here, wire, etag)
            if not onward:
                return answer
            there = urljoin(here, onward)
            if not same_place(here, there):
                why = f"the portal sends us on to another place, {there}; register that one."
                return Answer(answer.status, fault=why, final=True)
            here = there
    except Unsafe as unsafe:
        return Answer(0, fault=str(unsafe), final=True)
    except _Fault as fault:
        return Answer(0, fault=str(fault))
    return Answer(0, fault="the portal sends us on in a circle.", final=True)


def _once(address: str, wire: Wire, etag: str) -> tuple[Answer, str]:
    """The answer to one request, and where it sends us on to, if it does."""
    split = checked(address)
    connection = _Connection(split, _judged_number(split, wire), wire.timeout)
    clock = Timer(wire.timeout * WHOLE, connection.cut)
    clock.daemon = True
    clock.start()
    try:
        connection.request("GET", _target(split), headers=_headers(wire, etag))
        response = connection.getresponse()
        return _answer(response, wire), _onward(response)
    except TimeoutError:
        raise _Fault(f"the portal said nothing for {wire.timeout:g} seconds.") from None
    except ssl.SSLError as error:
        raise _Fault(f"the portal's certificate or encryption is not in order: {error.reason}.") from None
    except (HTTPException, OSError, ValueError) as error:
        raise _Fault(f"the connection broke off ({type(error).__name__}).") from None
    finally:
        clock.cancel()
        connection.close()


def _judged_number(split: SplitResult, wire: Wire) -> str:
    """The number to connect to; every number of the name has to be of the public internet."""
    try:
        found = socket.getaddrinfo(split.hostname, port_of(split), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _Fault(f"the host {split.hostname} is not known.") from None
    numbers = [str(one[4][0]) for one in found]
    for number in numbers:
        refuse_inside(number, loopback=wire.loopback)
    return numbers[0]


class _Connection(HTTPConnection):
    """A connection to a number that was judged; the host's name is still what is asked for and certified."""

    def __init__(self, split: SplitResult, number: str, timeout: float) -> None:
        host = split.hostname or ""
        super().__init__(f"[{host}]" if ":" in host else host, port_of(split), timeout=timeout)
        if split.scheme == "https":
            self.default_port = 443  # so that the usual port is not written behind the host
        self._name, self._number, self._secret = host, number, split.scheme == "https"

    def connect(self) -> None:
        plain = socket.create_connection((self._number, self.port), self.timeout)
        self.sock = plain
        if self._secret:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self._name)

    def cut(self) -> None:
        """End it from another thread, wherever it is."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def _target(split: SplitResult) -> str:
    return urlunsplit(("", "", split.path or "/", split.query, ""))


def _headers(wire: Wire, etag: str) -> Mapping[str, str]:
    asked = {
        "User-Agent": wire.user_agent,
        "Accept": "application/json, application/xml;q=0.9, */*;q=0.1",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    return {**asked, "If-None-Match": etag} if etag else asked


def _onward(response: HTTPResponse) -> str:
    return response.getheader("Location", "") if response.status in MOVED else ""


def _answer(response: HTTPResponse, wire: Wire) -> Answer:
    body, fault, final = b"", "", False
    if response.status == 200:
        try:
            body, fault = _body(response, wire.most)
        except _TooMuch:
            fault, final = f"the answer is larger than {wire.most:,} bytes, the most taken from here.", True
    wait = _retry_after(response.getheader("Retry-After", ""), response.getheader("Date", ""))
    return Answer(
        response.status,
        b"" if fault else body,
        fault,
        wait,
        response.getheader("ETag", "")[:200],
        final,
    )


class _TooMuch(Exception):
    """There is more of the answer than is taken."""


def _body(response: HTTPResponse, most: int) -> tuple[bytes, str]:
    """The body as it is meant, or what is wrong with it. Raises `_TooMuch`."""
    length = response.getheader("Content-Length", "")
    wanted = int(length) if length.isascii() and length.isdecimal() else None
    if wanted is not None and wanted > most:
        raise _TooMuch
    raw = bytearray()
    while piece := response.read1(PIECE):
        raw += piece
        if len(raw) > most:
            raise _TooMuch
    if wanted is not None and len(raw) < wanted:
        return b"", f"the answer broke off after {len(raw):,} of {wanted:,} bytes."
    if response.getheader("Content-Encoding", "").strip().lower() in ("gzip", "x-gzip"):
        return _unzipped(bytes(raw), most)
    return bytes(raw), ""


def _unzipped(raw: bytes, most: int) -> tuple[bytes, str]:
    unzip = zlib.decompressobj(wbits=31)
    try:
        body = unzip.decompress(raw, most)
    except zlib.error:
        return b"", "the answer is damaged and cannot be unzipped."
    if unzip.unconsumed_tail:
        raise _TooMuch
    return (body, "") if unzip.eof else (b"", "the answer broke off; its end is missing.")


def _retry_after(written: str, sent: str) -> timedelta | None:
    """Seconds, or a date (RFC 9110, section 10.2.3), which counts from when the portal says it `sent` the answer."""
    if written.isascii() and written.isdecimal():
        return timedelta(seconds=min(int(written), 10**7))
    try:
        until, now = parsedate_to_datetime(written), parsedate_to_datetime(sent)
        return max(timedelta(0), until - now)
    except (ValueError, TypeError):
        return None
