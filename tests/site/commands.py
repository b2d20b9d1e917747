"""The surroundings in which tests start the command `midas`: an installation's, not those of the tests."""

from __future__ import annotations

import os
from pathlib import Path

OURS = ("MIDAS_", "DJANGO_", "DATABASE_URL")


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """Environment variables for a data folder, without those the tests themselves run with."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    ours = {"MIDAS_HOME": str(home), "MIDAS_DEMO": "0", "MIDAS_DB_USER": "nobody", "PYTHONUNBUFFERED": "1"}
    return {**others, **ours, **more}
