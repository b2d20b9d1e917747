"""What a firm's name comes down to, so that two writings of one name are the same text.

Case, accents, punctuation, the order of the words and the legal form at the end are ways of writing, not part of the
name. `name_key` is kept beside the name and compared; it is never shown. A legal form is dropped at the end only:
`Limited Editions Ltd` keeps its first word. The forms are those of the registers Midas meets (United Kingdom, EU,
EFTA, United States), as their company laws abbreviate them.
"""

from __future__ import annotations

import re
import unicodedata

LEGAL_FORMS = frozenset(
    # United Kingdom and Ireland, with the Welsh forms; then Germany, Austria, Switzerland; France, Benelux; Italy,
    # Spain, Portugal; the north; the east; the United States.
    [
        "ltd",
        "limited",
        "plc",
        "llp",
        "lp",
        "cic",
        "cio",
        "company",
        "co",
        "public",
        "private",
        "unlimited",
        "unltd",
        "dac",
        "clg",
        "cyf",
        "cyfyngedig",
        "ccc",
        "gmbh",
        "mbh",
        "ag",
        "kg",
        "ohg",
        "ug",
        "kgaa",
        "ev",
        "eg",
        "sa",
        "sas",
        "sasu",
        "sarl",
        "eurl",
        "snc",
        "bv",
        "nv",
        "vof",
        "cv",
        "sprl",
        "bvba",
        "srl",
        "spa",
        "sl",
        "slu",
        "lda",
        "ltda",
        "oy",
        "oyj",
        "ab",
        "as",
        "asa",
        "aps",
        "sro",
        "zoo",
        "spzoo",
        "doo",
        "kft",
        "zrt",
        "bt",
        "ood",
        "eood",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "llc",
    ]
)
"""Words that end a name without being part of it."""

_LINKS = frozenset({"and", "the", "of", "und", "et", "y"})
_LETTERS = {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
_JOINED = re.compile(r"['’`´.]")
_SPLIT = re.compile(r"[^0-9a-z]+")
LONGEST = 160
"""As many characters of a key are kept as of a name."""


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in their order, in lower case without accents, legal form and links such as `and`.

    Where nothing else is left, the words are those of the name as it is; empty for a name without letters or digits.
    """
    words = _joined(_SPLIT.sub(" ", _JOINED.sub("", _plain(name))).split())
    kept = list(words)
    while kept and (kept[-1] in LEGAL_FORMS or kept[-1] in _LINKS):
        kept.pop()
    return tuple(word for word in kept if word not in _LINKS) or tuple(words)


def name_key(name: str) -> str:
    """The words of the name in alphabetical order, each once: equal for two writings of one name."""
    return " ".join(sorted(set(name_words(name))))[:LONGEST]


def _plain(name: str) -> str:
    folded = name.casefold().replace("&", " and ").replace("+", " and ")
    spelt = "".join(_LETTERS.get(letter, letter) for letter in folded)
    return "".join(one for one in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(one))


def _joined(words: list[str]) -> list[str]:
    """Letters standing alone beside each other are one word: `j p morgan` is `jp morgan`, `s p a` is `spa`."""
    joined: list[str] = []
    open_run = False
    for word in words:
        alone = len(word) == 1 and word.isalpha()
        if alone and open_run:
            joined[-1] += word
        else:
            joined.append(word)
        open_run = alone
    return joined
