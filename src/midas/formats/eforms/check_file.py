"""The report on a file of either kind: OCDS as `midas.formats.ocds.check` has it, an eForms notice in the same form."""

from __future__ import annotations

from typing import BinaryIO

from midas.formats.eforms.notice import read_eforms
from midas.formats.eforms.tree import MOST, begins_as_xml
from midas.formats.ocds.check import FileReport, check_file, refusal
from midas.formats.ocds.limits import Limits, Refused
from midas.formats.ocds.read import NO_LIMITS, Progress


def check_any_file(
    stream: BinaryIO, name: str, limits: Limits = NO_LIMITS, progress: Progress | None = None
) -> FileReport:
    """Say what is wrong with a file, told apart by how it begins. Never raises for what is in it."""
    if not begins_as_xml(stream):
        return check_file(stream, name, limits, progress)
    most = min(limits.max_bytes, MOST)
    try:
        notice = read_eforms(stream.read(most + 1), most)
    except Refused as refused:
        return refusal(name, refused)
    problems = notice.faults + notice.remarks
    return FileReport(name, 1, int(notice.valid), not notice.valid, problems, notice.version)
