"""What an OCDS file is made of: packages, records, releases, one after another, by line or in a list.

`pieces` walks through a file and cuts it up without judging what it cuts. Where brackets or commas are wrong
nothing after them can be trusted, so the file is refused; only in JSON lines is each line for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from midas.core.values.fields import shown, step
from midas.core.values.problems import Problem
from midas.formats.ocds.limits import Limits, Refused
from midas.formats.ocds.scan import GLANCE, STRING, Scanner
from midas.formats.ocds.text import Broken, Text, glance, parse

LISTS = {"releases": "release", "records": "record"}
NO_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))
RELEASE_MARKS = {"ocid", "tag", "initiationType"}
RECORD_MARKS = {"releases", "compiledRelease", "versionedRelease"}


class Kind(StrEnum):
    """What a piece of an OCDS file is."""

    RELEASE = "release"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Package:
    """What surrounds releases or records. `kind` is `release package`, `record package`, or empty."""

    kind: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field of the package, such as `uri`, `license` or `version`; empty when it is not a text."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    @property
    def publisher(self) -> str:
        """The publisher's name."""
        publisher = self.fields.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else None
        return name if isinstance(name, str) else ""

    @property
    def version(self) -> str:
        """The version of OCDS: as stated; 1.0 for a package that states none; 1.1 outside a package."""
        return self.text("version") or ("1.0" if self.kind else "1.1")


@dataclass(slots=True)
class Piece:
    """One release or record, unread, with its JSON path and what is known of its package at this point."""

    kind: Kind
    where: str
    text: Text
    package: Package


@dataclass(frozen=True, slots=True)
class PackageEnd:
    """A package has been gone through: all its fields are known, and how many entries it had."""

    where: str
    package: Package
    entries: int


Part = Piece | PackageEnd | Problem


def pieces(scanner: Scanner, limits: Limits) -> Iterator[Part]:
    """Everything in the file, in order. Raises `Refused` for what cannot be cut, and `Broken`."""
    if scanner.peek() == b"[":
        for index in scanner.items():
            yield from _separate(scanner.value(), f"$[{index}]", limits)
    elif _is_lines(scanner, limits):
        yield from _lines(scanner, limits)
    else:
        yield from _document(scanner, "$")
        yield from _further(scanner)


def _further(scanner: Scanner) -> Iterator[Part]:
    """Documents that follow the first one without being lines."""
    index = 1
    while scanner.peek():
        if scanner.peek() != b"{":
            raise scanner.broken("the document has ended, and something else follows.")
        yield from _document(scanner, f"$[{index}]")
        index += 1


def _lines(scanner: Scanner, limits: Limits) -> Iterator[Part]:
    index = 0
    while (text := scanner.line()) is not None:
        if text.raw.strip():
            try:
                yield from _separate(shallow(text.stripped(), limits), f"$[{index}]", limits)
            except Broken as broken:
                yield Problem(f"$[{index}]", f"{broken} This line was left out.")
            index += 1


def shallow(text: Text, limits: Limits) -> Text:
    """The line, known to be nested no deeper than is read. Raises `Refused`, as for any other document."""
    if not (
        is_shallow(text.raw, limits.max_depth) or is_shallow(STRING.sub(b"", text.raw), limits.max_depth)
    ):
        with suppress(Broken):
            Scanner(text.again(), limits, text.line, text.column).value()
    return text


