"""What is in a ZIP file, without unpacking it: workbooks and documents are ZIP files."""

from __future__ import annotations

import io
import zipfile

from midas.core.members.proofs import Packed


def packed(content: bytes) -> Packed | None:
    """The names in it and its size unpacked; None for what is no ZIP file, or one that cannot be read."""
    if not content.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    return Packed(tuple(entry.filename for entry in entries), sum(entry.file_size for entry in entries))
