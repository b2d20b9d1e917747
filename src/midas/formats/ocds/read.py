"""OCDS in, releases out: any file, of any size, one release at a time, each with the text it came as.

A file is gone through twice. The first pass only asks whether it is whole, sound JSON and OCDS at all, within
the limits; if not, it is refused before anything was made of it. The second hands out what is in it.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from midas.core.values.problems import Problem
from midas.formats.ocds.documents import (
    Kind,
    Package,
    PackageEnd,
    Part,
    Piece,
    is_package,
    pieces,
    refuse_foreign,
    shallow,
    twice_given,
)
from midas.formats.ocds.limits import Limits, Refused, Source
from midas.formats.ocds.merging import Reading, Release, release_of_record
from midas.formats.ocds.scan import Scanner
from midas.formats.ocds.schema_check import package_faults
from midas.formats.ocds.text import Broken, Text, glance, glance_once, parse
from midas.formats.ocds.typed import decode, decode_many

BOM = b"\xef\xbb\xbf"
NO_LIMITS = Limits()
FIRST_PASS = 0.1
"""The share of the work that the first pass is, for progress."""

Progress = Callable[[int], None]


@dataclass(slots=True)
class Found:
    """One release of a file.

    `text` is what stands in the file, character for character, and `sha256` that of its UTF-8 bytes. A record
    is one release too, its compiled or merged one; `text` and `record` are then the whole record. `where` is
    the JSON path of the release, `line` the line on which the text starts. `faults` are those of the text and
    of the record around the release; the release itself is unjudged. `typed` is the release as structures where
    it decodes into them (`typed.decode`); then `given`, the release read exactly, is made when it is asked for.
    `part` counts what the file was cut into, from 1: whoever has dealt with it can go on `after` it another time.
    """

    where: str
    line: int
    given: Release | None
    text: str
    sha256: str
    package: Package
    record: Release | None = None
    record_where: str = ""
    faults: tuple[Problem, ...] = ()
    typed: Any = None
    part: int = 0

    @property
    def release(self) -> Release:
        """The release, its decimals exact."""
        if self.given is None:
            self.given = parse(Text(self.text.encode(), 1, 1))[0]
        return self.given

    @property
    def ids(self) -> tuple[Any, Any]:
        """The `ocid` and the `id` it states, of whatever type."""
        if self.typed is not None:
            return self.typed.ocid, self.typed.id
        return self.release.get("ocid"), self.release.get("id")


@dataclass(frozen=True, slots=True)
class Stray:
    """Something to be said of the file that belongs to no release; a `fault` makes the file invalid."""

    problem: Problem
    fault: bool = True


@dataclass(slots=True)
class _Survey:
    """What the first pass learned: how much there is, and the packages whose fields come after the entries.

    `once` has a 1 for each piece in which surely no field is given twice.
    """

    size: int = 0
    releases: int = 0
    once: bytearray = field(default_factory=bytearray)
    known: bool = False
    strays: list[Problem] = field(default_factory=list)
    packages: dict[str, Package] = field(default_factory=dict)


def read_releases(
    source: BinaryIO | Path, limits: Limits = NO_LIMITS, progress: Progress | None = None, after: int = 0
) -> Iterator[Found | Stray]:
    """Every release of an OCDS file in order, and between them what is to be said of the file around them.

    Takes release packages, record packages, releases, records; alone, as JSON lines or in a list; gzip or not;
    OCDS 1.0 and 1.1. Raises `Refused` before the first release when the file is not whole, not sound, or not
    OCDS. `progress` is told how many bytes of the file are dealt with. With `after`, what was found up to that
    part is gone past.
    """
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield from read_releases(stream, limits, progress, after)
        return
    with _rewindable(source, limits) as stream:
        survey = _survey(stream, limits, progress)
        stream.seek(0)
        yield from _second_pass(stream, limits, survey, progress, after)


def typed_releases(stream: BinaryIO, limits: Limits = NO_LIMITS) -> Iterator[Any]:
    """Every release of a file as structures (`typed.decode`), in one pass that judges nothing.

    None stands for what does not decode, a record or an invalid release, say. Raises `Refused` or `Broken` where it
    meets what cannot be cut.
    """
    stream.seek(0)
    scanner = _scanner(Source(stream, limits), limits)
    if is_package(scanner, limits):
        yield from _typed_package(scanner)
        return
    for part in pieces(scanner, limits):
        if isinstance(part, Piece):
            yield decode(part.text.raw, part.package.version) if part.kind is Kind.RELEASE else None


def _typed_package(scanner: Scanner) -> Iterator[Any]:
    for name in scanner.members():
        if name != "releases" or scanner.peek() != b"[":
            scanner.value()
            continue
        for batch in scanner.batches(decode_many):
            if isinstance(batch, Text):
                yield decode(batch.raw, "1.1")
            else:
                yield from batch


def read_text(text: str) -> Found:
    """The release of a kept text: what `Found.text` was, read again. Raises `Refused`."""
    scanner = Scanner(Text(text.encode(), 1, 1).again(), NO_LIMITS)
    for part in pieces(scanner, NO_LIMITS):
        if isinstance(part, Piece):
            found, _ = _found(part)
            if found is not None:
                return found
    raise Refused("The kept text is no release.")


def _rewindable(stream: BinaryIO, limits: Limits) -> Any:
    """The stream, to be gone through twice; a copy in a temporary file if it only goes forward."""
    if stream.seekable():
        return _Borrowed(stream)
    copy = tempfile.SpooledTemporaryFile(max_size=2**24)  # noqa: SIM115  closed by the caller's `with`
    while chunk := stream.read(2**20):
        copy.write(chunk)
        if copy.tell() > limits.max_bytes:
            copy.close()
            raise Refused("The file is larger than what is taken in this way. Split it.")
    copy.seek(0)
    return copy


class _Borrowed:
    """Somebody else's stream: rewound when we begin, and left open when we end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def __enter__(self) -> BinaryIO:
        self._stream.seek(0)
        return self._stream

    def __exit__(self, *_: object) -> None:
        pass