def is_shallow(raw: bytes, most: int) -> bool:
    """True if brackets, those in texts too, balance and are surely nested no deeper than `most`; quick."""
    brackets = raw.translate(None, NO_BRACKETS)
    for _ in range(most // 2):  # each round takes off one level or two
        if not brackets:
            return True
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return not brackets


def _separate(text: Text, where: str, limits: Limits) -> Iterator[Part]:
    """A document that is wholly at hand. Only a package has to be cut up."""
    value = glance(text)
    if not isinstance(value, dict):
        yield Problem(where, f"must be an object, not {shown(value)}.")
    elif "ocid" not in value and any(isinstance(value.get(name), list) for name in LISTS):
        yield from _document(Scanner(text.again(), limits, text.line, text.column), where)
    else:
        yield _single(where, text, value)


def is_package(scanner: Scanner, limits: Limits) -> bool:
    """True if the file is one package of releases of OCDS 1.1, as far as its beginning shows."""
    if scanner.peek() != b"{" or _is_lines(scanner, limits):
        return False
    head = scanner.ahead(lambda ahead: b'"releases"' in ahead or len(ahead) > GLANCE).partition(b'"releases"')
    return (
        bool(head[1])
        and b'"ocid"' not in head[0]
        and b"[" not in head[0].rsplit(b"]", 1)[-1]
        and bool(_AT_1_1.search(head[0]))
    )


_AT_1_1 = re.compile(rb'"version"\s*:\s*"1\.1"')


def _is_lines(scanner: Scanner, limits: Limits) -> bool:
    """True if the first line is a whole object, or is cut off where the next line begins an object.

    Where the first line is very long this cannot be seen, and the lines are read as one document after another.
    """

    def enough(ahead: bytes) -> bool:
        return b"\n" in ahead and bool(ahead.split(b"\n", 1)[1].strip())

    first, _, rest = scanner.ahead(enough).partition(b"\n")
    first, rest = first.rstrip(), rest.lstrip(b" \t\r\n")
    if not first.startswith(b"{") or not rest:
        return False
    try:
        line = Scanner(Text(first, 1, 1).again(), limits)
        line.value()
        return not line.peek()
    except Broken:
        return rest.startswith(b"{") and first[-1:] not in b"[{,:"


def _document(scanner: Scanner, where: str) -> Iterator[Part]:
    """One object: the parts of a package as they are met, or the single release or record that it is."""
    fields: dict[str, Any] = {}
    unread: dict[str, Text] = {}
    kind, entries = "", 0
    start = scanner.keep()
    for name in scanner.members():
        if name in LISTS and "ocid" not in unread and scanner.peek() == b"[":
            scanner.drop()
            kind = kind or f"{LISTS[name]} package"
            yield from _read_fields(where, unread, fields)
            package, path, what = Package(kind, fields), step(where, name), Kind(LISTS[name])
            for index, text in enumerate(scanner.entries()):
                yield _piece(what, f"{path}[{index}]", text, package)
                entries += 1
        else:
            if kind and name in unread:
                yield from twice_given(where, (name,))
            unread[name] = scanner.value()
    if kind:
        yield from _read_fields(where, unread, fields)
        yield PackageEnd(where, Package(kind, fields), entries)
    else:
        text = Text(scanner.kept(), *start)
        yield _single(where, text, glance(text))


def _read_fields(where: str, unread: dict[str, Text], fields: dict[str, Any]) -> Iterator[Problem]:
    """Read what surrounds the entries into `fields`, as far as it was met."""
    for name, text in unread.items():
        if name not in fields:
            fields[name], twice = parse(text)
            yield from twice_given(step(where, name), twice)


def _piece(kind: Kind, where: str, text: Text, package: Package) -> Piece | Problem:
    if text.raw[:1] != b"{":
        return Problem(where, f"must be an object, not {shown(parse(text)[0])}.")
    return Piece(kind, where, text, package)


def _single(where: str, text: Text, fields: dict[str, Any]) -> Piece | Problem:
    """A document with no list of releases or records in it, told by its fields."""
    if "ocid" in fields and RECORD_MARKS & fields.keys():
        return Piece(Kind.RECORD, where, text, Package())
    if _is_versioned(fields):
        return Problem(
            where,
            "is a versioned release, which holds every value a field ever had. Take the releases it was made "
            "from, or the compiled release.",
        )
    if RELEASE_MARKS & fields.keys():
        return Piece(Kind.RELEASE, where, text, Package())
    for name in LISTS.keys() & fields.keys():
        return Problem(step(where, name), f"must be a list, not {shown(fields[name])}.")
    return Problem(where, f"is not OCDS: {_resemblance(fields)}")


def _is_versioned(fields: dict[str, Any]) -> bool:
    """True if a field that is a text in a release holds all its versions."""
    kept = fields.get("initiationType")
    return isinstance(kept, list) and any(isinstance(one, dict) and "releaseID" in one for one in kept)


def _resemblance(fields: dict[str, Any]) -> str:
    """What the object holds instead, and what would make it OCDS."""
    names = ", ".join(list(fields)[:8]) + (", …" if len(fields) > 8 else "")
    has = f"it has the fields {names}" if fields else "it is an empty object"
    return f"{has}, but no `releases`, no `records` and no `ocid`."


def twice_given(where: str, names: tuple[str, ...]) -> Iterator[Problem]:
    """A problem for each field that one object gives twice."""
    for name in names:
        yield Problem(where, f"one object gives the field {name!r} twice; the last one counts.")


def refuse_foreign(head: bytes) -> None:
    """Raise `Refused`, saying what the file looks like, unless it may be JSON."""
    for start, looks in FOREIGN:
        if head.startswith(start):
            raise Refused(f"This is not OCDS: it looks like {looks}.")
    first = head.lstrip(b" \t\r\n")[:1]
    if not first:
        raise Refused("The file is empty.")
    if first == b"<":
        raise Refused(
            "This is not OCDS: it looks like XML or a web page. Where a portal offers several formats, "
            "choose OCDS or JSON."
        )
    if first not in b"{[":
        raise Refused("This is not OCDS: it is not JSON, or not from its beginning. JSON starts with { or [.")


FOREIGN: tuple[tuple[bytes, str], ...] = (
    (
        b"PK\x03\x04",
        "a ZIP archive or an Office document. If it is an archive, unpack it and give what is in it",
    ),
    (b"\x1f\x8b", "gzip inside gzip. Unzip it once more"),
    (b"BZh", "a bzip2 file. Unpack it first"),
    (b"\xfd7zXZ", "an xz file. Unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive. Unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file. Unpack it first"),
    (b"%PDF", "a PDF"),
    (b"\xff\xfe", "UTF-16 text. Save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text. Save it as UTF-8"),
)
