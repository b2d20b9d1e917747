"""Which account of the machine the embedded server runs as.

PostgreSQL refuses to run as root, rightly. Started by anybody else, the server runs as that account. Started
by root, it runs as an account of its own, `midas-db`, made once as any system package would make its own;
`MIDAS_DB_USER` names another. A data folder that exists keeps the account that owns it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

from midas.site.embedded.layout import Layout
from midas.site.trouble import Trouble

OWN = "midas-db"
_MAKE = [
    "--system",
    "--user-group",
    "--no-create-home",
    "--home-dir",
    "/nonexistent",
    "--shell",
    "/usr/sbin/nologin",
]


@dataclass(frozen=True)
class Account:
    """Who runs the server; `other` where that is not who runs Midas."""

    uid: int
    gid: int
    name: str
    other: bool

    def run_as(self) -> dict[str, Any]:
        """What `subprocess` needs to start a process as this account, with none of the starter's groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.other else {}


def account(layout: Layout) -> Account:
    """The account for this data folder; raises Trouble where there is none that will do."""
    me, owner = os.geteuid(), _owner(layout)
    if me:
        if owner is not None and owner.st_uid != me:
            raise Trouble(
                f"The database in {layout.data} belongs to the account {_name(owner.st_uid)}, not to {_name(me)}.",
                f"run Midas as {_name(owner.st_uid)}, or choose another folder with MIDAS_HOME.",
            )
        return Account(me, os.getegid(), _name(me), other=False)
    if owner is not None and owner.st_uid:
        return Account(owner.st_uid, owner.st_gid, _name(owner.st_uid), other=True)
    found = _named(os.environ.get("MIDAS_DB_USER") or OWN)
    return Account(found.pw_uid, found.pw_gid, found.pw_name, other=True)


def _owner(layout: Layout) -> os.stat_result | None:
    return layout.data.stat() if os.access(layout.folder, os.X_OK) and layout.data.exists() else None


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"


def _named(name: str) -> pwd.struct_passwd:
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        found = _make(name)
    if found.pw_uid == 0:
        raise Trouble(
            "PostgreSQL will not run as root.", "set MIDAS_DB_USER to an account without special rights."
        )
    return found


def _make(name: str) -> pwd.struct_passwd:
    if name != OWN:
        raise Trouble(
            f"There is no account {name} (MIDAS_DB_USER) here.", "create it, or name one that exists."
        )
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd:
        subprocess.run([useradd, *_MAKE, OWN], capture_output=True, check=False)
    try:
        return pwd.getpwnam(OWN)
    except KeyError:
        raise Trouble(
            f"PostgreSQL will not run as root, and an account {OWN} for it could not be made here.",
            "run Midas as an ordinary user, or set MIDAS_DB_USER to an account without special rights.",
        ) from None
