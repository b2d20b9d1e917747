"""The limits by which claims are judged, dated and with their source. They are this program's own proposal.

That core competencies are few and evidenced by delivered orders follows C. K. Prahalad and G. Hamel, "The Core
Competence of the Corporation", *Harvard Business Review* (1990); how many are few does not, nor any limit or weight.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from midas.core.members.assessment import Threshold

OWN = "this program's proposal"
CORE = "this program's proposal after Prahalad and Hamel 1990"
FROM = date(2026, 1, 1)

LIMITS: tuple[Threshold, ...] = (
    Threshold("coverage", Decimal("0.0"), Decimal("0.9"), 35, "share", OWN, FROM, None, "any"),
    Threshold("core", Decimal("0.0"), Decimal("1.0"), 20, "share", CORE, FROM, None, "any"),
    Threshold("record", Decimal("0.5"), Decimal("0.9"), 20, "share", OWN, FROM, None, "any"),
    Threshold("terms", Decimal("0.5"), Decimal("1.0"), 10, "share", OWN, FROM, None, "any"),
    Threshold("quality", Decimal("0.7"), Decimal("0.95"), 5, "share", OWN, FROM, None, "any"),
    Threshold("certificates", Decimal("0.0"), Decimal("1.0"), 10, "share", OWN, FROM, None, "any"),
)
"""At most nine tenths of claims have to be proven: a firm that takes up something new is not worse for it."""
