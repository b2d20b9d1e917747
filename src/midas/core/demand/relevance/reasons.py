"""Why a firm is thought relevant to a notice, in lines a person can check.

Each line states one fact and is either for or against; nothing is said of what is not known. The lines come in the
order of the parts, so that two firms can be read side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from midas.core.demand.relevance.blend import Part
from midas.core.demand.relevance.nearness import Near
from midas.core.values.places import within
from midas.core.values.words import count, listing

NAMED = 5
"""So many words, and so many certificates, are named."""

TELLING = 0.1
"""A word is named if it adds this share of what all shared words add."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line, of which part, and whether it speaks for the firm."""

    part: Part
    favours: bool
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a firm and a notice. Whatever is left out is not known, and nothing is said of it.

    `terms` and `win_terms`: what shared terms add, the most first; `written`: each term as the notice writes it.
    `wins`: titles of what it won that read alike, the nearest first. `place`: where the work is; `region_fit`: how
    well that suits the firm, 0 to 1, where the caller knows better than by regions served alone. Value and usual value
    in whole units of one currency, as words.
    """

    codes_asked: bool = False
    near: Near | None = None
    terms: Sequence[tuple[str, float]] = ()
    win_terms: Sequence[tuple[str, float]] = ()
    written: Mapping[str, str] | None = None
    wins: Sequence[str] = ()
    place: str | None = None
    regions_served: Sequence[str] | None = None
    region_fit: float | None = None
    size: str | None = None
    suits_small: bool | None = None
    wanted_certificates: Sequence[str] = ()
    held_certificates: Sequence[str] | None = None


def reasons(
    evidence: Evidence, labels: Mapping[str, str], region: Callable[[str], str] = str
) -> tuple[Reason, ...]:
    """All that speaks for and against; `labels` are CPV labels by eight-digit code, `region` names a region."""
    return (
        *_codes(evidence, labels),
        *_words(evidence),
        *_wins(evidence),
        *_region(evidence, region),
        *_certificates(evidence),
        *_size(evidence),
    )


def near_in_words(near: Near, labels: Mapping[str, str]) -> str:
    """How near a code held comes to one asked for."""
    held, wanted = _named(near.held, labels), _named(near.wanted, labels)
    if near.held == near.wanted:
        return f"offers {held}, the very code asked for"
    if _above(near.wanted, near.held):
        return f"offers {held}, a part of {wanted}, which is asked for"
    if _above(near.held, near.wanted):
        return f"offers {held}, of which {wanted}, asked for, is a part"
    return f"offers {held}, of the same {near.level} as {wanted}, which is asked for"


def telling(terms: Sequence[tuple[str, float]], written: Mapping[str, str] | None = None) -> list[str]:
    """The shared words that say most, as the notice writes them; the small change of a score is left out."""
    total = sum(adds for _, adds in terms)
    kept = [term for term, adds in terms if adds >= TELLING * total][:NAMED]
    return [(written or {}).get(term, term) for term in kept]


def _codes(evidence: Evidence, labels: Mapping[str, str]) -> Iterator[Reason]:
    if evidence.near is not None:
        yield Reason(Part.CODES, True, _sentence(near_in_words(evidence.near, labels)))
    elif evidence.codes_asked:
        yield Reason(Part.CODES, False, "Offers nothing of the divisions asked for.")


def _words(evidence: Evidence) -> Iterator[Reason]:
    if evidence.terms:
        said = listing(f"“{word}”" for word in telling(evidence.terms, evidence.written))
        yield Reason(Part.WORDS, True, f"What it says of itself shares {said} with the notice.")


def _wins(evidence: Evidence) -> Iterator[Reason]:
    if evidence.wins:
        more = f" and {count(len(evidence.wins) - 1, 'more contract')}" if len(evidence.wins) > 1 else ""
        yield Reason(Part.WINS, True, f"Won “{evidence.wins[0].strip()}”{more}, which read alike.")
    elif evidence.win_terms:
        said = listing(f"“{word}”" for word in telling(evidence.win_terms, evidence.written))
        yield Reason(Part.WINS, True, f"What it won before shares {said} with the notice.")


def _region(evidence: Evidence, region: Callable[[str], str]) -> Iterator[Reason]:
    if evidence.place is None or evidence.regions_served is None:
        return
    served, place = listing(region(one) for one in evidence.regions_served), region(evidence.place)
    fit = evidence.region_fit
    if fit is None:
        fit = float(within(evidence.place, tuple(evidence.regions_served)))
    if 0 < fit < 1:
        yield Reason(Part.REGION, True, f"Works near: in {served}, and the work is in {place}.")
    elif fit:
        yield Reason(Part.REGION, True, f"Serves {served}, and the work is in {place}.")
    else:
        yield Reason(Part.REGION, False, f"Serves {served or 'no region'}, but the work is in {place}.")


def _certificates(evidence: Evidence) -> Iterator[Reason]:
    if evidence.held_certificates is None:
        return
    held = [one for one in evidence.wanted_certificates if one in evidence.held_certificates]
    lacking = [one for one in evidence.wanted_certificates if one not in evidence.held_certificates]
    if held:
        yield Reason(Part.CERTIFICATES, True, f"Holds {listing(held[:NAMED])}, as asked for.")
    if lacking:
        yield Reason(
            Part.CERTIFICATES, False, f"Does not hold {listing(lacking[:NAMED])}, which is asked for."
        )


def _size(evidence: Evidence) -> Iterator[Reason]:
    if evidence.size is not None and evidence.suits_small is not None:
        small = evidence.size in ("micro", "small", "medium")
        if evidence.suits_small and small:
            yield Reason(Part.SIZE, True, f"Is a {evidence.size} firm, and the notice says it suits such.")


def _named(code: str, labels: Mapping[str, str]) -> str:
    return f"{code} {labels[code]}" if code in labels else code


def _above(code: str, other: str) -> bool:
    return other.startswith(code.rstrip("0").ljust(2, "0"))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
