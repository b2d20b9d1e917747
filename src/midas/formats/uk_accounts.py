"""From tagged figures to years of accounts: what the FRC's taxonomies call the figures Midas asks for.

The names are those of the FRC taxonomy suites since 2014 (FRS 102, FRS 105) and of the UK GAAP taxonomy of 2009 before
them. Where accounts leave out a total that follows from others it is worked out, and it is said how. Comparatives
give the year before. What comes out is shown to a person before it is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from midas.core.members.finance import FIGURES, WORDS, Accounts
from midas.core.values.amounts import minor_digits
from midas.formats.ixbrl import Fact, UnableToRead, read_facts

MATURITY, CLASSES = "MaturitiesOrExpirationPeriodsDimension", "EquityClassesDimension"
WITHIN, AFTER = {MATURITY: "WithinOneYear"}, {MATURITY: "AfterOneYear"}
RETAINED = {CLASSES: "RetainedEarningsAccumulatedLosses"}

Tag = tuple[str, Mapping[str, str]]


def _tags(*names: str, of: Mapping[str, str] | None = None) -> tuple[Tag, ...]:
    return tuple((name, of or {}) for name in names)


TAGS: dict[str, tuple[Tag, ...]] = {
    "turnover": _tags("TurnoverRevenue", "Turnover", "TurnoverGrossOperatingRevenue", "Revenue"),
    "ebit": _tags("OperatingProfitLoss"),
    "interest": _tags(
        "InterestPayableSimilarChargesFinanceCosts", "InterestPayableSimilarCharges", "FinanceCosts"
    ),
    "total_assets": _tags("TotalAssets"),
    "fixed_assets": _tags("FixedAssets", "TotalFixedAssets", "NonCurrentAssets"),
    "current_assets": _tags("CurrentAssets", "TotalCurrentAssets"),
    "stock": _tags("TotalInventories", "Stocks", "StocksInventory", "Inventories"),
    "debtors": (*_tags("Debtors", of=WITHIN), *_tags("TradeDebtorsTradeReceivables", "Debtors")),
    "cash": _tags("CashBankOnHand", "CashBankInHand", "CashCashEquivalents"),
    "current_liabilities": (
        *_tags("Creditors", of=WITHIN),
        *_tags("CreditorsDueWithinOneYear", "CurrentLiabilities"),
    ),
    "later_liabilities": (*_tags("Creditors", of=AFTER), *_tags("CreditorsDueAfterOneYear")),
    "total_liabilities": _tags("Liabilities", "TotalLiabilities"),
    "retained_earnings": (
        *_tags("Equity", of=RETAINED),
        *_tags("RetainedEarningsAccumulatedLosses", "ProfitLossAccountReserve"),
    ),
    "equity": _tags("Equity", "ShareholderFunds", "NetAssetsLiabilities", "TotalEquity"),
    "less_current": _tags("TotalAssetsLessCurrentLiabilities"),
}
"""By figure, the tags that state it, best first; the last entries are only used to work out totals."""

ENOUGH = 3
"""A day with fewer figures than this is the opening of a year, not its end."""

MOST_YEARS = 10
"""The newest years that are read."""


@dataclass(frozen=True, slots=True)
class Read:
    """The years found, newest first, and what a person should know before keeping them."""

    years: tuple[Accounts, ...]
    notes: tuple[str, ...]


def read_uk_accounts(content: bytes, currency: str = "GBP") -> Read:
    """The years in iXBRL accounts. Raises `UnableToRead`."""
    facts = read_facts(content)
    ours = [fact for fact in facts if fact.currency == currency]
    if not ours:
        others = ", ".join(sorted({fact.currency for fact in facts}))
        raise UnableToRead(
            f"The accounts are in {others}; this cluster counts in {currency}. Enter them converted."
        )
    notes: list[str] = []
    if len(ours) < len(facts):
        notes.append(f"Figures that are not in {currency} were left out.")
    stated = Counter(fact.end for fact in ours)
    days = [day for day in sorted(stated, reverse=True) if stated[day] >= ENOUGH][:MOST_YEARS]
    found = [_year(end, [fact for fact in ours if fact.end == end], currency, notes) for end in days]
    years = tuple(year for year in found if year is not None)
    if not years:
        raise UnableToRead(
            "None of the tagged figures is one that is asked for here, such as turnover or current assets. "
            "Enter the accounts by hand."
        )
    return Read(years, tuple(dict.fromkeys(notes)))


def _year(end: date, facts: Sequence[Fact], currency: str, notes: list[str]) -> Accounts | None:
    stated = {name: _stated(name, tags, end, facts, notes) for name, tags in TAGS.items()}
    known = {name: _minor(fact.value, currency) for name, fact in stated.items() if fact is not None}
    if sum(name in known for name in FIGURES) < ENOUGH:
        return None
    lasted = [fact.start for fact in stated.values() if fact is not None and fact.start is not None]
    figures = {name: known[name] for name in FIGURES if name in known}
    made = Accounts(end, _months(min(lasted), end) if lasted else 12, **figures)
    return _completed(made, known, notes)


def _stated(
    name: str, tags: Iterable[Tag], end: date, facts: Sequence[Fact], notes: list[str]
) -> Fact | None:
    for tag, dimensions in tags:
        found = [one for one in facts if (one.name, one.end) == (tag, end) and one.dimensions == dimensions]
        if found:
            longest = max(found, key=lambda one: (end - one.start).days if one.start else 0)
            if len({one.value for one in found if one.start == longest.start}) > 1:
                notes.append(f"{WORDS.get(name, name)} of {end} is stated more than once; check it.")
            return longest
    return None


def _completed(made: Accounts, known: Mapping[str, int], notes: list[str]) -> Accounts:
    """Totals that follow from what is stated."""
    day = made.year_end
    fixed, later, less = (known.get(name) for name in ("fixed_assets", "later_liabilities", "less_current"))
    if made.total_assets is None and less is not None and made.current_liabilities is not None:
        made = replace(made, total_assets=less + made.current_liabilities)
        notes.append(f"Total assets of {day} were worked out: assets less current debts, plus those debts.")
    elif made.total_assets is None and fixed is not None and made.current_assets is not None:
        made = replace(made, total_assets=fixed + made.current_assets)
        notes.append(f"Total assets of {day} were worked out: fixed plus current assets.")
    if made.total_liabilities is None and made.total_assets is not None and made.equity is not None:
        made = replace(made, total_liabilities=made.total_assets - made.equity)
        notes.append(f"All debts of {day} were worked out: total assets less equity.")
    elif made.total_liabilities is None and later is not None and made.current_liabilities is not None:
        made = replace(made, total_liabilities=later + made.current_liabilities)
        notes.append(f"All debts of {day} were worked out: those due within and after a year.")
    return made


def _months(start: date, end: date) -> int:
    return max(1, min(18, round(((end - start).days + 1) / 30.4375)))


def _minor(value: Decimal, currency: str) -> int:
    return int(value.scaleb(minor_digits(currency)).to_integral_value(ROUND_HALF_EVEN))
