"""Scores, zones and lapses in words and colours: colour is never alone, and unknown is never a nought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from midas.core.members.assessment import Dimension, Measure, Threshold
from midas.store.models import Assessment
from midas.store.queries.standing import standing

Words = Any

DIMENSIONS: dict[Dimension, Words] = {
    Dimension.FINANCE: gettext_lazy("Finance"),
    Dimension.CAPABILITY: gettext_lazy("Capability"),
    Dimension.ETHICS: gettext_lazy("Ethics"),
    Dimension.COLLABORATION: gettext_lazy("Capacity to collaborate"),
}
MEASURES: dict[str, Words] = {
    "z2": gettext_lazy("Altman Z″"),
    "z1": gettext_lazy("Altman Z′"),
    "current": gettext_lazy("Current ratio"),
    "acid": gettext_lazy("Acid ratio"),
    "gearing": gettext_lazy("Debts as a part of all assets"),
    "interest_cover": gettext_lazy("Interest cover"),
    "margin": gettext_lazy("Operating margin"),
    "days_cash": gettext_lazy("Days of spending in cash"),
    "debtor_days": gettext_lazy("Debtor days"),
    "trend": gettext_lazy("Turnover against the year before"),
    "turnover_to_contract": gettext_lazy("Turnover to contract value"),
    "coverage": gettext_lazy("Claims with proof"),
    "core": gettext_lazy("Core competencies proven"),
    "record": gettext_lazy("Promises kept, counted cautiously"),
    "terms": gettext_lazy("Capacity and lead time stated"),
    "quality": gettext_lazy("Quality stated"),
    "certificates": gettext_lazy("Certificates in date"),
}
SHARES = {"gearing", "margin", "trend", "coverage", "core", "record", "terms", "quality", "certificates"}
DAYS = {"days_cash", "debtor_days"}

ZONES = {"good": gettext_lazy("sound"), "between": gettext_lazy("watch"), "poor": gettext_lazy("weak")}
TONES = {"good": "valid", "between": "expiring", "poor": "expired"}


def measure_name(name: str) -> str:
    """What a measure is called; another questionnaire's names are its own words."""
    return str(MEASURES.get(name) or name.replace("_", " ").capitalize())


def figure(name: str, value: Fraction | Decimal | None) -> str:
    """A measure's value with its unit: 3.66, 60 %, 25 days."""
    if value is None:
        return "–"
    exact = Fraction(value)
    if name in SHARES:
        return f"{_number(exact * 100, 1)} %"
    if name in DAYS:
        return _("%(n)s days") % {"n": _number(exact, 0)}
    return _number(exact, 2)


def _number(value: Fraction, places: int) -> str:
    rounded = Decimal(round(value * 10**places)).scaleb(-places)
    return str(number_format(rounded, decimal_pos=places, force_grouping=True))


def zone(points: Fraction | None) -> str:
    """`good`, `between` or `poor` by the points earned; empty where nothing is known."""
    if points is None:
        return ""
    return "good" if points >= 1 else "poor" if points <= 0 else "between"


@dataclass(frozen=True, slots=True)
class Shown:
    """A measure as a page shows it. Without `figures` its value and reason are kept back."""

    measure: Measure
    name: str
    value: str
    zone: str
    percent: int | None
    why: str

    @property
    def tone(self) -> str:
        """The colour of its zone."""
        return TONES.get(self.zone, "")

    @property
    def words(self) -> str:
        """Its zone in a word."""
        return str(ZONES.get(self.zone, _("not known")))


def shown(measure: Measure, *, figures: bool) -> Shown:
    """One measure for a page."""
    light = zone(measure.points)
    percent = None if measure.points is None else round(100 * measure.points)
    return Shown(
        measure,
        measure_name(measure.name),
        figure(measure.name, measure.value) if figures else "",
        light,
        percent,
        measure.why if figures else "",
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """One dimension of a firm for a page: its newest judgement, or none."""

    dimension: Dimension
    row: Assessment | None
    on: date

    @property
    def name(self) -> str:
        """What the dimension is called."""
        return str(DIMENSIONS[self.dimension])

    @property
    def state(self) -> str:
        """`valid`, `expiring`, `expired`, `failed`, or `none`; the key of a colour."""
        if self.row is None:
            return "none"
        found = standing(self.row)
        if found.lapsed(self.on):
            return "expired"
        if self.row.failed:
            return "failed"
        return "expiring" if found.lapsing(self.on) else "valid"

    @property
    def score(self) -> float | None:
        """The score where there is one."""
        return None if self.row is None or self.row.score is None else float(self.row.score)

    @property
    def grade(self) -> str:
        """The grade, or in words why there is none."""
        if self.row is None:
            return _("not assessed")
        return self.row.grade or _("not assessable")

    @property
    def until(self) -> str:
        """Until when it holds, in words."""
        if self.row is None:
            return ""
        day = date_format(self.row.valid_until, "j F Y")
        left = (self.row.valid_until - self.on).days
        if left < 0:
            return _("lapsed on %(day)s") % {"day": day}
        if self.state == "expiring":
            said = ngettext("lapses in %(n)d day, on %(day)s", "lapses in %(n)d days, on %(day)s", left)
            return said % {"n": left, "day": day}
        return _("valid until %(day)s") % {"day": day}


def standings(judged: Mapping[str, Assessment], on: date) -> list[Standing]:
    """All four dimensions of a firm, in their order."""
    return [Standing(dimension, judged.get(dimension.value), on) for dimension in Dimension]


def limit_words(limit: Threshold) -> dict[str, Any]:
    """A limit for the list of limits: where it lies, since when, and by whose word."""
    return {
        "name": measure_name(limit.name),
        "good": figure(limit.name, limit.good),
        "poor": figure(limit.name, limit.poor),
        "weight": limit.weight,
        "source": limit.source,
        "check": "to be checked" in limit.source,
        "valid_from": limit.valid_from,
    }
