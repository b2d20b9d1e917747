"""Whether a firm will still be there: its accounts, what follows from them, and one judgement.

Altman's Z″ (all but manufacturers) and Z′ (private manufacturers) with their zones, and the ratios that the UK's
guidance on economic and financial standing names. Figures are whole minor units, `None` where the accounts do not say;
a ratio without its figures is *not known*, never nought. Ratios are exact fractions.

Sources: E. I. Altman, *Corporate Financial Distress* (1983), and *International Journal of Financial Studies* 6(3):70
(2018), for Z″, Z′ and the zones; UK Government, "Assessing and monitoring the economic and financial standing of
suppliers" (2024), for the ratios.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from midas.core.members.assessment import Dimension, Judgement, Measure, Threshold, in_force, judged
from midas.core.values.problems import Problem
from midas.core.values.words import listing, plain

ROUNDING = Fraction(1, 200)
"""How far totals may be apart, as a part of all assets: accounts are often in thousands."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """One year of a firm's accounts. Money in minor units; what is owed is positive; `None` is not stated."""

    year_end: date
    months: int = 12
    turnover: int | None = None
    ebit: int | None = None
    interest: int | None = None
    total_assets: int | None = None
    current_assets: int | None = None
    stock: int | None = None
    debtors: int | None = None
    cash: int | None = None
    current_liabilities: int | None = None
    total_liabilities: int | None = None
    retained_earnings: int | None = None
    equity: int | None = None

    @property
    def working_capital(self) -> int | None:
        """Current assets less current liabilities."""
        return (
            None
            if (parts := _known(self.current_assets, self.current_liabilities)) is None
            else parts[0] - parts[1]
        )


WORDS = {
    "turnover": "turnover",
    "ebit": "profit before interest and tax",
    "interest": "interest paid",
    "total_assets": "total assets",
    "current_assets": "current assets",
    "stock": "stock",
    "debtors": "trade debtors",
    "cash": "cash at bank",
    "current_liabilities": "debts due within a year",
    "total_liabilities": "all debts",
    "retained_earnings": "retained earnings",
    "equity": "equity",
}
"""What each figure is called in a request for it."""

FIGURES = tuple(WORDS)

MAY_BE_NEGATIVE = frozenset({"ebit", "retained_earnings", "equity", "cash"})


LONGEST_AGO = timedelta(days=30 * 365)
"""Accounts from before are a slip of the pen, such as the year 0026."""


def faults(accounts: Accounts, today: date) -> tuple[Problem, ...]:
    """Everything about accounts that cannot be right: signs, parts above their whole, sides that do not balance."""
    found = [
        Problem(name, f"{_sentence(WORDS[name])} cannot be below nought.")
        for name in FIGURES
        if (getattr(accounts, name) or 0) < 0 and name not in MAY_BE_NEGATIVE
    ]
    if not 1 <= accounts.months <= 18:
        found.append(Problem("months", "A financial year has 1 to 18 months."))
    if accounts.year_end < today - LONGEST_AGO:
        found.append(
            Problem(
                "year_end", f"The year ended before {(today - LONGEST_AGO).year + 1}: check its last day."
            )
        )
    if accounts.year_end > today:
        found.append(
            Problem("year_end", "The year has not ended yet: enter the last accounts that are closed.")
        )
    return (*found, *_parts_above(accounts), *_unbalanced(accounts))


PARTS = (
    (("current_assets",), "total_assets"),
    (("stock", "debtors", "cash"), "current_assets"),
    (("current_liabilities",), "total_liabilities"),
)


def _parts_above(accounts: Accounts) -> Iterable[Problem]:
    slack = ROUNDING * (accounts.total_assets or 0)
    for parts, whole in PARTS:
        most = getattr(accounts, whole)
        given = [name for name in parts if getattr(accounts, name) is not None]
        if most is not None and sum(getattr(accounts, name) for name in given) > most + slack:
            words = listing(WORDS[name] for name in given)
            verb = "are more" if len(given) == 1 else "are together more"
            yield Problem(whole, f"{_sentence(words)} {verb} than {WORDS[whole]}. Check these figures.")


def _unbalanced(accounts: Accounts) -> Iterable[Problem]:
    sides = _known(accounts.total_assets, accounts.total_liabilities, accounts.equity)
    if sides is None:
        return
    assets, owed, equity = sides
    if abs(assets - owed - equity) > ROUNDING * abs(assets):
        apart = plain(Fraction(abs(assets - owed - equity), 100))
        yield Problem(
            "total_assets",
            f"Total assets are not all debts plus equity: they are {apart} apart. Check the three figures.",
        )


# Altman's scores


@dataclass(frozen=True, slots=True)
class Model:
    """A weighted sum of ratios and the two scores that part its three zones."""

    name: str
    weights: Mapping[str, Fraction]
    distress: Fraction
    safe: Fraction

    def zone(self, score: Fraction) -> str:
        """`safe` above the upper limit, `distress` below the lower one, `grey` between and on them."""
        return "safe" if score > self.safe else "distress" if score < self.distress else "grey"


