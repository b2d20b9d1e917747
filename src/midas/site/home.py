"""The data folder: everything one installation keeps, in one place that can be copied or thrown away.

`MIDAS_HOME` names it; unset, it is `.midas` in the checkout, or in the current folder where Midas was
installed without a checkout. What Midas makes in it is closed to other accounts of the machine; the
permissions of a folder Midas did not make are never changed.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from midas.site.trouble import Trouble

CHECKOUT = Path(__file__).resolve().parents[3]


def home() -> Path:
    """The data folder, whether or not it exists yet."""
    named = os.environ.get("MIDAS_HOME")
    if named:
        return Path(named).expanduser().absolute()
    return (CHECKOUT if (CHECKOUT / "pyproject.toml").is_file() else Path.cwd()) / ".midas"


def private_folder(path: Path) -> Path:
    """The folder, made for this account alone if it was not there; raises Trouble where it cannot be written."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise unwritable(path, PermissionError(13, "you may not write there"))
    return path


def unwritable(path: Path, error: OSError) -> Trouble:
    """Why a folder or file of the data folder cannot be written, and the ways round it."""
    if error.errno == 28:
        return Trouble(f"The disk of {path} is full.", "make room on it, then start again; nothing was lost.")
    return Trouble(
        f"Midas cannot write to {path}: {error.strerror or error}.",
        "make it writable for this account, or choose another folder: MIDAS_HOME=/path/to/folder make run",
    )


def private_file(path: Path, text: str) -> None:
    """Write a file only this account may read, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise unwritable(path, error) from error


def secret_key(folder: Path) -> str:
    """The key sessions are signed with: made once, then the same for every process of the installation."""
    path = private_folder(folder) / "secret-key"
    if not path.exists():
        _first(path, secrets.token_urlsafe(48))
    key = path.read_text().strip()
    if len(key) < 40:
        raise Trouble(
            f"The secret key in {path} is damaged.",
            f"delete {path} and start again; everybody will have to sign in once more.",
        )
    return key


def _first(path: Path, text: str) -> None:
    """Write the file unless another process was first; its text then stands."""
    mine = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    private_file(mine, text)
    try:
        os.link(mine, path)
    except FileExistsError:
        pass
    finally:
        mine.unlink()
