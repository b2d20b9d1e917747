"""An eForms notice becomes an opportunity, or a newer version of one, with the text it rests on.

A notice that is broken, of another kind or invalid is refused whole, with the reasons and where they are; nothing of it
is saved. What a change notice may not change (the procedure) is compared with the notice it names, where that is here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import BinaryIO

from midas.actions.access.events import record
from midas.actions.demand.import_notices import ImportReport, require_any_role
from midas.actions.demand.notice_rows import opportunity_fields
from midas.core.demand.notice import Change, NoticeFacts, changes
from midas.core.demand.notice_versions import standing
from midas.core.values.problems import Problem
from midas.formats.eforms.notice import EformsNotice, read_eforms
from midas.formats.eforms.tree import MOST
from midas.formats.ocds.limits import Limits, Refused
from midas.formats.ocds.read import NO_LIMITS
from midas.store import tenancy
from midas.store.models import Cluster, Notice, Opportunity, Person
from midas.store.queries.imports import (
    one_import_at_a_time,
    opportunities_there,
    texts_of,
    texts_there,
)
from midas.store.queries.same_demand import compare_again

TOLD = 500
"""The most letters of a text that an event repeats, and the most remarks kept with a notice."""


def import_eforms(
    stream: BinaryIO,
    *,
    name: str,
    cluster: Cluster,
    by: Person | None,
    at: datetime,
    limits: Limits = NO_LIMITS,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Import one notice; never raises for what is in the file. `by` None means the program itself.

    Raises NotAllowed unless the person may change opportunities of the cluster.
    """
    if by is not None:
        require_any_role(by, cluster)
    most = min(limits.max_bytes, MOST)
    content = stream.read(most + 1)
    try:
        notice = read_eforms(content, most)
    except Refused as refused:
        return ImportReport(name, faulty=True, problems=refused.problems)
    report = _imported(notice, name, cluster, by, at)
    if progress is not None:
        progress(len(content))
    return report


def _imported(
    notice: EformsNotice, name: str, cluster: Cluster, by: Person | None, at: datetime
) -> ImportReport:
    with tenancy.tenant(cluster.pk):
        one_import_at_a_time(cluster)
        faults = (*notice.faults, *_against_the_changed(notice))
        if faults:
            return ImportReport(name, releases=1, faulty=True, problems=faults)
        if texts_there(cluster, {notice.sha256}):
            return ImportReport(name, releases=1, valid=1, unchanged=1, problems=notice.remarks)
        updated = _save(notice, name, cluster, by, at)
    return ImportReport(name, releases=1, valid=1, imported=1, updated=int(updated), problems=notice.remarks)


def _against_the_changed(notice: EformsNotice) -> tuple[Problem, ...]:
    """What a change notice says otherwise and must not."""
    if not notice.changes:
        return ()
    changed = Notice.objects.filter(release_id=notice.changes).exclude(ocid=notice.facts.ocid).first()
    if changed is None:
        return ()
    was = changed.ocid.removeprefix("eforms-")
    message = (
        f"BT-04-notice: the procedure is another one than that of notice {notice.changes}, which this notice says "
        f"it changes ({was}); a change cannot move a notice to another procedure."
    )
    return (Problem("/*/cbc:ContractFolderID", message),)


def _save(notice: EformsNotice, name: str, cluster: Cluster, by: Person | None, at: datetime) -> bool:
    """Save the notice and what the process now adds up to; True if that changed a known opportunity."""
    ocid = notice.facts.ocid
    known = opportunities_there(cluster, {ocid})
    earlier = _earlier(known, ocid)
    before = standing(earlier) if earlier else None
    facts = standing([*earlier, notice.facts])
    told = changes(before, facts) if before is not None else ()
    opportunity = _opportunity(cluster, known.get(ocid), facts, at)
    _keep(notice, name, opportunity, told, by, at)
    compare_again(cluster, [opportunity.pk])
    verb = "imported" if ocid not in known else "updated" if told else "confirmed"
    listed = [{"field": one.field, "before": one.before[:TOLD], "after": one.after[:TOLD]} for one in told]
    record(
        opportunity,
        f"opportunity.{verb}",
        by=by,
        at=at,
        after=opportunity.state if verb == "imported" else "",
        details={"file": name, "release": notice.facts.release_id, "changes": listed},
    )
    return bool(told)


def _earlier(known: dict[str, Opportunity], ocid: str) -> list[NoticeFacts]:
    """The facts of the notices kept of the process."""
    texts = texts_of([known[ocid]]).get(ocid, []) if ocid in known else []
    return [read_eforms(text.encode()).facts for text in texts]


def _opportunity(
    cluster: Cluster, known: Opportunity | None, facts: NoticeFacts, at: datetime
) -> Opportunity:
    door = Opportunity.Door.EFORMS
    row = known or Opportunity(cluster=cluster, door=door, ocid=facts.ocid, created_at=at)
    for field, value in {**opportunity_fields(facts), "updated_at": at}.items():
        setattr(row, field, value)
    row.save()
    return row


def _keep(
    notice: EformsNotice,
    name: str,
    opportunity: Opportunity,
    told: tuple[Change, ...],
    by: Person | None,
    at: datetime,
) -> Notice:
    return Notice.objects.create(
        cluster=opportunity.cluster,
        opportunity=opportunity,
        ocid=notice.facts.ocid,
        release_id=notice.facts.release_id[:255],
        released_at=notice.facts.released_at,
        sha256=notice.sha256,
        text=notice.text,
        source=name[:255],
        path="/",
        imported_at=at,
        imported_by=by,
        schema_version=notice.version[:10],
        problems=[{"path": one.where, "message": one.message} for one in notice.remarks[:TOLD]],
        changes=[asdict(change) for change in told],
    )
