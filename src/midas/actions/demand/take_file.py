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
from midas.store.models import Cluster, Person


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
