"""Mixed-integer rounding: what whole firms imply of a rule that its linear relaxation does not know.

A rule such as "all of the package is done" is a row Σ aᵢ·xᵢ ≥ b whose xᵢ ≤ yᵢ hang on switches (or are switches
themselves). Divided by d and with f the fraction of b/d, every plan keeps

    Σ F(aᵢ/d)·yᵢ  +  Σ aᵢ/(d·f)·xᵢ  ≥  ⌈b/d⌉,   F(t) = ⌊t⌋ + min(1, (t − ⌊t⌋)/f),

each i in one of the sums, some switches counted from above (1 − yᵢ). Source: Marchand & Wolsey, "Aggregation and
mixed integer rounding to solve MIPs", Operations Research 49(3), 2001. The coefficients are formulas in aᵢ, so a cut
found on few firms holds, with theirs, for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from midas.core.formation.table import Flags, Floats, Places

CLEAR = 1e-3
"""The least violation, relative to the length of the cut, that is worth a row."""


@dataclass(frozen=True)
class Terms:
    """A row to round: its coefficients `a` > 0, the columns `x` and their switches `y` (the same where x is one)."""

    rule: str
    subject: str
    needed: float
    a: Floats
    x: Places
    y: Places
    keys: tuple[object, ...]


@dataclass(frozen=True)
class Cut:
    """One rounded row. `flipped` are counted from above, `flat` by quantity, all others by their switch."""

    rule: str
    subject: str
    divisor: float
    fraction: float
    right: float
    flipped: frozenset[object]
    flat: frozenset[object]

    @property
    def base(self) -> tuple[str, str]:
        """The row that was rounded."""
        return self.rule, self.subject

    def step(self, a: Floats) -> Floats:
        """The coefficients of switches."""
        return rounded(a / self.divisor, self.fraction)

    def row(self, terms: Terms) -> tuple[dict[int, float], float]:
        """The cut as coefficients by column and a right-hand side, for a model that may hold more firms."""
        found: dict[int, float] = {}
        right = self.right
        up, down = self.step(terms.a), self.step(-terms.a)
        for place, key in enumerate(terms.keys):
            if key in self.flipped:
                column, value = int(terms.y[place]), -float(down[place])
                right -= float(down[place])
            elif key in self.flat:
                column, value = int(terms.x[place]), float(terms.a[place]) / (self.divisor * self.fraction)
            else:
                column, value = int(terms.y[place]), float(up[place])
            found[column] = found.get(column, 0.0) + value
        return found, right


def rounded(t: Floats, fraction: float | Floats) -> Floats:
    """F(t) of the module's formula."""
    whole = np.floor(t + 1e-12)
    return whole + np.minimum(1.0, np.maximum(t - whole, 0.0) / fraction)


def separate(terms: Terms, values: Floats, most: int) -> Iterator[Cut]:
    """At most `most` cuts that `values` break, those it breaks furthest first."""
    x, y = values[terms.x], values[terms.y]
    divisors = _divisors(terms, x, y)
    if not len(divisors):
        return
    found: list[tuple[float, Cut]] = []
    for flipped in (np.zeros(len(x), np.bool_), y > 0.5):
        found += _tried(terms, x, y, divisors, flipped)
    found.sort(key=lambda entry: -entry[0])
    seen: set[float] = set()
    for depth, cut in found:
        if depth < CLEAR or len(seen) == most:
            return
        if depth not in seen:
            seen.add(depth)
            yield cut


def _divisors(terms: Terms, x: Floats, y: Floats) -> Floats:
    """What to divide by: the coefficients in play, and their halves and quarters."""
    in_play = np.unique(np.round(terms.a[((y > 1e-6) & (y < 1 - 1e-6)) | (x > 1e-6)], 9))
    in_play = in_play[in_play > 1e-6][-40:]
    return np.concatenate([in_play, in_play / 2, in_play / 4])


def _tried(terms: Terms, x: Floats, y: Floats, divisors: Floats, flipped: Flags) -> list[tuple[float, Cut]]:
    """Every divisor with one choice of what is counted from above; for the rest the stronger sum."""
    left = (terms.needed - terms.a[flipped].sum()) / divisors
    fraction = left - np.floor(left)
    usable = (fraction > 0.01) & (fraction < 0.999)
    divisors, left, fraction = divisors[usable], left[usable], fraction[usable]
    if not len(divisors):
        return []
    scaled, steps = terms.a / divisors[:, None], fraction[:, None]
    up, down, slope = rounded(scaled, steps), rounded(-scaled, steps), scaled / steps
    flat = ~flipped & (slope * x < up * y)
    switched = ~flipped & ~flat
    coefficient = np.where(flat, slope, np.where(switched, up, down))
    counted = np.where(flat, x, np.where(switched, y, 1.0 - y))
    right = np.ceil(left - 1e-12)
    depth = (right - (coefficient * counted).sum(axis=1)) / np.sqrt((coefficient**2).sum(axis=1) + 1e-12)
    return [
        (
            float(depth[place]),
            _cut(terms, divisors[place], fraction[place], right[place], flipped, flat[place]),
        )
        for place in np.argsort(-depth)[:4]
        if depth[place] > CLEAR
    ]


def _cut(terms: Terms, divisor: float, fraction: float, right: float, flipped: Flags, flat: Flags) -> Cut:
    def keys(chosen: Flags) -> frozenset[object]:
        return frozenset(terms.keys[int(place)] for place in np.flatnonzero(chosen))

    return Cut(
        terms.rule, terms.subject, float(divisor), float(fraction), float(right), keys(flipped), keys(flat)
    )