def _model(name: str, distress: str, safe: str, **weights: str) -> Model:
    return Model(
        name, {key: Fraction(value) for key, value in weights.items()}, Fraction(distress), Fraction(safe)
    )


MOST_X4 = Fraction(10)
"""The most that equity over all debts counts, so also for a firm without debts: ten times as much is as safe as any.
This program's proposal; no source names a cap. It alone is worth 10.5 in Z″, far above the limit of *safe*."""

Z2 = _model("Z″", "1.10", "2.60", x1="6.56", x2="3.26", x3="6.72", x4="1.05")
"""Private firms that do not make things, and small firms in general."""

Z1 = _model("Z′", "1.23", "2.90", x1="0.717", x2="0.847", x3="3.107", x4="0.420", x5="0.998")
"""Private manufacturers."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure that follows from others; else the names of those that are missing, or `why` there can be none."""

    value: Fraction | None
    missing: tuple[str, ...] = ()
    why: str = ""


def altman(model: Model, accounts: Accounts) -> Ratio:
    """Altman's score by one of the two models."""
    parts = {
        "x1": ratio(accounts, ("working_capital",), ("total_assets",)),
        "x2": ratio(accounts, ("retained_earnings",), ("total_assets",)),
        "x3": ratio(accounts, ("ebit",), ("total_assets",), yearly=True),
        "x4": _equity_to_debts(accounts),
        "x5": ratio(accounts, ("turnover",), ("total_assets",), yearly=True),
    }
    used = [(weight, parts[key]) for key, weight in model.weights.items()]
    missing = dict.fromkeys(name for _, part in used for name in part.missing)
    if missing:
        return Ratio(None, tuple(missing))
    for _, part in used:
        if part.value is None:
            return Ratio(None, why=part.why)
    return Ratio(sum((weight * part.value for weight, part in used if part.value is not None), Fraction(0)))


def _equity_to_debts(accounts: Accounts) -> Ratio:
    """X4, at most `MOST_X4`; without debts that much for whoever has equity, and nought for whoever has none."""
    if accounts.total_liabilities == 0 and accounts.equity is not None:
        return Ratio(MOST_X4 if accounts.equity > 0 else Fraction(0))
    found = ratio(accounts, ("equity",), ("total_liabilities",))
    return found if found.value is None else Ratio(min(found.value, MOST_X4))


# Ratios

NOUGHT = {
    ("turnover",): "there is no turnover",
    ("total_assets",): "there are no assets",
    ("current_liabilities",): "there are no debts due within a year",
    ("total_liabilities",): "there are no debts",
    ("interest",): "no interest is paid",
    ("turnover", "-ebit"): "nothing is spent: the profit is all of the turnover, or more",
}
"""Why there can be no quotient, by its divisor."""


def ratio(
    accounts: Accounts, over: Sequence[str], under: Sequence[str], *, yearly: bool = False, times: int = 1
) -> Ratio:
    """A quotient of sums of figures; a figure after `-` is taken away.

    `yearly` brings what a longer or shorter year earned to twelve months. A divisor of nought has its own reason.
    """
    missing = list(_names(accounts, (*over, *under)))
    if missing:
        return Ratio(None, tuple(dict.fromkeys(missing)))
    divisor = _sum(accounts, under)
    if divisor <= 0:
        return Ratio(None, why=NOUGHT[tuple(under)])
    value = Fraction(_sum(accounts, over) * times) / divisor
    return Ratio(value * 12 / accounts.months if yearly else value)


def _names(accounts: Accounts, wanted: Iterable[str]) -> Iterable[str]:
    """The figures among those wanted that are not stated."""
    for name in wanted:
        plain_name = name.lstrip("-")
        asked = (
            ("current_assets", "current_liabilities") if plain_name == "working_capital" else (plain_name,)
        )
        yield from (one for one in asked if getattr(accounts, one) is None)


def _sum(accounts: Accounts, names: Iterable[str]) -> int:
    return sum(
        -getattr(accounts, name[1:]) if name.startswith("-") else getattr(accounts, name) for name in names
    )


def ratios(accounts: Accounts, contract: int | None = None) -> dict[str, Ratio]:
    """Every ratio by its name; `turnover_to_contract` for a yearly contract value in minor units, where given."""
    found = {
        "z2": altman(Z2, accounts),
        "z1": altman(Z1, accounts),
        "current": ratio(accounts, ("current_assets",), ("current_liabilities",)),
        "acid": ratio(accounts, ("current_assets", "-stock"), ("current_liabilities",)),
        "gearing": ratio(accounts, ("total_liabilities",), ("total_assets",)),
        "interest_cover": ratio(accounts, ("ebit",), ("interest",)),
        "margin": ratio(accounts, ("ebit",), ("turnover",)),
        "days_cash": _days_cash(accounts),
        "debtor_days": _per_year(accounts, ratio(accounts, ("debtors",), ("turnover",), times=365)),
    }
    if contract:
        turnover = ratio(accounts, ("turnover",), ("turnover",))
        sales = (
            None
            if accounts.turnover is None
            else Fraction(accounts.turnover * 12, accounts.months * contract)
        )
        found["turnover_to_contract"] = Ratio(sales, turnover.missing if sales is None else ())
    return found


