"""Embedded servers of their own for these tests, in folders closed to others, as an installation has them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from midas.site.embedded import Layout, running
from midas.site.embedded.passwords import read_passwords
from midas.site.embedded.server import stop


@dataclass
class Installation:
    """A data folder, and what was said while its server started."""

    home: Path
    said: list[str] = field(default_factory=list)

    @property
    def layout(self) -> Layout:
        return Layout(self.home)

    def running(self, durable: bool = False) -> AbstractContextManager[None]:
        return running(self.home, self.said.append, durable)

    def connect(self, role: str = "midas_owner", **changes: object) -> psycopg.Connection[tuple[object, ...]]:
        parts: dict[str, object] = {
            "host": str(self.layout.socket_folder()),
            "user": role,
            "dbname": "midas",
            "password": read_passwords(self.layout).get(role, ""),
            "autocommit": True,
        }
        return psycopg.connect(**{**parts, **changes})  # type: ignore[arg-type]  # psycopg types each one


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder closed to others, whose path is short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="midas-"))
    yield folder
    stop(Layout(folder / "home"))
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def installation(short_folder: Path) -> Installation:
    """A data folder that does not exist yet."""
    return Installation(short_folder / "home")


@pytest.fixture
def made(installation: Installation) -> Installation:
    """A data folder with a database that does not run."""
    with installation.running():
        pass
    return installation


@pytest.fixture(scope="module")
def served() -> Iterator[Installation]:
    """An installation whose server runs, durably, for tests that only look."""
    folder = Path(tempfile.mkdtemp(prefix="midas-"))
    installation = Installation(folder / "home")
    with installation.running(durable=True):
        yield installation
    shutil.rmtree(folder, ignore_errors=True)