def _scanner(source: Source, limits: Limits) -> Scanner:
    """A scanner at the beginning of the file, after a byte-order mark."""
    head = source.read(2**12).removeprefix(BOM)
    refuse_foreign(head)
    waiting = [head]
    return Scanner(lambda size: waiting.pop() if waiting else source.read(size), limits)


def _survey(stream: BinaryIO, limits: Limits, progress: Progress | None) -> _Survey:
    survey = _Survey()
    tell = None if progress is None else lambda done: progress(int(done * FIRST_PASS))
    source = Source(stream, limits, tell)
    try:
        for part in pieces(_scanner(source, limits), limits):
            _note(part, survey, limits)
    except Broken as broken:
        raise Refused(f"{broken} Nothing was taken from the file; mend it or fetch it again.") from None
    except RecursionError:
        raise Refused("The JSON is nested too deeply; OCDS never is.") from None
    if not survey.known:
        raise _not_ocds(survey)
    survey.size = source.consumed
    return survey


def _note(part: Part, survey: _Survey, limits: Limits) -> None:
    if isinstance(part, Problem):
        survey.strays.append(part) if len(survey.strays) < 20 else None
        return
    survey.known = True
    if isinstance(part, PackageEnd):
        survey.packages[part.where] = part.package
        return
    shallow(part.text, limits)
    survey.once.append(glance_once(part.text)[1])
    survey.releases += 1
    if survey.releases > limits.max_releases:
        raise Refused(f"The file holds more than {limits.max_releases:,} releases. Split it.")


