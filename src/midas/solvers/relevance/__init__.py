"""Ranks a million texts in milliseconds, by the definitions of `midas.core.demand.relevance`.

`Index` (texts by BM25), `Codes` (firms by CPV nearness), `CpvSuggester` (CPV codes for a text). All are values: a
change makes a new one that shares what is the same, so a search is never disturbed by a change.
"""

from midas.solvers.relevance.index import Allowed, Hit, Index
from midas.solvers.relevance.stored import StaleIndex

__all__ = ["Allowed", "Hit", "Index", "StaleIndex"]
