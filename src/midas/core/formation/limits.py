"""Every rule of formation as a row: what a plan makes of it, and its limit.

One row per rule and subject it applies to, with a sentence that states both figures. The checker keeps the
rows that are broken, the explanation those that are met with nothing to spare. All arithmetic is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Rule(StrEnum):
    """The rules a whole plan must keep; a pair's are `midas.core.demand.matching.Filter`."""

    DEMAND = "demand"
    CAPACITY = "capacity"
    MIN_ORDER = "min_order"
    RESOURCE = "resource"
    MIN_SUPPLIERS = "min_suppliers"
    MAX_SUPPLIERS = "max_suppliers"
    MIN_SPLIT = "min_split"
    MIN_PARTNERS = "min_partners"
    MAX_PARTNERS = "max_partners"
    REQUIRE = "require"
    EXCLUDE = "exclude"
    BLOCKED = "blocked"
    CONFLICT = "conflicts"
    AT_MOST = "at_most"
    MIN_VALUE_SHARE = "min_value_share"
    SHARE_CAP = "share_cap"
    STANDING = "standing_multiple"
    TURNOVER = "turnover_multiple"
    LEAD = "need_lead"
    CERTIFICATES_ALL = "certificates_all"
    CERTIFICATES_ANY = "certificates_any"
    LOCAL = "local"
    TAG = "tag_min_share"
    CEILING = "ceiling"


class Sense(StrEnum):
    """Which side of its limit a figure belongs on."""

    AT_MOST = "at most"
    AT_LEAST = "at least"
    EXACTLY = "exactly"


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule, for one subject (an id): the plan's figure, the limit, and both in words."""

    rule: Rule
    subject: str
    actual: Fraction
    sense: Sense
    bound: Fraction
    message: str

    @property
    def excess(self) -> Fraction:
        """By how much the figure is on the wrong side; negative when there is room to spare."""
        over = self.actual - self.bound
        return {Sense.AT_MOST: over, Sense.AT_LEAST: -over, Sense.EXACTLY: abs(over)}[self.sense]

    def margin(self, tolerance: Fraction) -> Fraction:
        """How far off the limit still counts as on it: `tolerance` of the limit (of 1 if that is less)."""
        return tolerance * max(Fraction(1), abs(self.bound))
