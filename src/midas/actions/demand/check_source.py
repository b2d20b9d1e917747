"""A source is tried once before it is registered: does it answer, are there notices in what it says, what comes next?

Nothing is saved. One page is asked for, as a run would ask for its first.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path

from midas.actions.access.permissions import require
from midas.actions.demand.source_files import changed_files
from midas.actions.demand.source_run import Tools
from midas.actions.demand.sources import Wanted, folder_of, problems_of
from midas.core.demand.politeness import Act, course
from midas.core.demand.sources import Astray, Cursor, Portal, begun, next_page, page_address
from midas.core.values.problems import BadInput
from midas.formats.eforms.notice import read_eforms
from midas.formats.eforms.tree import is_xml
from midas.formats.ocds.check import check_file
from midas.formats.ocds.limits import Refused
from midas.formats.ocds.page import Unreadable, read_head
from midas.formats.web_reader import Wire
from midas.rules.portals import PORTALS
from midas.store.models import NoticeSource, Role

LONGEST = 15
"""Seconds somebody waits at most for the portal's answer."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of trying: `good` if a run would get something, `words` say what, `notices` how many, `titles` some."""

    good: bool
    words: str
    notices: int = 0
    asked: str = ""
    problems: tuple[str, ...] = ()


def check_source(role: Role, wanted: Wanted, tools: Tools) -> Probe:
    """Ask once. Raises BadInput for what is wrong as it is written, or NotAllowed."""
    require(role, "sources.manage")
    problems = tuple(problems_of(wanted, tools.folder))
    if problems:
        raise BadInput(problems)
    if wanted.kind == NoticeSource.Kind.FOLDER:
        assert tools.folder is not None
        return _folder(folder_of(wanted.address, tools.folder))
    portal = PORTALS.get(wanted.portal) if wanted.kind == NoticeSource.Kind.PORTAL else None
    address = _first_page(portal, wanted, tools) if portal else wanted.address
    wire = Wire(
        wanted.user_agent or tools.agent,
        min(wanted.timeout_seconds, LONGEST),
        wanted.max_bytes,
        tools.loopback,
    )
    answer = tools.fetch(address, wire, "")
    told = course(answer, 1)
    if told.act is not Act.TAKE:
        return Probe(False, told.why, asked=address)
    return replace(_judged(answer.body, portal, address), asked=address)


def _first_page(portal: Portal, wanted: Wanted, tools: Tools) -> str:
    return page_address(portal, wanted.address, begun(Cursor(), at=tools.clock(), since=wanted.since))


def _judged(body: bytes, portal: Portal | None, address: str) -> Probe:
    if is_xml(body[:512]):
        return _eforms(body)
    try:
        page = read_head(body)
        onward = next_page(portal, page.head, address) if portal else ""
    except Unreadable as unreadable:
        return _lines(body, str(unreadable)) if portal is None else Probe(False, str(unreadable))
    except Astray as astray:
        return Probe(False, str(astray))
    if page.empty:
        return Probe(True, "It answers, and has no notice in this window.")
    probe = _lines(body, "")
    return replace(probe, words=probe.words + (" There is a next page." if onward else ""))


def _lines(body: bytes, otherwise: str) -> Probe:
    report = check_file(io.BytesIO(body), "page")
    told = tuple(str(problem) for problem in report.problems[:5])
    if not report.releases:
        return Probe(False, otherwise or "It answers, but what it says is not OCDS.", problems=told)
    words = f"It answers with {report.releases:,} notices, {report.valid:,} of them valid by the standard."
    return Probe(True, words, report.releases, problems=told)


def _eforms(body: bytes) -> Probe:
    try:
        notice = read_eforms(body)
    except Refused as refused:
        return Probe(
            False, "It answers with XML that is no notice.", problems=tuple(map(str, refused.problems))
        )
    if notice.faults:
        return Probe(
            False, "It answers with a notice that is invalid.", 1, problems=tuple(map(str, notice.faults[:5]))
        )
    return Probe(True, f"It answers with a European notice: {notice.facts.title}.", 1)


def _folder(folder: Path) -> Probe:
    files = changed_files(folder, {})
    if not files:
        return Probe(True, "The folder is there, and has no file of notices in it yet.")
    return Probe(
        True, f"The folder holds {len(files):,} files of notices; {files[0].name} comes first.", len(files)
    )
