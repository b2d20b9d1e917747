"""Making what the embedded server needs: its closed folders, and its data folder.

The data folder appears whole or not at all: it is made beside its place and moved there when it is finished,
so a set-up that was interrupted is simply begun again.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from midas.site.embedded.account import Account
from midas.site.embedded.complaints import trouble
from midas.site.embedded.handing import handed, path_of, secret
from midas.site.embedded.layout import LONGEST, SOCKET_NAME, Layout
from midas.site.embedded.passwords import SUPERUSER, new_password, write_passwords
from midas.site.embedded.programs import PLAIN_ENVIRONMENT, programs
from midas.site.home import private_file, private_folder, unwritable
from midas.site.trouble import Trouble

NEEDED_MEGABYTES = 200
_INITDB = [
    "--username=" + SUPERUSER,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
]


def make_folders(layout: Layout, who: Account) -> None:
    private_folder(layout.folder)
    private_folder(layout.logs)
    _choose_socket_folder(layout, who)
    if not layout.data.exists():
        _initdb(layout, who)


def _initdb(layout: Layout, who: Account) -> None:
    free = shutil.disk_usage(layout.folder).free // 1_000_000
    if free < NEEDED_MEGABYTES:
        raise Trouble(
            f"The disk of {layout.home} has {free} MB left; a new database needs {NEEDED_MEGABYTES}.",
            "make room on it, or choose another folder: MIDAS_HOME=/path/to/folder make run",
        )
    shutil.rmtree(layout.unfinished, ignore_errors=True)
    _own_folder(layout.unfinished, who)
    superuser = new_password()
    with handed(layout.unfinished) as (data,), secret(superuser + "\n", who) as password:
        done = subprocess.run(
            [
                programs(who).path("initdb"),
                *_INITDB,
                f"--pgdata={path_of(data)}",
                f"--pwfile={path_of(password)}",
            ],
            cwd="/",
            env=PLAIN_ENVIRONMENT,
            capture_output=True,
            text=True,
            pass_fds=(data, password),
            check=False,
            **who.run_as(),
        )
    if done.returncode:
        raise trouble(done.stdout + done.stderr, layout)
    write_passwords(layout, superuser, new_password())
    layout.unfinished.rename(layout.data)


def _own_folder(path: Path, who: Account) -> None:
    """A folder of the server's account, closed to all others (root apart)."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        there = path.lstat()
        if not stat.S_ISDIR(there.st_mode) or there.st_uid not in (os.geteuid(), who.uid):
            # A link, or a folder of somebody else's: giving it away would change what Midas did not make.
            raise Trouble(
                f"{path} is not a folder that Midas made.",
                "see what it is; remove it, or choose another folder with MIDAS_HOME.",
            )
        if who.other:
            os.chown(path, who.uid, who.gid, follow_symlinks=False)
    except OSError as error:
        raise unwritable(path, error) from error


def _choose_socket_folder(layout: Layout, who: Account) -> None:
    if layout.fits():
        _own_folder(layout.folder / "socket", who)
        return
    found = layout.socket_folder()
    with suppress(OSError):
        there = found.lstat()
        if there.st_uid == who.uid and there.st_mode & 0o7777 == 0o700 and found != layout.folder / "socket":
            return
    chosen = tempfile.mkdtemp(prefix="midas-", dir=_short_place())
    _own_folder(Path(chosen), who)
    private_file(layout.elsewhere, f"{chosen}\n")


def _short_place() -> str:
    """Somewhere a private folder with a short path can be made."""
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    mine = own and os.path.isdir(own) and os.stat(own).st_uid == os.geteuid() and os.geteuid() != 0
    for place in ([own] if mine else []) + [tempfile.gettempdir(), "/tmp"]:  # noqa: S108 - mkdtemp makes it private
        if len(os.fsencode(place)) + len("/midas-12345678/" + SOCKET_NAME) <= LONGEST and os.access(
            place, os.W_OK
        ):
            return place
    raise Trouble(
        "No folder with a path short enough for a socket can be written.", "set MIDAS_HOME to a short path."
    )
