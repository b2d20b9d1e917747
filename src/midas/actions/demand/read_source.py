"""A source is read, in the background: page after page, politely, and from where the last run got to.

Each page is saved before the cursor moves on, so a run that broke off loses nothing and the next one repeats at most a
page. How pages are turned and what to make of an answer is decided in core; the network, the clock and the waiting are
given in `Tools`, so that all of it can be tried without them.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO

from midas.actions.demand.import_notices import ImportReport
from midas.actions.demand.source_files import changed_files
from midas.actions.demand.source_run import (
    End,
    Ended,
    Run,
    State,
    Tools,
    claim,
    failed,
    finish,
    keep_progress,
)
from midas.actions.demand.sources import folder_of
from midas.actions.demand.take_file import take_file
from midas.core.demand.addresses import Unsafe
from midas.core.demand.politeness import Act, Answer, Course, course
from midas.core.demand.sources import (
    Astray,
    Cursor,
    Portal,
    Turning,
    after_page,
    begun,
    cursor_json,
    cursor_of,
    next_page,
    page_address,
    rewound,
)
from midas.formats.ocds.page import Page, Unreadable, read_head
from midas.formats.web_reader import Wire
from midas.rules.portals import PORTALS


def read_source(cluster_id: int, run_id: int, tools: Tools) -> None:
    """Do a run that waits, and save what became of it; nothing happens if it waits no longer.

    A fault of the program is saved in words, and raised.
    """
    run = claim(cluster_id, run_id, tools)
    if run is None:
        return
    try:
        end = _read(run)
    except Exception:
        finish(run, failed("Reading broke off because of a fault in Midas; the log says more.").end)
        raise
    finish(run, end)


def _read(run: Run) -> End:
    readers = {"portal": _portal, "address": _address, "folder": _folder}
    try:
        readers[run.source.kind](run)
    except Ended as ended:
        return ended.end
    return End(State.DONE)


def _portal(run: Run) -> None:
    """Every page of a pull, as far as one run may go."""
    portal = PORTALS[run.source.portal]
    cursor = begun(cursor_of(run.source.cursor), at=run.tools.clock(), since=run.source.since)
    seen: set[str] = set()
    while cursor.open:
        run.end_if_full("pages")
        address = page_address(portal, run.source.address, cursor)
        if address in seen:
            keep_progress(run, cursor_json(rewound(cursor)))
            raise failed(f"The portal's pages go in a circle: {address} came twice.")
        seen.add(address)
        cursor = _one_page(run, portal, cursor, address)
        keep_progress(run, cursor_json(cursor))


def _one_page(run: Run, portal: Portal, cursor: Cursor, address: str) -> Cursor:
    """Fetch, save, and say where it goes on."""
    answer, told = _asked(run, address, _page_fault)
    if told.act is Act.STOP:
        return _without(run, portal, cursor, address, told)
    page = read_head(answer.body)
    if not page.empty:
        run.count(_taken(run, io.BytesIO(answer.body), run.source.name), address)
    run.add(pages=1, bytes=len(answer.body))
    return after_page(portal, cursor, _onward(run, portal, page, address))


def _onward(run: Run, portal: Portal, page: Page, address: str) -> str:
    try:
        return next_page(portal, page.head, address)
    except Astray as astray:
        run.note(address, str(astray))
        raise failed(f"Reading ended at {address}: {astray}") from None


def _without(run: Run, portal: Portal, cursor: Cursor, address: str, told: Course) -> Cursor:
    """Where a page is not to be had: a month without one is passed over, a window with a forgotten page read anew."""
    run.note(address, told.why)
    if told.gone and portal.turning is Turning.MONTHS:
        run.add(pages=1)
        return after_page(portal, cursor)
    if told.gone and cursor.page:
        keep_progress(run, cursor_json(rewound(cursor)))
        raise failed(f"The portal has forgotten a page; next time its window is read anew. {told.why}")
    raise failed(told.why)


def _page_fault(answer: Answer) -> str:
    try:
        read_head(answer.body)
    except Unreadable as unreadable:
        return str(unreadable)
    return ""


def _no_fault(_: Answer) -> str:
    return ""


def _asked(
    run: Run, address: str, fault_of: Callable[[Answer], str], etag: str = ""
) -> tuple[Answer, Course]:
    """An answer that may be taken, or the reason to stop here; asks again in between as long as that makes sense."""
    attempt = 0
    while True:
        attempt += 1
        if run.requests:
            run.tools.wait(run.source.pause_seconds)
        answer = run.tools.fetch(address, _wire(run), etag)
        run.asked(address, answer.status, len(answer.body))
        told = course(answer, attempt)
        if told.act is Act.TAKE and (fault := fault_of(answer)):
            told = course(Answer(0, fault=fault), attempt)
        if told.act not in (Act.AGAIN, Act.LATER):
            return answer, told
        run.note(address, told.why)
        if told.act is Act.LATER:
            raise Ended(End(State.LATER, f"Put off: {told.why}", trouble=True, wait=told.wait))
        run.tools.wait(told.wait.total_seconds())


def _wire(run: Run) -> Wire:
    source, tools = run.source, run.tools
    return Wire(source.user_agent or tools.agent, source.timeout_seconds, source.max_bytes, tools.loopback)


def _address(run: Run) -> None:
    """The one file at an address, unless it is the version that was read last."""
    address = run.source.address
    answer, told = _asked(run, address, _no_fault, run.source.cursor.get("etag", ""))
    if told.act is Act.STOP:
        run.note(address, told.why)
        raise failed(told.why)
    if told.act is Act.SAME:
        raise Ended(End(State.DONE, "Nothing has changed since it was read last."))
    report = _taken(run, io.BytesIO(answer.body), run.source.name)
    run.count(report, address)
    run.add(pages=1, bytes=len(answer.body))
    if report.faulty and not report.imported and not report.unchanged:
        raise failed("Nothing of the file could be taken; the problems say why.")
    keep_progress(run, {"etag": answer.etag} if answer.etag else {})


def _folder(run: Run) -> None:
    """Every file of a folder that is new or was changed since it was read."""
    if run.tools.folder is None:
        raise failed("No folder is open to sources any more (MIDAS_SOURCE_FOLDER).")
    try:
        folder = folder_of(run.source.address, run.tools.folder)
    except Unsafe as unsafe:
        raise failed(str(unsafe)) from None
    known = dict(run.source.cursor.get("files", {}))
    for file in changed_files(folder, known):
        run.end_if_full("files")
        if file.size > run.source.max_bytes:
            run.note(file.name, f"is larger than {run.source.max_bytes:,} bytes and was passed over.")
        else:
            with file.path.open("rb") as stream:
                run.count(_taken(run, stream, file.name), file.name)
            run.add(bytes=file.size)
        run.add(pages=1)
        run.asked(file.name, 0, file.size)
        known[file.name] = file.stamp
        keep_progress(run, {"files": known})


def _taken(run: Run, stream: BinaryIO, name: str) -> ImportReport:
    """The notices of a page or file, saved in the name of the program: the clock asked for them."""
    return take_file(
        stream,
        name=name,
        cluster=run.row.cluster,
        by=None,
        at=run.tools.clock(),
        limits=run.tools.limits,
    )