def _days_cash(accounts: Accounts) -> Ratio:
    """How many days of spending the cash lasts: spending is turnover less profit before interest and tax."""
    return _per_year(accounts, ratio(accounts, ("cash",), ("turnover", "-ebit"), times=365))


def _per_year(accounts: Accounts, found: Ratio) -> Ratio:
    """Days of what a year of another length earned, as days of twelve months."""
    return found if found.value is None else Ratio(found.value * accounts.months / 12)


LONGEST_YEAR = timedelta(days=550)
"""A year before this long ago is not the year before."""


def trend(years: Sequence[Accounts]) -> Fraction | None:
    """How much a year's turnover is above (or below) that of the year before, as a part of it; `None` if not known."""
    latest = sorted(years, key=lambda one: one.year_end)[-2:]
    if len(latest) == 2 and latest[1].year_end - latest[0].year_end > LONGEST_YEAR:
        return None
    sales = [Fraction(one.turnover * 12, one.months) for one in latest if one.turnover is not None]
    return None if len(sales) < 2 or not sales[0] else sales[1] / sales[0] - 1


# The judgement

SHOWN = {
    "z2": "Altman Z″",
    "acid": "acid ratio",
    "gearing": "debts as a part of all assets",
    "interest_cover": "interest cover",
    "margin": "operating margin",
    "days_cash": "days of spending in cash",
    "trend": "turnover against the year before",
}


NOTHING_TO_COVER = frozenset({"acid", "interest_cover"})
"""Where a divisor of nought is no gap but the best there is."""

SHARES = frozenset({"gearing", "margin", "trend"})
"""Told in per cent."""


def judge_finance(years: Sequence[Accounts], thresholds: Iterable[Threshold], on: date) -> Judgement:
    """The judgement of a firm's accounts by the limits in force on a day; not assessable without Z″.

    Raises `ValueError` without any accounts.
    """
    if not years:
        raise ValueError("there are no accounts to judge")
    latest = max(years, key=lambda one: one.year_end)
    found = {**ratios(latest), "trend": _trend(years)}
    limits = in_force(thresholds, on)
    measures = [_measure(name, found[name], limit) for name, limit in limits.items() if name in found]
    return judged(Dimension.FINANCE, measures, needed=("z2",), notes=_zones(found))


def _trend(years: Sequence[Accounts]) -> Ratio:
    found = trend(years)
    before = sorted(years, key=lambda one: one.year_end)[-2:][0]
    if found is None and len(years) > 1 and before.turnover == 0:
        return Ratio(None, why="the year before had no turnover")
    asked = "the year before" if len(years) < 2 else "the turnover of this year and of the year before"
    return Ratio(found, () if found is not None else (asked,))


def _measure(name: str, found: Ratio, limit: Threshold) -> Measure:
    if found.value is None and found.why and name in NOTHING_TO_COVER:
        words = f"{_sentence(found.why)}: there is nothing to cover."
        return Measure(name, None, Fraction(1), limit.weight, words)
    if found.value is None and found.why:
        return Measure(name, None, None, limit.weight, f"There can be none: {found.why}.")
    if found.value is None:
        asked = tuple(WORDS.get(one, one) for one in found.missing)
        return Measure(name, None, None, limit.weight, f"Not known without {listing(asked)}.", asked)
    points = limit.points(found.value)
    is_share = name in SHARES
    value, good, poor = (_said(number, is_share) for number in (found.value, limit.good, limit.poor))
    why = f"{_sentence(SHOWN[name])} is {value}: full points at {good}, none at {poor}."
    return Measure(name, found.value, points, limit.weight, why)


def _said(number: Fraction | Decimal, is_share: bool) -> str:
    return f"{plain(100 * Fraction(number), 1)} %" if is_share else plain(number, 2)


def _zones(found: Mapping[str, Ratio]) -> tuple[str, ...]:
    scores = ((model, found[key].value) for model, key in ((Z2, "z2"), (Z1, "z1")))
    return tuple(
        f"{model.name} {plain(round(score, 2))}: {model.zone(score)}"
        for model, score in scores
        if score is not None
    )


def _sentence(words: str) -> str:
    """Words at the start of a sentence."""
    return words[:1].upper() + words[1:]


def _known(*figures: int | None) -> tuple[int, ...] | None:
    """The figures, if all are stated."""
    stated = tuple(figure for figure in figures if figure is not None)
    return stated if len(stated) == len(figures) else None
