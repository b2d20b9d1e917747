"""What a text comes down to before it is compared: its words, without case, accents, endings and small words.

`terms` is the one definition: whatever is indexed or searched goes through it, so a change here makes saved indexes
stale; `VERSION` says so. Endings are cut by the Snowball stemmer for English (M. F. Porter, "Snowball", 2001;
the 'Porter2' algorithm), words of other languages pass through it mostly unharmed.
"""

from __future__ import annotations

import html
import re
import unicodedata
from enum import StrEnum
from functools import cache

import Stemmer

VERSION = 1
"""Raised whenever `terms` answers differently for some text."""

STOP = frozenset(
    """
    a about above after all also am an and any are as at be been before being below between both but by can could
    did do does doing each etc for from further had has have having he her here hers him his how i if in into is it
    its itself may me more most must my no nor not of off on once only or other our ours out over own per same shall
    she should so some such than that the their theirs them then there these they this those through to too under
    until up upon us very via was we were what when where which while who whom why will with within would you your
    one two three four five six seven eight nine ten
    """.split()  # noqa: SIM905
)
"""Words that say nothing of what a text is about."""

BUYING = frozenset(
    """
    agreement annum applications apply appoint appointed appointment authorities authority available award awarded
    bid bidder bidders bids borough call click clause commence commencing complete conditions contract contracted
    contracting contractor contractors contracts council councils county current currently date dates deliver
    delivered delivery description details district document documents dps email end ensure existing expected
    expression expressions extend extension following framework frameworks full further include included includes
    including information initial interest interested intention invitation invite invited invites itt link lot lots
    month months new notice offer opportunities opportunity option optional options organisation organisations part
    parties partner partners party per period please portal potential procure procurement provide provided provider
    providers provides providing provision purchase purchasing qualified quotation quotations quote range register
    registered registration request require required requirement requirements requires response rfq scope seek
    seeking seeks select selected specification start starting submission submissions submit submitted successful
    suitable suitably supplier suppliers tender tendered tenderer tenderers tendering tenders term terms total use
    used value various wish wishes year years
    """.split()  # noqa: SIM905
)
"""Words of buying, not of what is bought: they count `FAINT` where a notice is the query."""

FAINT = 0.3
TITLE = 3
"""A word of a title counts as often as this many of the description."""

_WORD = re.compile(r"[^\W_]+")
_stemmer = Stemmer.Stemmer("english")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})


def split(text: str) -> list[str]:
    """The words of a text in order, in lower case and without accents, as they stand otherwise.

    Character references of HTML are read, apostrophes join (`women's` is `womens`).
    """
    if "&" in text:
        text = html.unescape(text)
    text = text.lower()
    if not text.isascii():
        spelt = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        text = "".join(one for one in spelt if not unicodedata.combining(one)).replace("’", "'")
    return _WORD.findall(text.replace("'", ""))


def term(word: str) -> str:
    """What one word of `split` counts as; empty for one that does not count: a small word or a single letter."""
    if word in STOP or len(word) < 2:
        return ""
    return word if word.isdigit() else str(_stemmer.stemWord(word))


def terms(text: str) -> list[str]:
    """The terms of a text in order, repeated as often as they occur."""
    return [found for word in split(text) if (found := term(word))]


def as_written(text: str) -> dict[str, str]:
    """For each term of a text, the word that first came down to it: what to show a person instead of the term."""
    found: dict[str, str] = {}
    for word in split(text):
        if one := term(word):
            found.setdefault(one, word)
    return found


class Reader(StrEnum):
    """What a text is compared by: the terms of its words, or runs of their letters."""

    WORDS = "words"
    GRAMS = "grams"

    def read(self, text: str) -> list[str]:
        """What the text comes down to."""
        return terms(text) if self is Reader.WORDS else grams(text)


RUN = 4


def grams(text: str) -> list[str]:
    """The runs of four letters of every word that counts, its ends marked: `<bus` and `bus>` of `bus`. Texts alike in
    these are alike in spelling, even where their terms differ."""
    return [run for word in split(text) if term(word) for run in runs(word)]


def runs(word: str) -> list[str]:
    """The runs of four letters of one word."""
    marked = f"<{word}>"
    return [marked[at : at + RUN] for at in range(max(1, len(marked) - RUN + 1))]


def of_notice(title: str, description: str = "", reader: Reader = Reader.WORDS) -> dict[str, float]:
    """How much each term of a notice counts as a query: as often as it occurs, in the title more, as a word of buying
    less."""
    counted: dict[str, float] = {}
    faint = _buying()
    for text, often in ((title, TITLE), (description, 1)):
        for word in split(text):
            if found := term(word):
                worth = often * (FAINT if found in faint else 1.0)
                for one in (found,) if reader is Reader.WORDS else runs(word):
                    counted[one] = counted.get(one, 0.0) + worth
    return counted


@cache
def _buying() -> frozenset[str]:
    return frozenset(map(term, BUYING))
