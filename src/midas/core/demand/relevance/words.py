"""What a text comes down to before it is compared: its words, without case, accents, endings and small words.

`terms` is the one definition: whatever is indexed or searched goes through it, so a change here makes saved indexes
stale; `VERSION` says so. Endings are cut by the Snowball stemmer for English (M. F. Porter, "Snowball", 2001;
the 'Porter2' algorithm), words of other languages pass through it mostly unharmed.
"""

from __future__ import annotations

import html
import re
import unicodedata

import snowballstemmer

VERSION = 1
"""Raised whenever `terms` answers differently for some text."""

STOP = frozenset(
    """
    a about above after all also am an and any are as at be been before being below between both but by can could
    did do does doing each etc for from further had has have having he her here hers him his how i if in into is it
    its itself may me more most must my no nor not of off on once only or other our ours out over own per same shall
    she should so some such than that the their theirs them then there these they this those through to too under
    until up upon us very via was we were what when where which while who whom why will with within would you your
    """.split()  # noqa: SIM905
)
"""Words that say nothing of what a text is about."""

_WORD = re.compile(r"[^\W_]+")
_stemmer = snowballstemmer.stemmer("english")
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
