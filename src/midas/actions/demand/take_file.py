"""A file of notices of either kind: JSON is read as OCDS, XML as eForms, told apart by how the file begins."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from midas.actions.demand.import_eforms import import_eforms
from midas.actions.demand.import_notices import ImportReport, import_file
from midas.formats.eforms.tree import is_xml
from midas.formats.ocds.limits import GZIP, Limits
from midas.formats.ocds.read import NO_LIMITS
from midas.store.models import Cluster, Person

GLANCE = 512
"""Bytes looked at to tell what a file is."""


def take_file(
    stream: BinaryIO,
    *,
    name: str,
    cluster: Cluster,
    by: Person | None,
    at: datetime,
    limits: Limits = NO_LIMITS,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Import the file, whichever kind it is; never raises for what is in it. As `import_file` else."""
    take = import_eforms if begins_as_xml(stream) else import_file
    return take(stream, name=name, cluster=cluster, by=by, at=at, limits=limits, progress=progress)


def begins_as_xml(stream: BinaryIO) -> bool:
    """Whether the file, unzipped, begins as XML does; the stream is back at its beginning afterwards."""
    if not stream.seekable():
        return False
    start = stream.read(GLANCE)
    stream.seek(0)
    if start[:2] == GZIP:
        try:
            start = zlib.decompressobj(wbits=31).decompress(start, GLANCE)
        except (zlib.error, gzip.BadGzipFile):
            return False
    return is_xml(start)
