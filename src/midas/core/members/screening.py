"""Names compared with lists of names: which firm or officer may be on a sanctions or exclusion list.

Names are compared by their key (`midas.core.values.names`): case, accents, punctuation, the order of words and the
legal form at the end do not count. Names that are nearly alike are found by the groups of three letters they share
(Dice's coefficient). A hit is a question for a person, never an answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from midas.core.values.names import name_key

LEAST = 0.82
"""How alike two names must be to be shown; found by trying, this program's own proposal."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A name on a list; `reference` is the list's own number for it."""

    list_name: str
    name: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A name of ours that is looked for: of a firm, or of one of its officers."""

    firm: str
    name: str
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed name that may be the subject: how alike they are (0 to 1), and the reasons."""

    subject: Subject
    listed: Listed
    likeness: float
    reasons: tuple[str, ...]

    @property
    def key(self) -> str:
        """What a person's verdict on it is kept under: it outlives loading the list anew."""
        return f"{self.listed.list_name}|{name_key(self.listed.name)}|{name_key(self.subject.name)}"


class NameIndex:
    """Listed names by the groups of three letters in them. Making one takes long, asking it does not: keep it."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        self.entries = tuple(dict.fromkeys(listed))
        self._by_gram: dict[str, list[int]] = defaultdict(list)
        self._sizes = []
        for place, entry in enumerate(self.entries):
            grams = _grams(name_key(entry.name))
            self._sizes.append(len(grams))
            for gram in grams:
                self._by_gram[gram].append(place)

    def alike(self, name: str, least: float) -> Iterator[tuple[Listed, float]]:
        """The listed names that are at least so much like that one, and how much, in the order of the list."""
        grams = _grams(name_key(name))
        shared: dict[int, int] = defaultdict(int)
        for gram in grams:
            for place in self._by_gram.get(gram, ()):
                shared[place] += 1
        for place, count in shared.items():
            likeness = 2 * count / (len(grams) + self._sizes[place])
            if likeness >= least:
                yield self.entries[place], likeness


def screen(subjects: Iterable[Subject], listed: NameIndex, least: float = LEAST) -> tuple[Hit, ...]:
    """Every listed name that is at least so much like a subject's; the most alike first, ties by name and list."""
    hits = [
        Hit(subject, entry, likeness, _reasons(subject, entry, likeness))
        for subject in subjects
        for entry, likeness in listed.alike(subject.name, least)
    ]
    return tuple(
        sorted(hits, key=lambda hit: (-hit.likeness, hit.subject.firm, hit.subject.name, hit.listed.name))
    )


def _reasons(subject: Subject, entry: Listed, likeness: float) -> tuple[str, ...]:
    ours, theirs = name_key(subject.name), name_key(entry.name)
    who = "an officer's name" if subject.is_person else "the firm's name"
    if ours == theirs:
        same = (
            "the same, letter by letter"
            if subject.name == entry.name
            else "the same but for case, legal form or the order of words"
        )
        return (f"{who} is {same}",)
    common = sorted(set(ours.split()) & set(theirs.split()))
    told = (f"{who} is {likeness:.0%} alike, letter group by letter group",)
    return (*told, f"the same words: {', '.join(common)}") if common else told


@lru_cache(maxsize=50_000)
def _grams(key: str) -> frozenset[str]:
    padded = f"  {key} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))
