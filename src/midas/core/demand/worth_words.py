"""Why a demand is worth a member's time, in words a firm's owner would use, the weightiest first.

The words suit the firm itself as well as a broker who reads of it. A reason speaks for the match or against it; what is
not known is not mentioned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from midas.core.demand.relevance.blend import Blend, Part, Parts
from midas.core.demand.relevance.nearness import nearest
from midas.core.demand.relevance.words import as_written
from midas.core.demand.worth import Asked, Speaker, past_wins
from midas.core.values.words import count, listing

NAMED = 5
"""How many shared words are named."""

Shared = tuple[tuple[str, float], ...]
"""Terms both texts have, with what each adds, the most first."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: which signal it is of, and its words."""

    kind: Part
    words: str

    def written(self) -> dict[str, str]:
        """As it is kept."""
        return {"kind": self.kind, "words": self.words}


@dataclass(frozen=True, slots=True)
class Told:
    """What the words are made from: both sides, the parts, the shared terms, the demand's text and names of codes and
    regions."""

    asked: Asked
    speaker: Speaker
    parts: Parts
    shared: Shared
    text: str
    labels: Mapping[str, str]
    region: Callable[[str], str]


def reasons(told: Told, blend: Blend) -> list[Reason]:
    """Every known signal in words, by how much it adds to the figure, what speaks against it last."""
    order = [share.part for share in blend.score(told.parts).shares]
    found = [(part, WORDS[part](told)) for part in order]
    return [Reason(part, words) for part, words in found if words]


def _codes(told: Told) -> str:
    near = nearest(told.asked.codes, told.speaker.codes)
    if near is None:
        return "Nothing offered is of the kinds asked for"
    held = told.labels.get(near.held, near.held)
    if near.level == "code":
        return f"Offers what is asked for: {held}"
    wanted = told.labels.get(near.wanted, near.wanted)
    return f"Offers {held}, of the same {near.level} as {wanted}"


def _words(told: Told) -> str:
    written = as_written(told.text)
    names = [written.get(term, term) for term, _adds in told.shared[:NAMED]]
    return f"Words in common: {', '.join(names)}" if names else ""


def _wins(told: Told) -> str:
    won = past_wins(told.asked, told.speaker)
    return f"Had a part in {count(won, 'team')} for work of this kind" if won else ""


def _region(told: Told) -> str:
    value, where = told.parts.get(Part.REGION), told.region(told.asked.region)
    if value is None:
        return ""
    if value >= 1:
        return f"Works in {where}"
    return f"Sits near {where}" if value > 0 else f"Does not say that it works in {where}"


def _size(told: Told) -> str:
    return (
        "Said to suit small firms"
        if told.parts.get(Part.SIZE)
        else "Said to suit small firms, and this one is large"
    )


def _papers(told: Told) -> str:
    held = [name for name in told.asked.certificates if name in told.speaker.certificates]
    lacking = [name for name in told.asked.certificates if name not in told.speaker.certificates]
    if not lacking:
        return f"Holds what is asked for: {listing(held)}"
    return f"Shows no {listing(lacking)}, which is asked for"


WORDS: Mapping[Part, Callable[[Told], str]] = {
    Part.CODES: _codes,
    Part.WORDS: _words,
    Part.WINS: _wins,
    Part.REGION: _region,
    Part.SIZE: _size,
    Part.CERTIFICATES: _papers,
}
