"""Ranks a million texts in milliseconds, by the definitions of `midas.core.demand.relevance`.

`Index` (texts by BM25), `Codes` (firms by CPV nearness), `Matcher` (firms by both, by past wins and by what the caller
knows), `CpvSuggester` (CPV codes for a notice), `LabelFinder` (entries of any code list). All are values: a change
makes a new one that shares what is the same, so a search is never disturbed by a change.
"""

from midas.solvers.relevance.codes import Codes
from midas.solvers.relevance.index import Allowed, Hit, Index
from midas.solvers.relevance.labels import Entry, LabelFinder
from midas.solvers.relevance.matching import Match, Matcher, Question
from midas.solvers.relevance.stored import StaleIndex
from midas.solvers.relevance.suggest import CpvSuggester, Learned, Source, Suggestion, suggest_cpv

__all__ = [
    "Allowed",
    "Codes",
    "CpvSuggester",
    "Entry",
    "Hit",
    "Index",
    "LabelFinder",
    "Learned",
    "Match",
    "Matcher",
    "Question",
    "Source",
    "StaleIndex",
    "Suggestion",
    "suggest_cpv",
]
