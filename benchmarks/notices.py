"""A file of invented public notices of any size, always the same for a seed: what `benchmarks.intake` reads.

They look as Contracts Finder's do: 4 to 5 kB each, a tender with lots and items, the parties, and for six in ten an
award with its suppliers and contract. A thousand are made; a larger file repeats them under other numbers.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

TEMPLATES = 1000
MARK = "0000000000"
"""Stands in a template where the number of the release goes, ten digits."""

SENTENCE = (
    "steel frames for mobile diagnostic units the supply and fitting of cabins software maintenance council highways "
    "services framework agreement repair cleaning catering uniforms vehicles lighting survey design works bridge "
    "school hospital station energy water treatment laboratory equipment training support network security waste "
    "collection recycling"
)
WORDS = SENTENCE.split()
CODES = [
    "45262680",
    "44212300",
    "72200000",
    "50530000",
    "33190000",
    "15800000",
    "71320000",
    "42600000",
    "90511000",
]
REGIONS = ["Yorkshire and the Humber", "North East", "UKE3", "UKF1", "England", "Wales", "UKM8", "London"]
HEAD = (
    b'{"uri":"https://example.org/notices.json","version":"1.1","publishedDate":"2026-01-01T00:00:00Z",'
    b'"publisher":{"name":"Example"},"releases":[\n'
)


def write(path: Path, size: int, seed: int) -> int:
    """A release package of about `size` bytes; how many releases are in it."""
    made = [template.split(MARK.encode()) for template in templates(seed)]
    number = 0
    with path.open("wb") as file:
        written = file.write(HEAD)
        while written < size:
            digits = f"{number:010d}".encode()
            written += file.write((b",\n" if number else b"") + digits.join(made[number % TEMPLATES]))
            number += 1
        file.write(b"\n]}\n")
    return number


def templates(seed: int) -> Iterator[bytes]:
    """The releases that are repeated."""
    draw = random.Random(seed)
    for _ in range(TEMPLATES):
        yield orjson.dumps(_release(draw))


def _release(draw: random.Random) -> dict[str, Any]:
    suppliers = list(
        dict.fromkeys(1000 + int(3000 * draw.random() ** 3) for _ in range(draw.choice([1, 1, 1, 2, 3])))
    )
    buyer, amount, code = draw.randrange(400), round(10 ** draw.uniform(4, 6.7), 2), draw.choice(CODES)
    lots, awarded = draw.choice([1, 1, 2, 3]), draw.random() < 0.6
    release = {
        "ocid": f"ocds-b5fd17-{MARK}",
        "id": f"{MARK}-{draw.randrange(10**6)}",
        "language": "en",
        "date": f"20{draw.randrange(20, 26)}-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}T10:10:19Z",
        "tag": ["award" if awarded else "tender"],
        "initiationType": "tender",
        "tender": {
            "id": f"T-{MARK}",
            "title": _text(draw, 7),
            "description": _text(draw, draw.randrange(60, 180)),
            "status": "complete" if awarded else "active",
            "classification": {"scheme": "CPV", "id": code, "description": _text(draw, 3)},
            "additionalClassifications": [{"scheme": "CPV", "id": draw.choice(CODES)}],
            "lots": [_lot(draw, lot, round(amount / lots, 2)) for lot in range(lots)],
            "items": [_item(draw, lot, code) for lot in range(lots)],
            "minValue": _value(amount * 0.8),
            "value": _value(amount),
            "procurementMethod": "open",
            "procurementMethodDetails": "Open procedure",
            "tenderPeriod": {"endDate": "2025-12-21T12:00:00Z"},
            "contractPeriod": {"startDate": "2026-01-06T00:00:00Z", "endDate": "2027-01-05T23:59:59Z"},
            "suitability": {"sme": draw.random() < 0.5, "vcse": False},
            "mainProcurementCategory": "services",
            "documents": [_document()],
        },
        "parties": [
            _party(draw, buyer, "buyer"),
            *(_party(draw, one, "supplier") for one in suppliers if awarded),
        ],
        "buyer": {"id": f"GB-CFS-{buyer}", "name": f"Council {buyer}"},
    }
    return {**release, **_awarded(suppliers, amount)} if awarded else release


def _awarded(suppliers: list[int], amount: float) -> dict[str, Any]:
    award = {
        "id": f"{MARK}-1",
        "status": "active",
        "date": "2025-12-22T00:00:00Z",
        "value": _value(amount * 0.95),
        "suppliers": [{"id": f"GB-CFS-{one}", "name": f"Supplier {one}"} for one in suppliers],
        "contractPeriod": {"startDate": "2026-01-23T00:00:00Z", "endDate": "2026-04-23T23:59:59+01:00"},
    }
    contract = {
        "id": f"{MARK}-c",
        "awardID": f"{MARK}-1",
        "status": "active",
        "value": _value(amount * 0.96),
        "dateSigned": "2026-01-02T00:00:00Z",
    }
    return {"awards": [award], "contracts": [contract]}


def _lot(draw: random.Random, number: int, amount: float) -> dict[str, Any]:
    return {
        "id": str(number + 1),
        "title": _text(draw, 5),
        "description": _text(draw, 20),
        "status": "active",
        "value": _value(amount),
        "contractPeriod": {"startDate": "2026-01-06T00:00:00Z", "endDate": "2027-01-05T23:59:59Z"},
    }


def _item(draw: random.Random, number: int, code: str) -> dict[str, Any]:
    return {
        "id": str(number + 1),
        "description": _text(draw, 4),
        "classification": {"scheme": "CPV", "id": code},
        "quantity": draw.randrange(1, 500),
        "unit": {"name": "piece", "scheme": "UNCEFACT", "id": "EA"},
        "relatedLot": str(number + 1),
        "deliveryAddresses": [{"region": draw.choice(REGIONS), "countryName": "United Kingdom"}],
    }


def _party(draw: random.Random, number: int, role: str) -> dict[str, Any]:
    return {
        "id": f"GB-CFS-{number}",
        "name": f"{_text(draw, 2)[:-1].title()} {'Council' if role == 'buyer' else 'Ltd'} {number}",
        "identifier": {"legalName": f"Party {number}", "scheme": "GB-COH", "id": f"{number:08d}"},
        "address": {
            "streetAddress": f"{number % 200} High Street",
            "locality": "Rotherham",
            "region": draw.choice(REGIONS),
            "postalCode": "S60 1AA",
            "countryName": "England",
        },
        "contactPoint": {"name": "Procurement", "email": "buying@example.org", "telephone": "0114 4960000"},
        "details": {"url": "https://example.org/", "scale": draw.choice(["sme", "large"]), "vcse": False},
        "roles": [role],
    }


def _document() -> dict[str, str]:
    return {
        "id": "1",
        "documentType": "tenderNotice",
        "description": "Notice",
        "url": f"https://www.example.org/notice/{MARK}",
        "datePublished": "2025-01-23T22:10:19Z",
        "format": "text/html",
        "language": "en",
    }


def _value(amount: float) -> dict[str, Any]:
    return {"amount": round(amount, 2), "currency": "GBP"}


def _text(draw: random.Random, words: int) -> str:
    return f"{' '.join(draw.choices(WORDS, k=words)).capitalize()}."
