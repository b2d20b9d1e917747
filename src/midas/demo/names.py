"""Invented names: places nobody lives in, with the trade behind them.

A name's first word is used once in the whole cluster, so that no two firms are mistaken for each other; the
words are made up and stand for no firm there is.
"""

from __future__ import annotations

from collections.abc import Collection
from random import Random

HEADS = (
    *("Arken", "Brackle", "Corven", "Dunnock", "Eskel", "Fennim", "Gannow", "Hesken", "Inglet", "Jorvel"),
    *("Keldon", "Larrick", "Mossen", "Nessel", "Orrin", "Pellow", "Quern", "Rasken", "Skelm", "Tarnwe"),
    *("Ulver", "Vennor", "Wetherin", "Yarrin", "Bleask", "Thrinn"),
)
TAILS = (
    *("by", "thwaite", "mere", "holt", "croft", "beck", "garth", "stow", "shaw", "combe", "lode"),
    *("moor", "fold", "ridge"),
)


def roots(random: Random, taken: Collection[str] = ()) -> list[str]:
    """Every first word that is not taken, in an order of the seed's."""
    words = [head + tail for head in HEADS for tail in TAILS if head + tail not in taken]
    random.shuffle(words)
    return words


def firm_name(root: str, words: tuple[str, ...], ending: str, random: Random) -> str:
    """`Arkenbeck Precision Ltd`."""
    return f"{root} {random.choice(words)} {ending}"


def web_address(name: str) -> str:
    """An address in the domain that is kept for examples (RFC 2606)."""
    word = name.split()[0].lower()
    return f"https://{''.join(letter for letter in word if letter.isascii() and letter.isalnum())}.example"
