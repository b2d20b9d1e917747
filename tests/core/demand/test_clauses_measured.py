"""How right the rules for conditions in text are, on real notices read by hand.

Each notice is named by the end of its ocid; what a person found in it stands beside it, of the kinds the rules know
(no motor insurance, no licences). Proposed is what has the confidence to be. The rules were written with
these notices in view, so the figures are what to expect at best, and a floor that no change may break.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from datetime import date

import pytest
from tests.shared_data import shared_data

from midas.core.demand.clauses import SURE, Finding, Kind, findings
from midas.core.demand.passages import of_release
from midas.rules.clauses import RULES

FILES = (
    "scotland_pcs_2019_releases", "wales_sell2wales_releases", "uk_contracts_finder_2020_companyids",
    "uk_contracts_finder_2020_packages", "uk_contracts_finder_2025_releases",
)  # fmt: skip
EL, PL, PP = "employers' liability", "public liability", "public and products liability"
PROD, PI, CAR, T = "product liability", "professional indemnity", "contractors' all risks", "turnover"
Q, H, E, SSIP = "ISO 9001", "ISO 45001", "ISO 14001", "SSIP"
M = 1_000_000

CONDITIONS: dict[str, set[tuple[str, int]]] = {
    "0000581860": {("NICEIC", 0), ("SELECT", 0)},
    "0000580764": {(EL, 5 * M), (PL, 5 * M)},
    "0000581730": {(T, 2), (EL, 5 * M), (PL, 5 * M)},
    "0000581453": {("Gas Safe", 0), (Q, 0), (H, 0), (SSIP, 0), (EL, 10 * M), (PL, 5 * M), (PI, M)},
    "0000581226": {(EL, 5 * M), (PP, 5 * M)},
    "0000573908": {(Q, 0), (E, 0), (H, 0), (EL, 10 * M), (PL, 5 * M)},
    "0000581400": {(PL, 5 * M), (EL, 10 * M), (CAR, 5 * M)},
    "0000580868": {(EL, 5 * M), (PL, 5 * M), (PI, 1_500_000)},
    "0000581004": {(PI, 5 * M)},
    "0000581089": {(EL, 5 * M), (PP, M), (PI, 250_000)},
    "0000578690": {(EL, 10 * M), (PL, 10 * M), (Q, 0), (H, 0), (SSIP, 0)},
    "0000580967": {(T, 200_000), (EL, 10 * M), (PL, 5 * M), (PROD, 5 * M), (CAR, M)},
    "0000580614": {(EL, 10 * M), (PL, 10 * M), (PROD, 10 * M), (PI, 10 * M), (Q, 0), (E, 0), (H, 0)},
    "0000580728": {(T, 500_000), (EL, 10 * M), (PL, M), (PI, M), (Q, 0), (E, 0), (H, 0), (SSIP, 0)},
    "0000580533": {(EL, 10 * M), (PL, 5 * M)},
    "0000577171": {(EL, 10 * M), (PL, 5 * M)},
    "0000578867": {(EL, 2 * M), (PL, 5 * M)},
    "0000571982": {
        (Q, 0), (E, 0), (H, 0), (SSIP, 0), ("BAFE", 0), ("NICEIC", 0), ("SELECT", 0), (T, 90_000), (T, 300_000),
        (EL, 10 * M), (PL, 5 * M), (PROD, 5 * M),
    },
    "0000579933": {(EL, 5 * M), (PL, 5 * M), (PROD, 10 * M), (PI, M)},
    "0000579665": {(EL, 5 * M), (PL, 5 * M), (PI, M)},
    "0000530300": {(EL, 5 * M), (PP, 10 * M)},
    "0000578888": {(EL, 5 * M), (PL, 5 * M)},
    "a6s-148166": {("Constructionline", 0), ("NICEIC", 0)},
    # Insurance is what is bought, accreditation is the buyer's own, "select" is a word: nothing is asked for.
    "a6s-147915": set(),
    "a6s-148357": set(),
    "d29f4f5bd4": set(),
    "edc2388b46": set(),
    "a590cc8572": set(),
}  # fmt: skip

QUESTIONS, ANSWER, START, END = "questions until", "answer by", "work starts", "work ends"
LENGTH, MORE, VISIT = "contract length", "extension", "site visit"
DAYS: dict[str, set[tuple[str, str]]] = {
    "f9b5f1675d": {(START, "2020-03-01"), (END, "2023-02-28"), (LENGTH, "36"), (MORE, "12")},
    "07fb101b00": {(START, "2020-04-01"), (LENGTH, "36"), (MORE, "48")},
    "48374ad38e": {(ANSWER, "2020-05-08"), (QUESTIONS, "2020-05-06")},
    "e1b3b5430d": {(ANSWER, "2019-11-27"), (QUESTIONS, "2019-11-20"), (LENGTH, "36")},
    "c7c77f6cab": {(START, "2020-04-27"), (END, "2025-04-26"), (LENGTH, "36")},
    "9e630e6c79": {
        (ANSWER, "2020-01-03"), (ANSWER, "2020-01-02"), (START, "2020-04-01"), (START, "2020-10-01"),
        (LENGTH, "36"), (MORE, "36"),
    },
    "76f602a94a": {(ANSWER, "2025-03-11"), (QUESTIONS, "2025-03-10")},
    "63abc6e715": {(START, "2025-04-01"), (END, "2026-03-31"), (LENGTH, "12"), (MORE, "12")},
    "a6s-147810": {(START, "2025-10-07"), (LENGTH, "36"), (MORE, "36")},
    "a6s-145747": {(LENGTH, "24"), (MORE, "3")},
    "a6s-148361": {(VISIT, "2025-04-07")},
    "47ea5d417f": {(ANSWER, "2019-12-11")},
    "155663c3f0": {(LENGTH, "24"), (MORE, "12")},
}  # fmt: skip


@pytest.fixture(scope="module")
def releases() -> dict[str, dict]:
    found: dict[str, dict] = {}
    for name in FILES:
        path = shared_data("ocds", f"{name}.jsonl.gz")
        for line in gzip.decompress(path.read_bytes()).splitlines():
            package = json.loads(line)
            for release in package.get("releases", [package]):
                found.setdefault(release["ocid"][-10:], release)
    return found


def read(release: dict) -> list[Finding]:
    found = findings(of_release(release), RULES, currency="GBP", on=date(2026, 11, 28))
    return [one for one in found if one.confidence >= SURE]


def condition(one: Finding) -> tuple[str, int]:
    return one.name, int(one.multiple or (one.amount or 0) // 100)


def day(one: Finding) -> tuple[str, str]:
    return one.name, str(one.on or one.months)


def measured(pairs: Iterable[tuple[set, set]]) -> tuple[float, float]:
    """Precision and recall over all notices together."""
    told, true, right = 0, 0, 0
    for found, wanted in pairs:
        told, true, right = told + len(found), true + len(wanted), right + len(found & wanted)
    return right / told, right / true


def test_certificates_turnover_and_insurance_are_read_with_a_precision_of_95_in_100(releases):
    kinds = (Kind.CERTIFICATE, Kind.TURNOVER, Kind.INSURANCE)
    pairs = [
        ({condition(one) for one in read(releases[key]) if one.kind in kinds}, wanted)
        for key, wanted in CONDITIONS.items()
    ]
    precision, recall = measured(pairs)
    assert precision >= 0.95
    assert recall >= 0.9


def test_days_and_lengths_are_read_with_a_precision_of_80_in_100(releases):
    kinds = (Kind.DATE, Kind.LENGTH)
    pairs = [
        ({day(one) for one in read(releases[key]) if one.kind in kinds}, wanted)
        for key, wanted in DAYS.items()
    ]
    precision, recall = measured(pairs)
    assert precision >= 0.8
    assert recall >= 0.75
