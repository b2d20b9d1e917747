"""Three years of accounts for a firm, drawn so that they hang together: sides that balance, parts within their whole.

A firm's `health`, 0 to 1, decides how profitable it is and how much it owes; turnover is the firm's own and grows or
shrinks towards it. Figures are whole thousands, as small firms print them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from midas.core.members.finance import Accounts

YEARS = 3
THOUSAND = 100_000
"""Minor units in a thousand pounds."""

CLOSED = timedelta(days=120)
"""Accounts are there so long after their year ended."""


def draw_accounts(turnover: int, health: float, today: date, random: Random) -> tuple[Accounts, ...]:
    """The last three closed years, newest first; `turnover` in minor units is that of the newest."""
    end, growth = last_year_end(today), random.uniform(-0.02, 0.04) + 0.06 * health
    sales = turnover / THOUSAND
    years = []
    for back in range(YEARS):
        years.append(_year(date(end.year - back, 3, 31), sales, health, random))
        sales /= 1 + growth + random.uniform(-0.03, 0.03)
    return tuple(years)


def last_year_end(today: date) -> date:
    """The last 31 March that accounts exist for."""
    end = date(today.year, 3, 31)
    return end if today - end >= CLOSED else date(today.year - 1, 3, 31)


def filleted(years: tuple[Accounts, ...]) -> tuple[Accounts, ...]:
    """What a micro-entity files: a balance sheet, and nothing of what it earned."""
    return tuple(
        replace(year, turnover=None, ebit=None, interest=None, retained_earnings=None) for year in years
    )


def _year(end: date, sales: float, health: float, random: Random) -> Accounts:
    wobble = random.uniform(-0.03, 0.03)
    total = max(12, round(sales * random.uniform(0.5, 0.75)))
    owed = max(2, round(total * min(0.97, 0.92 - 0.55 * health + wobble)))
    current = max(4, round(total * random.uniform(0.52, 0.72)))
    soon = min(owed, max(1, round(owed * random.uniform(0.5, 0.7))))
    equity = total - owed
    stock = round(current * random.uniform(0.05, 0.2))
    debtors = round(current * random.uniform(0.3, 0.42))
    cash = round(current * (0.08 + 0.28 * health))
    ebit = round(sales * (-0.03 + 0.16 * health + wobble))
    figures = {
        "turnover": round(sales),
        "ebit": ebit,
        "interest": round((owed - soon) * 0.06),
        "total_assets": total,
        "current_assets": current,
        "stock": stock,
        "debtors": debtors,
        "cash": cash,
        "current_liabilities": soon,
        "total_liabilities": owed,
        "retained_earnings": equity - max(1, round(total * 0.05)),
        "equity": equity,
    }
    return Accounts(end, 12, **{name: value * THOUSAND for name, value in figures.items()})
