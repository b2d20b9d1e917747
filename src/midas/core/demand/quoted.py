"""Where in a demand's own words a proposed package comes from: its sentence, the lots and quantities in the text.

Nothing of the text is taken over silently: what is read from it stands among the package's reasons with its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from midas.core.demand.asking import SHOWN, excerpt
from midas.core.demand.notice import Lot
from midas.core.demand.passages import Passage, mended, sentences
from midas.core.demand.proposal import Proposed
from midas.core.demand.written_amounts import Counted, quantities
from midas.core.values.units import unit_words
from midas.core.values.words import listing, plain

FEWEST = 2
"""One lot named in a text is no division of the work."""

LONGEST_TITLE = 110
SHORTEST_WORD = 4
CUT = 6
"""Words are compared by their first letters, so that "cleaning" meets "cleaners"."""

_LOT = re.compile(r"\bLot\s+(?P<id>\d{1,2}|[A-Z])\s*(?:[-–—:.)]|\bis\b|\bfor\b)\s*(?=[A-Za-z])", re.I)
_CLOSE = re.compile(r"[\n;•]|(?<=[\w)])\.(?:\s|$)")
_WORD = re.compile(rf"[a-z]{{{SHORTEST_WORD},}}")
_EMPTY = frozenset(
    {
        "services",
        "service",
        "work",
        "works",
        "supply",
        "provision",
        "related",
        "other",
        "general",
        "including",
    }
    | {"with", "from", "that", "this", "will"}
)


def lots_in_text(passages: Iterable[Passage]) -> tuple[Lot, ...]:
    """The lots a text lists ("Lot 1: Cleaning; Lot 2: Security"), in order; none unless it names two or more."""
    found: dict[str, Lot] = {}
    for passage in passages:
        text = mended(passage.text)
        heads = list(_LOT.finditer(text))
        for head, following in zip(heads, [*heads[1:], None], strict=False):
            said = text[head.end() : following.start() if following else len(text)]
            title = " ".join(_CLOSE.split(said, maxsplit=1)[0].split()).strip(" .,-–:")
            if title:
                key = head.group("id").upper()
                found.setdefault(key, Lot(key, _short(title), title))
    return tuple(found.values()) if len(found) >= FEWEST else ()


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def sentence_for(words: str, passages: Sequence[Passage], lot: str = "") -> str:
    """The sentence that says most of the words, of the lot's own passages if it has any; empty if none says one."""
    own = [one for one in passages if lot and one.lot == lot]
    wanted = _stems(words)
    best, most = "", 0
    for sentence in sentences(own or passages):
        said = len(wanted & _stems(sentence.text))
        if said > most:
            best, most = sentence.text, said
    if not best and own:
        best = next((sentence.text for sentence in sentences(own)), "")
    return excerpt(best, 0) if len(best) > SHOWN else best


def with_quantity_said(part: Proposed, passages: Sequence[Passage], alone: bool) -> Proposed:
    """The package with the quantity its text names, if it names one and only one; several are told, none is taken.

    `alone`: it is the only package, so that what the whole text says is about it.
    """
    if part.quantity is not None:
        return part
    own = [one for one in passages if part.lot and one.lot == part.lot] or (list(passages) if alone else [])
    said = {(one.quantity, one.unit): (one, text) for text in _texts(own, part) for one in quantities(text)}
    if not said:
        return part
    if len(said) > 1:
        named = listing(_named(one) for one, _text in list(said.values())[:4])
        return replace(
            part, reasons=(*part.reasons, f"The text names several quantities: {named}. None is taken.")
        )
    one, text = next(iter(said.values()))
    why = f"The text names {_named(one)}: “{excerpt(text, one.start)}”"
    return replace(part, quantity=one.quantity, unit=one.unit, reasons=(*part.reasons, why))


def _texts(own: Sequence[Passage], part: Proposed) -> list[str]:
    texts = [sentence.text for sentence in sentences(own)]
    return texts or ([part.sentence] if part.sentence else [])


def _named(one: Counted) -> str:
    return f"{plain(one.quantity)} {one.of or unit_words(one.unit)}"


def _stems(text: str) -> set[str]:
    return {word[:CUT] for word in _WORD.findall(text.casefold()) if word not in _EMPTY}
