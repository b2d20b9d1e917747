"""What customers want and who might do it: notices and opportunities, where they come from, needs, matches."""

from midas.store.models.demand.intake import (
    AmendmentNote,
    DemandFollower,
    DemandLikeness,
    DemandMerge,
    DemandNumber,
    DemandVerdict,
    NoticeSource,
    SourceRun,
)
from midas.store.models.demand.matching import (
    Match,
    MatchAnswer,
    MatchRun,
    TextRevision,
)
from midas.store.models.demand.needs import (
    BidDecision,
    ConditionVerdict,
    DemandLink,
    Need,
    NeedFile,
    PartnerSought,
    PublishedCoverage,
)
from midas.store.models.demand.opportunities import (
    Notice,
    NoticeImport,
    Opportunity,
    Requirement,
    WorkPackage,
)

__all__ = [
    "AmendmentNote",
    "BidDecision",
    "ConditionVerdict",
    "DemandFollower",
    "DemandLikeness",
    "DemandLink",
    "DemandMerge",
    "DemandNumber",
    "DemandVerdict",
    "Match",
    "MatchAnswer",
    "MatchRun",
    "Need",
    "NeedFile",
    "Notice",
    "NoticeImport",
    "NoticeSource",
    "Opportunity",
    "PartnerSought",
    "PublishedCoverage",
    "Requirement",
    "SourceRun",
    "TextRevision",
    "WorkPackage",
]