def _not_ocds(survey: _Survey) -> Refused:
    """Why nothing in the file is OCDS."""
    if not survey.strays:
        return Refused("This file is not OCDS: it is JSON with nothing in it.")
    first, *others = survey.strays
    what = "This file" if first.where == "$" else "Nothing in this file is OCDS; its first entry"
    refused = Refused(f"{what} {first.message}", first.where)
    refused.problems = (*refused.problems, *others)
    return refused


def _second_pass(
    stream: BinaryIO, limits: Limits, survey: _Survey, progress: Progress | None, after: int
) -> Iterator[Found | Stray]:
    base = survey.size * FIRST_PASS
    tell = None if progress is None else lambda done: progress(int(base + done * (1 - FIRST_PASS)))
    seen, once = _Seen(), iter(survey.once)
    for number, part in enumerate(pieces(_scanner(Source(stream, limits, tell), limits), limits), 1):
        if isinstance(part, Piece):
            sound = bool(next(once, False))
            if number <= after and part.kind is Kind.RELEASE:
                value = glance(part.text)
                seen.earlier((value.get("ocid"), value.get("id")))
                continue
            found, strays = _found(part, survey.packages, sound=sound)
            if found is not None:
                found.part = number
                seen.tell_apart(found)
            if number > after:
                yield from strays
                yield from () if found is None else (found,)
        elif number > after and isinstance(part, Problem):
            yield Stray(part)
        elif number > after and isinstance(part, PackageEnd):
            yield from map(Stray, package_faults(part.package, part.where, part.entries))
    if progress is not None:
        progress(survey.size)


def _found(
    piece: Piece, packages: dict[str, Package] | None = None, *, sound: bool = False
) -> tuple[Found | None, list[Stray]]:
    """The release in a piece; if there is none to be had, the reasons. `sound` pieces give no field twice."""
    document = piece.where.rsplit(".", 1)[0] if piece.package.kind else ""
    package = (packages or {}).get(document, piece.package)
    typed = decode(piece.text.raw, package.version) if sound and piece.kind is Kind.RELEASE else None
    if typed is not None:
        return _as_found(piece, package, piece.where, None, typed=typed), []
    value, twice = parse(piece.text)
    reading = Reading(value, piece.where)
    if piece.kind is Kind.RECORD:
        reading = release_of_record(value, piece.where)
    faults = (*twice_given(piece.where, twice), *reading.faults)
    if reading.release is None:
        return None, [*map(Stray, faults), *(Stray(remark, fault=False) for remark in reading.remarks)]
    found = _as_found(piece, package, reading.where, reading.release, faults=faults)
    if piece.kind is Kind.RECORD:
        found.record, found.record_where = value, piece.where
    return found, []


def _as_found(piece: Piece, package: Package, where: str, release: Release | None, **more: Any) -> Found:
    raw = piece.text.raw
    digest = hashlib.sha256(raw).hexdigest()
    return Found(where, piece.text.line, release, raw.decode(), digest, package, **more)


class _Seen:
    """Which releases have gone by, by `ocid` and `id`, and records by `ocid`: OCDS wants each once."""

    def __init__(self) -> None:
        self._at: dict[int, int] = {}
        self._count = 0

    def tell_apart(self, found: Found) -> None:
        """Add a fault to the release if an earlier one has the same ids."""
        ocid, own = found.ids
        earlier = self.earlier((ocid, "" if found.record else own))
        if earlier is None:
            return
        thing = "record" if found.record else "release"
        message = (
            f"is the same as in {thing} {earlier:,} of this file; each {thing} of a process needs its own."
        )
        where = f"{found.record_where}.ocid" if found.record else f"{found.where}.id"
        found.faults = (*found.faults, Problem(where, message))

    def earlier(self, ids: tuple[Any, Any]) -> int | None:
        """Which one before had these ids, counted from 1; None for the first."""
        self._count += 1
        if not all(isinstance(one, str) for one in ids):
            return None
        earlier = self._at.setdefault(hash(ids), self._count)
        return None if earlier == self._count else earlier
