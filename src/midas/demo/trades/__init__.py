"""The trades the demo's firms are drawn from, by sector group. Plain tables; every CPV and SIC code is real."""

from __future__ import annotations

from midas.demo.trades import chemicals, construction, digital, food, healthcare, manufacturing
from midas.demo.trades.model import Trade, Work

__all__ = ["GROUPS", "TRADES", "Trade", "Work"]

GROUPS: dict[str, str] = {
    "manufacturing": "Manufacturing",
    "digital": "Digital",
    "healthcare": "Healthcare & bioscience",
    "food": "Food & drink",
    "chemicals": "Chemicals",
    "construction": "Construction",
}
"""The sector groups: slug and name."""

TRADES: tuple[Trade, ...] = (
    *manufacturing.TRADES,
    *digital.TRADES,
    *healthcare.TRADES,
    *food.TRADES,
    *chemicals.TRADES,
    *construction.TRADES,
)
