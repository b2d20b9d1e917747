"""A file of notices of either kind: JSON is read as OCDS, XML as eForms, told apart by how the file begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from midas.actions.demand.import_eforms import import_eforms
from midas.actions.demand.import_notices import ImportReport, import_file
from midas.formats.eforms.tree import begins_as_xml
from midas.formats.ocds.limits import Limits
from midas.formats.ocds.read import NO_LIMITS
from midas.store.models import Cluster, NoticeImport, Person


def take_file(
    stream: BinaryIO,
    *,
    name: str,
    cluster: Cluster,
    by: Person | None,
    at: datetime,
    limits: Limits = NO_LIMITS,
    progress: Callable[[int], None] | None = None,
    run: NoticeImport | None = None,
) -> ImportReport:
    """Import the file, whichever kind it is; never raises for what is in it. As `import_file` else.

    With `run` a file of releases goes on where that says; one of XML is one notice and is read from its beginning.
    """
    if begins_as_xml(stream):
        return import_eforms(
            stream, name=name, cluster=cluster, by=by, at=at, limits=limits, progress=progress
        )
    return import_file(
        stream, name=name, cluster=cluster, by=by, at=at, limits=limits, progress=progress, run=run
    )
