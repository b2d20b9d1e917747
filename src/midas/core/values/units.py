"""Units of quantity, by their UN/ECE Recommendation 20 codes.

Any code of the right shape may be used; the common ones have a name to show.
Source: UN/ECE Recommendation 20, Codes for Units of Measure Used in International Trade, revision 17.
"""

from __future__ import annotations

import re

_SHAPE = re.compile(r"[A-Z0-9]{2,3}\Z")

UNITS: dict[str, tuple[str, str]] = {
    "ANN": ("year", "years"),
    "C62": ("one", "units"),
    "DAY": ("day", "days"),
    "E48": ("service unit", "service units"),
    "EA": ("each", "each"),
    "GRM": ("gram", "grams"),
    "H87": ("piece", "pieces"),
    "HAR": ("hectare", "hectares"),
    "HUR": ("hour", "hours"),
    "KGM": ("kilogram", "kilograms"),
    "KMT": ("kilometre", "kilometres"),
    "KWH": ("kilowatt hour", "kilowatt hours"),
    "LS": ("lump sum", "lump sums"),
    "LTR": ("litre", "litres"),
    "MGM": ("milligram", "milligrams"),
    "MIN": ("minute", "minutes"),
    "MLT": ("millilitre", "millilitres"),
    "MMT": ("millimetre", "millimetres"),
    "MON": ("month", "months"),
    "MTK": ("square metre", "square metres"),
    "MTQ": ("cubic metre", "cubic metres"),
    "MTR": ("metre", "metres"),
    "MWH": ("megawatt hour", "megawatt hours"),
    "PR": ("pair", "pairs"),
    "SET": ("set", "sets"),
    "TNE": ("tonne", "tonnes"),
    "WEE": ("week", "weeks"),
    "XBX": ("box", "boxes"),
    "XPX": ("pallet", "pallets"),
}
"""The common codes, each with its name for one and for many."""


def is_unit(code: str) -> bool:
    """True if `code` has the shape of a Rec 20 code: two or three capitals or digits."""
    return _SHAPE.match(code) is not None


def has_name(code: str) -> bool:
    """True for one of the common codes. What people state for themselves is held to these: others are mostly slips."""
    return code in UNITS


def some_units() -> str:
    """The common codes with their names, for a message."""
    return ", ".join(f"{code} ({many})" for code, (_one, many) in UNITS.items())


def unit_words(code: str | None, many: bool = True) -> str:
    """What to call the unit in a sentence; the code itself where it has no name here."""
    if code is None:
        return "units" if many else "unit"
    return UNITS[code][many] if code in UNITS else code


COUNTED = frozenset({"C62", "EA", "H87"})
"""One, each, piece: three codes for things counted, and the same price."""


def same_unit(a: str | None, b: str | None) -> bool:
    """True if a price per `a` is a price per `b`; an unstated unit agrees with any."""
    return a is None or b is None or a == b or {a, b} <= COUNTED
