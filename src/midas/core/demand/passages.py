"""What a demand says in words, cut into passages that know where they stand, and passages into sentences.

Only the texts that ask for something are read: title, description, lots, items, selection criteria and terms. A text
that a source repeats under several names is read once, where it stands first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

LONGEST = 200_000
"""Letters of one passage that are read; more is no notice."""

LONGEST_SENTENCE = 1_500
"""Letters of one sentence; a longer one is a list without breaks."""

MOST = 400
"""Passages that are read at most."""

_ABBREVIATIONS = (
    "e.g",
    "i.e",
    "etc",
    "no",
    "nos",
    "ltd",
    "approx",
    "min",
    "max",
    "incl",
    "st",
    "dr",
    "mr",
    "ref",
    "para",
)
_END = re.compile(
    r"(?<=[.!?])\s+(?=[A-Z0-9\"'(£€])|[;\n\r\u2022\u00b7\uf0b7]+|\s(?=\([a-z]{1,3}\)\s)|\s[-–]\s(?=[A-Z])"
)
# Some portals send the two letters "rn" where a line ended: "prior to award:rn Employer's".
_LOST_BREAK = re.compile(
    r"(?:rn){2,}|(?<=[.:;,)*])rn(?=[\sA-Z-])|(?<![A-Za-z])rn(?=-\s)|(?<=[A-Za-z0-9])rn(?=\s+[-A-Z0-9(]|\s*$|\s+http|[A-Z][a-z])"
)
_ENGLISH_RN = re.compile(
    r"\b(?:\w*(?:tu|mode|the|easte|weste|conce|patte|gove|inte|exte|lea|adjou)|bo|ea|ho|wo|to|bu|wa|ca|ba|co|ste)rn$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, where it stands (`description`, `lot 2`, `criterion 1`), and the lot it is about, if one."""

    place: str
    text: str
    lot: str = ""

    @property
    def is_criterion(self) -> bool:
        """Whether the buyer put it under what bidders must fulfil."""
        return self.place.startswith(("criterion", "terms"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, its white space made plain."""

    text: str
    passage: Passage


def sentences(passages: Iterable[Passage]) -> Iterator[Sentence]:
    """The sentences of the passages, in order; a line, a bullet and a part of a list each count as one."""
    for passage in passages:
        for part in split(passage.text):
            yield Sentence(part, passage)


def split(text: str) -> list[str]:
    """The sentences of a text, empty ones left out."""
    pieces: list[str] = []
    start, whole = 0, mended(text[:LONGEST])
    for gap in _END.finditer(whole):
        if _is_abbreviated(whole[start : gap.start()]):
            continue
        pieces.append(whole[start : gap.start()])
        start = gap.end()
    found = (" ".join(piece.split()) for piece in (*pieces, whole[start:]))
    return [part for piece in found for part in _parts_of(piece) if any(map(str.isalnum, part))]


def _parts_of(sentence: str) -> list[str]:
    """The sentence; one that goes on for ever in parts, so that no text takes long to read."""
    parts = []
    while len(sentence) > LONGEST_SENTENCE:
        cut = sentence.rfind(" ", 1, LONGEST_SENTENCE)
        cut = cut if cut > 0 else LONGEST_SENTENCE
        parts.append(sentence[:cut])
        sentence = sentence[cut:].strip()
    return [*parts, sentence]


def mended(text: str) -> str:
    """The text as it was meant: marks that a portal wrote out and line breaks it lost; words in "rn" stay whole."""
    plain = unescape(unescape(text))

    def line(found: re.Match[str]) -> str:
        return "rn" if _ENGLISH_RN.search(plain[max(0, found.start() - 20) : found.end()]) else "\n"

    return _LOST_BREAK.sub(line, plain)


def _is_abbreviated(before: str) -> bool:
    last = before.rstrip()
    return last.endswith(".") and last[:-1].rsplit(" ", 1)[-1].lstrip("(").casefold() in _ABBREVIATIONS


def of_release(release: Mapping[str, Any]) -> tuple[Passage, ...]:
    """The passages of one OCDS release, as it was published. Anything of another shape is passed over."""
    tender = _mapping(release.get("tender"))
    found = [
        Passage("title", _text(tender, "title")),
        Passage("description", _text(tender, "description")),
        Passage("description", _text(release, "description")),
        *_parts("lot", tender.get("lots"), ("title", "description")),
        *_items(tender),
        *_criteria(_mapping(tender.get("selectionCriteria"))),
        Passage("terms", _text(_mapping(tender.get("contractTerms")), "performanceTerms")),
        Passage("terms", _text(tender, "eligibilityCriteria")),
        Passage("terms", _text(_mapping(tender.get("otherRequirements")), "financialTerms")),
    ]
    return distinct(found)


def distinct(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """The passages that say something, each text once."""
    seen: dict[str, Passage] = {}
    for passage in passages:
        if passage.text.strip():
            seen.setdefault(" ".join(passage.text.split()), passage)
    return tuple(seen.values())[:MOST]


def _parts(word: str, raw: object, names: Sequence[str]) -> Iterator[Passage]:
    for number, part in enumerate(_list(raw), 1):
        key = str(part.get("id") or number)
        for name in names:
            yield Passage(f"{word} {key}", _text(part, name), key if word == "lot" else "")


def _items(tender: Mapping[str, Any]) -> Iterator[Passage]:
    for number, item in enumerate(_list(tender.get("items")), 1):
        lot = str(item.get("relatedLot") or "")
        yield Passage(f"item {item.get('id') or number}", _text(item, "description"), lot)


def _criteria(raw: Mapping[str, Any]) -> Iterator[Passage]:
    yield Passage("criteria", _text(raw, "description"))
    for number, one in enumerate(_list(raw.get("criteria")), 1):
        lot = next((str(key) for key in one.get("relatedLots") or () if isinstance(key, str)), "")
        for name in ("description", "minimum"):
            yield Passage(f"criterion {number}", _text(one, name), lot)


def _mapping(raw: object) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}


def _list(raw: object) -> list[Mapping[str, Any]]:
    return [one for one in raw if isinstance(one, Mapping)] if isinstance(raw, list) else []


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""
