"""Where the reference data is that tests compare with: published files, kept beside the project, never in it.

`MIDAS_SHARED_DATA` names the folder; without it, it is `shared/data` beside the checkout.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


def shared_folder() -> Path | None:
    """The folder with the reference data; None where it is not at hand."""
    named = os.environ.get("MIDAS_SHARED_DATA")
    folder = Path(named) if named else CHECKOUT.parent / "shared" / "data"
    return folder if folder.is_dir() else None


def shared_data(*parts: str) -> Path:
    """A file or folder of the reference data; skips the test, saying why, where it is not at hand."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("the reference data is not here; set MIDAS_SHARED_DATA to its folder")
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the reference data here has no {'/'.join(parts)}")
    return path


def shared_bytes(*parts: str) -> bytes:
    """The contents of one reference file, unzipped where its name ends in .gz."""
    path = shared_data(*parts)
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw
