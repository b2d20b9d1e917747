"""The limits by which accounts are judged, dated and with their source.

Those of Z″ are Altman's zones. Those of the ratios follow the bands that the UK Government's guidance of 2024 on
suppliers' economic and financial standing is commonly summarised with; they have not been checked against its tool,
and a cluster should check them before it relies on them. The weights are this program's own proposal.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from midas.core.members.assessment import Threshold

ALTMAN = "Altman 1983; International Journal of Financial Studies 6(3):70, 2018"
GUIDANCE = "UK Government, economic and financial standing of suppliers, 2024: to be checked"
OWN = "this program's proposal"
FROM = date(2024, 4, 23)

LIMITS: tuple[Threshold, ...] = (
    Threshold("z2", Decimal("1.10"), Decimal("2.60"), 40, "score", ALTMAN, date(1995, 1, 1), None, "any"),
    Threshold("acid", Decimal("0.8"), Decimal("1.0"), 15, "ratio", GUIDANCE, FROM),
    Threshold("gearing", Decimal("1.0"), Decimal("0.6"), 10, "ratio", OWN, FROM, None, "any"),
    Threshold("interest_cover", Decimal("3.0"), Decimal("4.5"), 10, "ratio", GUIDANCE, FROM),
    Threshold("margin", Decimal("0.00"), Decimal("0.10"), 10, "ratio", GUIDANCE, FROM),
    Threshold("days_cash", Decimal(15), Decimal(60), 10, "days", OWN, FROM, None, "any"),
    Threshold("trend", Decimal("-0.20"), Decimal("0.00"), 5, "ratio", OWN, FROM, None, "any"),
)

TURNOVER_MULTIPLE = Decimal(2)
"""How often a year's contract value the turnover of its suppliers should hold together: a rule of thumb, no legal
limit (Procurement Act 2023, section 22, asks only for proportion)."""
