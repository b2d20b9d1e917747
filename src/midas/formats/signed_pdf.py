"""A statement as a signed PDF: the signed text is attached to it, and the whole file is sealed with the same key.

The seal is a compact JWT over the SHA-256 of all bytes before it, in a comment after the end of the PDF, which readers
pass over. So a page on which somebody changed a word is refused, though the text attached to it still has its own
signature; and so is one that was saved anew.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from typing import Any

from midas.formats.signed import LONGEST, Malformed, Tampered, UnableToVerify, sign, verify

MOST_BYTES = 2_000_000
"""One of ours has about thirty thousand."""

SEAL_TYPE = "midas-seal+jwt"
_MARK = b"\n%midas-seal "
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_TOKEN = re.compile(rb"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)


def is_pdf(data: bytes) -> bool:
    """Whether the file is meant as a PDF."""
    return data[:1024].lstrip().startswith(b"%PDF-")


def seal(pdf: bytes, private_pem: bytes) -> bytes:
    """The PDF with a seal after its end."""
    mark = sign({"sha256": hashlib.sha256(pdf).hexdigest()}, private_pem, kind=SEAL_TYPE)
    return pdf + _MARK + mark.encode() + b"\n"


def signed_text(data: bytes, keys: dict[str, Any]) -> str:
    """The signed text in a file: attached to a PDF whose seal fits, or the file itself. Raises `UnableToVerify`.

    Whether the text's own signature fits, `verify` tells.
    """
    if not is_pdf(data):
        return data[: LONGEST + 1].decode("utf-8", errors="replace").strip()
    if len(data) > MOST_BYTES:
        raise Malformed("This PDF is much longer than any statement of ours.")
    page, mark, written = data.rpartition(_MARK)
    if not mark:
        raise Malformed(f"This PDF bears no seal: it is none of ours, or it was saved anew. {ASK}")
    try:
        sealed = verify(written.decode("ascii", errors="replace"), keys, kind=SEAL_TYPE)
    except Tampered:
        raise Tampered(f"The seal of this PDF was changed. {ASK}") from None
    if sealed.get("sha256") != hashlib.sha256(page).hexdigest():
        raise Tampered(f"This PDF was changed after it was signed, or saved anew by another program. {ASK}")
    return _attached(page)


ASK = "Ask for the file as it was downloaded."


def _attached(page: bytes) -> str:
    found = {one for one in _streams(page) if _TOKEN.fullmatch(one)}
    if len(found) != 1:
        raise UnableToVerify("No signed text is attached to this PDF. Ask for another one.")
    return found.pop().decode("ascii")


def _streams(page: bytes) -> Iterator[bytes]:
    """What is in the streams of a PDF, packed or not, as far as a token could be: never more than `LONGEST` each."""
    for stream in _STREAM.finditer(page):
        try:
            yield zlib.decompressobj().decompress(stream[1], LONGEST)
        except zlib.error:
            yield stream[1][: LONGEST + 1]
