"""Small OCDS texts for tests: releases of an imaginary council that buys bicycles, and files made of them."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

OCID = "ocds-b5fd17-bicycles"


def a_release(number: int = 1, *, day: int = 1, **more: Any) -> dict[str, Any]:
    """A valid release: the same process unless `ocid` says otherwise, a new release id for each number."""
    return {
        "ocid": OCID,
        "id": f"release-{number}",
        "date": f"2026-03-{day:02d}T10:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "buyer": {"id": "GB-LAC-1", "name": "Testshire Council"},
        "tender": a_tender(),
        **more,
    }


def a_tender(**more: Any) -> dict[str, Any]:
    return {
        "id": "t1",
        "title": "Cargo bicycles",
        "status": "active",
        "value": {"amount": 120000.5, "currency": "GBP"},
        "tenderPeriod": {"endDate": "2026-04-01T12:00:00+01:00"},
        **more,
    }


def a_package(*releases: Any, **more: Any) -> dict[str, Any]:
    return {**SURROUNDINGS, "releases": list(releases), **more}


def a_record_package(*records: Any, **more: Any) -> dict[str, Any]:
    return {**SURROUNDINGS, "records": list(records), **more}


SURROUNDINGS = {
    "uri": "https://example.org/package.json",
    "version": "1.1",
    "publishedDate": "2026-03-01T10:00:00Z",
    "publisher": {"name": "Testshire Council"},
    "license": "https://example.org/licence",
}


def text(document: Any, **options: Any) -> bytes:
    return json.dumps(document, **options).encode()


def lines(*documents: Any) -> bytes:
    return b"".join(text(document) + b"\n" for document in documents)


def stream(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)


def zipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
