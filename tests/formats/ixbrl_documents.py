"""Small accounts in Inline XBRL, written here: no company's."""

from __future__ import annotations

from collections.abc import Iterable

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
 xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:xbrldi="http://xbrl.org/2006/xbrldi"
 xmlns:core="http://xbrl.frc.org.uk/fr/2023-01-01/core" xmlns:iso4217="http://www.xbrl.org/2003/iso4217"
 xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<body><div style="display:none"><ix:header><ix:resources>
"""
UNITS = """<xbrli:unit id="GBP"><xbrli:measure>iso4217:GBP</xbrli:measure></xbrli:unit>
<xbrli:unit id="EUR"><xbrli:measure>iso4217:EUR</xbrli:measure></xbrli:unit>
<xbrli:unit id="pure"><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>
</ix:resources></ix:header></div>
"""


def context(name: str, period: str, *members: tuple[str, str]) -> str:
    """`period` is a day, or two of them with a slash between."""
    start, _, end = period.partition("/")
    when = (
        f"<xbrli:startDate>{start}</xbrli:startDate><xbrli:endDate>{end}</xbrli:endDate>"
        if end
        else f"<xbrli:instant>{start}</xbrli:instant>"
    )
    parts = "".join(
        f'<xbrldi:explicitMember dimension="core:{axis}">core:{member}</xbrldi:explicitMember>'
        for axis, member in members
    )
    segment = f"<xbrli:segment>{parts}</xbrli:segment>" if parts else ""
    return (
        f'<xbrli:context id="{name}"><xbrli:entity><xbrli:identifier scheme="x">09900001</xbrli:identifier>'
        f"{segment}</xbrli:entity><xbrli:period>{when}</xbrli:period></xbrli:context>"
    )


def fact(name: str, context_ref: str, text: str, unit: str = "GBP", **attributes: str) -> str:
    more = "".join(f' {key.replace("_", ":")}="{value}"' for key, value in attributes.items())
    return (
        f'<p><ix:nonFraction name="core:{name}" contextRef="{context_ref}" unitRef="{unit}" decimals="0"{more}>'
        f"{text}</ix:nonFraction></p>"
    )


def document(contexts: Iterable[str], facts: Iterable[str]) -> bytes:
    return (HEAD + "".join(contexts) + UNITS + "".join(facts) + "</body></html>").encode()


WITHIN = ("MaturitiesOrExpirationPeriodsDimension", "WithinOneYear")
AFTER = ("MaturitiesOrExpirationPeriodsDimension", "AfterOneYear")
RETAINED = ("EquityClassesDimension", "RetainedEarningsAccumulatedLosses")


def full_accounts() -> bytes:
    """Two years of a firm that files a profit and loss account, in thousands of pounds."""
    contexts, facts = [], []
    for key, start, end, factor in (
        ("now", "2025-04-01", "2026-03-31", 100),
        ("was", "2024-04-01", "2025-03-31", 90),
    ):
        contexts += [
            context(f"{key}-year", f"{start}/{end}"),
            context(f"{key}-end", end),
            context(f"{key}-within", end, WITHIN),
            context(f"{key}-after", end, AFTER),
            context(f"{key}-retained", end, RETAINED),
        ]

        def thousands(amount: int, by: int = factor) -> str:
            return f"{amount * by // 100:,}"

        in_thousands = {"scale": "3", "format": "ixt:num-dot-decimal"}
        facts += [
            fact("TurnoverRevenue", f"{key}-year", thousands(1500), **in_thousands),
            fact("OperatingProfitLoss", f"{key}-year", thousands(100), **in_thousands),
            fact("InterestPayableSimilarChargesFinanceCosts", f"{key}-year", thousands(10), **in_thousands),
            fact("FixedAssets", f"{key}-end", thousands(500), **in_thousands),
            fact("CurrentAssets", f"{key}-end", thousands(500), **in_thousands),
            fact("TotalInventories", f"{key}-end", thousands(100), **in_thousands),
            fact("Debtors", f"{key}-end", thousands(200), **in_thousands),
            fact("CashBankOnHand", f"{key}-end", thousands(150), **in_thousands),
            fact("Creditors", f"{key}-within", thousands(300), **in_thousands),
            fact("Creditors", f"{key}-after", thousands(300), **in_thousands),
            fact("NetAssetsLiabilities", f"{key}-end", thousands(400), **in_thousands),
            fact("Equity", f"{key}-end", thousands(400), **in_thousands),
            fact("Equity", f"{key}-retained", thousands(300), **in_thousands),
        ]
    return document(contexts, facts)


def filleted_accounts() -> bytes:
    """A micro-entity's: a balance sheet with a loss carried forward, and no turnover."""
    contexts = [
        context("end", "2026-03-31"),
        context("within", "2026-03-31", WITHIN),
        context("open", "2025-03-31"),
    ]
    facts = [
        fact("FixedAssets", "end", "12,345"),
        fact("CurrentAssets", "end", "8,000"),
        fact("Creditors", "within", "9,000"),
        fact("TotalAssetsLessCurrentLiabilities", "end", "11,345"),
        fact("Equity", "end", "2,000", sign="-"),
        fact("Equity", "open", "-", format="ixt:fixed-zero"),
        fact("AverageNumberEmployeesDuringPeriod", "end", "3", unit="pure"),
    ]
    return document(contexts, facts)
