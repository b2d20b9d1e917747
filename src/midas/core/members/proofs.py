"""Which files are taken as proof: few kinds, told by their content, and never anything that runs.

A file is judged by its first bytes *and* its name, and the two must agree. Documents that can carry programs are
searched for them. Size and place of keeping are others' business.
Sources: ISO 32000-1 (PDF), RFC 2083 (PNG), ISO/IEC 10918-1 (JPEG), ECMA-376 (XLSX, DOCX), Inline XBRL 1.1;
the harmless test pattern that virus scanners agree on: eicar.org, "Anti-Malware Testfile".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".csv": "text/csv",
    ".xlsx": OFFICE + "spreadsheetml.sheet",
    ".docx": OFFICE + "wordprocessingml.document",
    ".xhtml": "application/xhtml+xml",
    ".html": "application/xhtml+xml",
}
"""What is taken: the ending of the name, and the media type it stands for."""

LARGEST = 10_000_000
"""Bytes of the largest file that is taken."""

LARGEST_UNPACKED = 200_000_000
"""A workbook or document that unpacks to more than this is no such thing."""

MAGIC = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"PK\x03\x04": "zip",
}
RUNS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xd0\xcf\x11\xe0", b"<?php")
"""Beginnings of programs and scripts, and of the old Office files that carry macros without saying so."""

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.S)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE_PAGE = re.compile(rb"<\s*(script|iframe|object|embed|applet)\b|\son[a-z]+\s*=|javascript:", re.I)
_PAGE = re.compile(rb"<html[\s>]", re.I)
_PART_OF = {"spreadsheetml.sheet": "xl/", "wordprocessingml.document": "word/"}


class RefusedFile(ValueError):
    """The file is not taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What a ZIP file says of itself: the names in it, and its size unpacked."""

    names: tuple[str, ...]
    unpacked: int


def media_type(name: str, content: bytes, packed: Packed | None) -> str:
    """The media type of a file that is taken; `packed` is what is in it if it is a ZIP file.

    Raises RefusedFile.
    """
    if not content:
        raise RefusedFile("The file is empty.")
    if EICAR in content:
        raise RefusedFile("The file carries the test pattern of virus scanners, as a virus would be refused.")
    if content.startswith(RUNS):
        raise RefusedFile(
            "This is a program, a script, or an old Office file. Save it as PDF and hand in that."
        )
    ending = "." + name.rpartition(".")[2].lower()
    if ending not in KINDS:
        raise RefusedFile(f"Files of this kind are not taken. Hand in one of: {', '.join(endings())}.")
    kind = KINDS[ending]
    _refuse_other_content(kind, content, packed)
    _refuse_active(kind, content, packed)
    return kind


def endings() -> tuple[str, ...]:
    """The kinds of file that are taken, for a sentence."""
    return ("PDF", "PNG", "JPEG", "CSV", "XLSX", "DOCX", "XHTML (iXBRL accounts)")


def _refuse_other_content(kind: str, content: bytes, packed: Packed | None) -> None:
    if _told_by_content(content, packed) != kind:
        raise RefusedFile(
            "What is in the file is not what its name says. Open it in the program it was made with and save it anew."
        )


def _told_by_content(content: bytes, packed: Packed | None) -> str:
    told = next((kind for start, kind in MAGIC.items() if content.startswith(start)), "")
    if told == "zip":
        names = packed.names if packed else ()
        return next(
            (OFFICE + kind for kind, folder in _PART_OF.items() if any(n.startswith(folder) for n in names)),
            "",
        )
    if told:
        return told
    if b"\x00" in content or not _is_text(content):
        return ""
    return "application/xhtml+xml" if _PAGE.search(content) else "text/csv"


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return all(letter >= 32 or letter in b"\t\r\n" for letter in content)  # an older code page
    return True


def _refuse_active(kind: str, content: bytes, packed: Packed | None) -> None:
    if packed is not None:
        _refuse_macros(packed)
    if kind == "application/pdf" and _ACTIVE_PDF.search(_outside_streams(content)):
        raise RefusedFile("This PDF carries a script or another file. Print it to PDF and hand in the print.")
    if kind == "application/xhtml+xml" and _ACTIVE_PAGE.search(content):
        raise RefusedFile("This page carries a script. Hand in the accounts as filed, or as PDF.")


def _outside_streams(content: bytes) -> bytes:
    """The objects of a PDF without the compressed data, and with escaped letters of names written out."""
    bare = _STREAM.sub(b"", content)
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), bare)


def _refuse_macros(packed: Packed) -> None:
    if packed.unpacked > LARGEST_UNPACKED:
        raise RefusedFile("Unpacked the file would be far larger than any document. Hand it in as PDF.")
    for name in packed.names:
        low = name.lower()
        if "vbaproject" in low or "activex" in low or "/embeddings/" in low or low.endswith((".bin", ".exe")):
            if "printersettings" in low:
                continue
            raise RefusedFile(
                "This file carries macros or embedded objects. Save it without them, or as PDF."
            )
