"""What it saves to work with somebody again: firms that finished an enterprise together coordinate cheaper.

The saving is `SAVING` of the smaller of the two engagement costs for each enterprise both saw through to
the end, counted at most `COUNTED` times. With these figures the pairs of a team save less than its firms'
engagement costs up to fourteen partners, so a familiar team is cheaper to coordinate, never free.
The figures are a convention of this program; the finding they stand for, that repeated exchange lowers the
cost of safeguards, is Gulati, "Does Familiarity Breed Trust?", Academy of Management Journal 38(1), 1995.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import combinations

from midas.core.formation.policy import Familiar
from midas.core.values.amounts import whole

SAVING = Decimal("0.05")
"""Saved of the smaller engagement cost, for each enterprise finished together."""

COUNTED = 3
"""No more finished enterprises than this count."""


def familiar_pairs(teams: Iterable[Iterable[str]], engagement: Mapping[str, int]) -> tuple[Familiar, ...]:
    """The pairs of firms in `engagement` (cost by firm, minor units) that shared a finished team, by id.

    Firms that are no longer there are passed over; so are pairs that would save nothing.
    """
    finished: Counter[tuple[str, str]] = Counter()
    for team in teams:
        present = sorted({firm for firm in team if firm in engagement})
        finished.update(combinations(present, 2))
    pairs = (
        Familiar(a, b, saving(times, engagement[a], engagement[b]))
        for (a, b), times in sorted(finished.items())
    )
    return tuple(pair for pair in pairs if pair.amount > 0)


def saving(times: int, engagement_a: int, engagement_b: int) -> int:
    """What two firms save (minor units, half-even) after finishing `times` enterprises together."""
    return whole(min(times, COUNTED) * SAVING * min(engagement_a, engagement_b))
