"""The key this installation signs statements with: made once, in the data folder, readable by its account alone."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings


def signing_key(new: Callable[[], bytes]) -> bytes:
    """The private key as PEM; `new` makes it when there is none yet. Of two processes the first one's stands."""
    path = Path(settings.HOME) / "credential-key.pem"
    if not path.exists():
        _first(path, new())
    return path.read_bytes()


def _first(path: Path, pem: bytes) -> None:
    mine = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with open(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(mine, path)
    except FileExistsError:
        pass
    finally:
        mine.unlink()
