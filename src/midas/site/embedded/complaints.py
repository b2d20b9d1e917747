"""What PostgreSQL says when it will not start, in words that say what to do.

Its own words are always quoted: these rules only add what somebody who has never run a database needs to
know.
"""

from __future__ import annotations

import re
import shutil

from midas.site.embedded.layout import Layout
from midas.site.trouble import Trouble

_DAMAGED = (
    r"is missing or erroneous|incompatible with server|pg_control|checkpoint record|incorrect checksum|"
    r"invalid data in file|is not a database cluster directory|could not access the server configuration|"
    r"configuration file .* errors|could not open (directory|file) \"(base|global|pg_)|"
    r"could not read (block|file)|invalid page|is not a valid data"
)
_MEMORY = r"could not (create|map|resize).*(shared memory|anonymous)|Cannot allocate memory|out of memory"
_MARK = re.compile(r"^.*?(FATAL|PANIC|ERROR|initdb: error|LOG|HINT|DETAIL):\s*")


def trouble(said: str, layout: Layout) -> Trouble:
    """What PostgreSQL's words mean for whoever started Midas."""
    quoted = _heart(said)
    if "No space left on device" in said or "Disk quota exceeded" in said:
        free = shutil.disk_usage(layout.folder).free // 1_000_000
        return Trouble(
            f"The disk of {layout.home} is full ({free} MB free): {quoted}",
            "make room on it, then start again; what was saved is still there.",
        )
    if "Read-only file system" in said:
        return Trouble(f"{layout.home} is on a disk that cannot be written: {quoted}", _ELSEWHERE)
    if re.search(_MEMORY, said):
        return Trouble(
            f"There is not enough memory for PostgreSQL: {quoted}",
            "give this machine or container 512 MB more (in a container, /dev/shm as well), then start again.",
        )
    if re.search(_DAMAGED, said):
        return damaged(layout, quoted)
    if "Permission denied" in said or "Operation not permitted" in said:
        return Trouble(
            f"PostgreSQL may not use its folder {layout.data}: {quoted}",
            f"give that folder back to the account that made it (it has to be closed to others, 0700). {_ELSEWHERE}",
        )
    return Trouble(
        f"PostgreSQL did not start: {quoted}",
        f"its log is {layout.log}; `midas doctor` looks at the rest. {_ELSEWHERE}",
    )


_ELSEWHERE = "Or choose another folder: MIDAS_HOME=/path/to/folder make run"


def damaged(layout: Layout, why: str) -> Trouble:
    """The folder is there, but not a database PostgreSQL can open."""
    return Trouble(
        f"The database in {layout.data} is damaged: {why}",
        f"put back a backup of {layout.home}, if you have one. To begin afresh, WITHOUT what it held: "
        f"mv {layout.folder} {layout.folder}.damaged, and start again.",
    )


def _heart(said: str) -> str:
    """The line that matters: the worst one, else the last."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for word in ("PANIC", "FATAL", "error", "ERROR"):
        found = [line for line in lines if word in line]
        if found:
            return _MARK.sub("", found[-1 if word != "FATAL" else 0])
    return _MARK.sub("", lines[-1]) if lines else "it said nothing"
