"""How reliable a firm is: what it promised, and how much of it it kept."""

from __future__ import annotations

from decimal import Decimal

from midas.demo.cluster import Record

PRIOR = Record(10, 9)
"""What a firm is given before it has shown anything: as if it had kept nine promises of ten."""


def reliability(record: Record) -> Decimal:
    """The share of promises kept, a newcomer's prior counted in, to four places."""
    total = record + PRIOR
    return (Decimal(total.kept) / total.deliveries).quantize(Decimal("0.0001"))
