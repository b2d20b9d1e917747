"""How plainly a sentence asks for something: orders, wishes, what it says is not needed, what it says of the buyer.

For notices in English. An order or a selection criterion counts most, a mention least; where another proof is taken
as well, a little less.
"""

from __future__ import annotations

import re

from midas.core.demand.passages import Sentence

SHOWN = 320
"""Letters of a sentence that are kept with a finding, around what was found."""

ORDER = re.compile(
    r"\b(must|shall|required?|requires|(?:a|the|mandatory|minimum) requirement|mandatory|minimum|essential|at least"
    r"|not less than|no less than|will need to|need to hold|compulsory|are to (?:hold|have)|should (?:hold|have|be))\b",
    re.I,
)
WISH = re.compile(
    r"\b(desirable|preferabl[ey]|preferred|ideally|advantageous?|an advantage|encouraged?|welcome|may be asked"
    r"|where applicable|would be beneficial)\b",
    re.I,
)
NOT = re.compile(
    r"\b(not (?:be )?(?:required|needed|necessary|a requirement|applicable)|no (?:requirement|need|minimum)"
    r"|does not require|do not require|without the need|exempt|n/a)\b",
    re.I,
)
OURS = re.compile(
    r"\b(?:we|authority|council|university|association|trust|board|is|are|currently) "
    r"(?:is |are |has been |have been |currently )?(?:already )?(?:accredited|certified|certificated)\b"
    r"|\baccredited to\b.{0,12}\bISO\b.{0,80}:",
    re.I,
)
OR_ELSE = re.compile(
    r"\bor (?:have\b|the bidder must|a documented|a regularly|provide responses|to produce|other|alternative"
    r"|demonstrat|working towards)",
    re.I,
)
LAW = re.compile(r"\b(?:modern slavery|section 54|late payment|small business, enterprise)\b", re.I)
LESS = re.compile(r"\b(?:less than|below|under|not exceeding|up to a maximum of)\b", re.I)
_LOT = re.compile(r"\blot (?P<lot>\d{1,2}|[A-Z])\b", re.I)


def confidence(sentence: Sentence, *, opening: str = "") -> int:
    """How plainly a sentence asks for what it names; 0 where it says that it does not."""
    text = sentence.text
    if NOT.search(text):
        return 0
    if WISH.search(text):
        return 45
    ordered, opened = ORDER.search(text) is not None, ORDER.search(opening) is not None
    score = 85 if ordered else 75 if opened else 50
    score -= 10 if OR_ELSE.search(text) else 0
    return min(95, score + 10) if sentence.passage.is_criterion else score


def lot_before(text: str, at: int) -> str:
    """The lot that a part of a sentence is about: the last one named shortly before it."""
    named = list(_LOT.finditer(text[max(0, at - 70) : at]))
    return named[-1].group("lot") if named else ""


def excerpt(text: str, at: int) -> str:
    """The sentence, or of a long one the part around a place, cut between words."""
    if len(text) <= SHOWN:
        return text
    start = max(0, min(at - SHOWN // 3, len(text) - SHOWN))
    part = text[start : start + SHOWN]
    part = part if start == 0 else "… " + part.split(" ", 1)[-1]
    return part if start + SHOWN >= len(text) else part.rsplit(" ", 1)[0] + " …"
