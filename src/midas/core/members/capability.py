"""Whether a firm can do what it claims: what stands behind each claim, and one judgement.

A claim is proven by work delivered in an enterprise, or by a peer or assessor who confirms it; evidence on file counts
in part, since nobody has looked behind it. Core competencies are few, and are proven. What a firm delivered is counted
cautiously (the lower end of Wilson's interval), and a newcomer without deliveries is unknown, not bad.

Source of the idea of core competence: C. K. Prahalad and G. Hamel, *Harvard Business Review* (1990). Weights and limits
are this program's proposal (`midas.rules.capability`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from midas.core.members.assessment import Dimension, Judgement, Measure, Threshold, in_force, judged
from midas.core.members.reputation import wilson_interval
from midas.core.values.words import count, listing, percent, plain

MOST_CORE = 3
"""More competencies than this are not all at the core of a firm."""


class Proof(StrEnum):
    """What stands behind a claim, best first."""

    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    ON_FILE = "on file"
    NOTHING = "nothing"


WORTH = {
    Proof.DELIVERED: Fraction(1),
    Proof.CONFIRMED: Fraction(1),
    Proof.ON_FILE: Fraction(1, 2),
    Proof.NOTHING: Fraction(0),
}
"""How much of a claim each kind of proof proves."""


@dataclass(frozen=True, slots=True)
class Backing:
    """A claim and what stands behind it; `delivered` and `confirmed` are counts."""

    title: str
    core: bool = False
    delivered: int = 0
    confirmed: int = 0
    on_file: bool = False
    capacity_stated: bool = False
    lead_time_stated: bool = False
    quality: Decimal = Decimal(1)

    @property
    def proof(self) -> Proof:
        """The best thing that stands behind it."""
        if self.delivered:
            return Proof.DELIVERED
        if self.confirmed:
            return Proof.CONFIRMED
        return Proof.ON_FILE if self.on_file else Proof.NOTHING

    @property
    def proven(self) -> bool:
        """Whether somebody else vouches for it, by having received it or by having looked."""
        return self.proof in (Proof.DELIVERED, Proof.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Capability:
    """What a firm claims and shows: live claims, certificates held and run out, deliveries and those kept."""

    claims: tuple[Backing, ...]
    certificates: int = 0
    certificates_run_out: int = 0
    deliveries: int = 0
    kept: Decimal = Decimal(0)


def judge_capability(found: Capability, limits: Iterable[Threshold], on: date) -> Judgement:
    """The judgement by the limits in force; not assessable for a firm that claims nothing."""
    held = in_force(limits, on)
    made = {
        "coverage": _coverage(found.claims),
        "core": _core(found.claims),
        "record": _record(found),
        "terms": _terms(found.claims),
        "quality": _quality(found.claims),
        "certificates": _certificates(found),
    }
    measures = [_measure(name, limit, *made[name]) for name, limit in held.items()]
    return judged(Dimension.CAPABILITY, measures, needed=("coverage",), notes=_notes(found.claims))


Made = tuple[Fraction | None, str, tuple[str, ...]]


def _measure(
    name: str, limit: Threshold, value: Fraction | None, why: str, missing: tuple[str, ...]
) -> Measure:
    if value is None:
        return Measure(name, None, None, limit.weight, why, missing)
    scale = f" Full points at {percent(limit.good)}, none at {percent(limit.poor)}."
    return Measure(name, value, limit.points(value), limit.weight, why + scale, missing)


def _coverage(claims: Sequence[Backing]) -> Made:
    if not claims:
        return None, "The firm claims nothing at present.", ("what the firm can do",)
    value = sum((WORTH[claim.proof] for claim in claims), Fraction(0)) / len(claims)
    kinds = {proof: sum(claim.proof is proof for claim in claims) for proof in Proof}
    said = listing(f"{number} {proof.value}" for proof, number in kinds.items() if number)
    bare = [claim.title for claim in claims if claim.proof is Proof.NOTHING]
    asked = tuple(f"proof of “{title}”" for title in dict.fromkeys(bare))
    why = f"Of {count(len(claims), 'claim')}: {said}. A claim with evidence on file alone counts half."
    return value, why, asked


def _core(claims: Sequence[Backing]) -> Made:
    core = [claim for claim in claims if claim.core]
    if not core:
        return None, "No core competency is declared.", (f"up to {MOST_CORE} core competencies",)
    proven = sum(claim.proven for claim in core)
    value = Fraction(proven, len(core)) * min(Fraction(1), Fraction(MOST_CORE, len(core)))
    why = f"{proven} of {count(len(core), 'core competency', 'core competencies')} proven by delivery or confirmation."
    if len(core) > MOST_CORE:
        why += f" {len(core)} are more than the {MOST_CORE} that can be at a firm's core, so each counts for less."
    asked = tuple(f"a delivery or confirmation of “{one.title}”" for one in core if not one.proven)
    return value, why, asked


def _record(found: Capability) -> Made:
    if not found.deliveries:
        return None, "Nothing it delivered was judged yet: unknown, not bad.", ()
    low, _high = wilson_interval(float(found.kept), found.deliveries)
    value = Fraction(low).limit_denominator(1_000_000)
    why = (
        f"It kept {percent(found.kept)} of its promises in {count(found.deliveries, 'delivery', 'deliveries')}; counted"
        f" cautiously that is {plain(100 * value, 1)} %."
    )
    return value, why, ()


def _terms(claims: Sequence[Backing]) -> Made:
    if not claims:
        return None, "There is no claim to state capacity for.", ()
    full = [claim for claim in claims if claim.capacity_stated and claim.lead_time_stated]
    asked = tuple(
        f"capacity and lead time of “{title}”"
        for title in dict.fromkeys(claim.title for claim in claims if claim not in full)
    )
    why = f"Capacity and lead time are stated for {len(full)} of {count(len(claims), 'claim')}."
    return Fraction(len(full), len(claims)), why, asked


def _quality(claims: Sequence[Backing]) -> Made:
    if not claims:
        return None, "There is no claim to state quality for.", ()
    value = sum((Fraction(claim.quality) for claim in claims), Fraction(0)) / len(claims)
    return value, f"The quality it states for its claims is {plain(100 * value, 1)} % on average.", ()


def _certificates(found: Capability) -> Made:
    known = found.certificates + found.certificates_run_out
    if not known:
        return None, "No certificate is on file.", ("certificates, if the firm holds any",)
    asked = ("newer certificates for those that ran out",) if found.certificates_run_out else ()
    why = f"{found.certificates} of {count(known, 'certificate')} on file {'is' if known == 1 else 'are'} in date."
    return Fraction(found.certificates, known), why, asked


def _notes(claims: Sequence[Backing]) -> tuple[str, ...]:
    proven = [claim.title for claim in claims if claim.proven]
    return (f"Proven: {listing(dict.fromkeys(proven))}.",) if proven else ()
