"""Pages to print, set by Typst from the templates beside this module, as PDF/A-3 with the files attached to them.

What a page says is handed to its template as data and is never read as markup. The same data and moment give the same
bytes on every machine: only the fonts that come with Typst are used. Where those lack a letter, which the archive
format does not allow, the page is a plain PDF that shows an empty box for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent / "papers"
ARCHIVE = "a-3a"


def render(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF of `papers/{template}.typ` with that data (what JSON can hold), dated `at`."""
    try:
        return _compiled(template, data, at, [ARCHIVE])
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return _compiled(template, data, at, [])


def _compiled(template: str, data: Mapping[str, Any], at: datetime, standards: list[Any]) -> bytes:
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=standards,
        timestamp=int(at.timestamp()),
    )
