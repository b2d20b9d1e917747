"""What a motion of each kind has to ask for at the least, dated and with its source.

Numbers are this program's own proposal for a cluster without by-laws of its own, except where the standard rules of
engagement say so. A quorum of three fifths and not of two thirds: a committee of three can then decide with one away.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from midas.core.members.motions import Least

OWN = "this program's proposal"
FROM = date(2026, 1, 1)
ANY = ("committee", "members", "weighted")
HALF, FIFTHS = Decimal("0.5"), Decimal("0.6")

MOTIONS: tuple[Least, ...] = (
    Least("admit", HALF, HALF, 5, ANY, OWN, FROM),
    Least("decline", HALF, HALF, 5, ANY, OWN, FROM),
    Least("suspend", FIFTHS, FIFTHS, 7, ANY, OWN, FROM),
    Least("reinstate", HALF, HALF, 5, ANY, OWN, FROM),
    Least("rules", HALF, FIFTHS, 14, ("members",), "Rules of engagement, 16: one firm one vote, 14 days", FROM),
    Least("other", Decimal("0.3"), HALF, 3, ANY, OWN, FROM),
)  # fmt: skip


def least(kind: str, day: date) -> Least | None:
    """What a motion of that kind has to ask for on that day; None where there is no such kind."""
    return next((one for one in MOTIONS if one.kind == kind and one.holds(day)), None)
