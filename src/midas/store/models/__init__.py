"""Everything Midas remembers, a module per stage of the life cycle."""

from midas.store.models.access import ApiToken, Cluster, Event, Person, Role, TenantOwned
from midas.store.models.demand import Notice, NoticeImport, Opportunity, Requirement, WorkPackage
from midas.store.models.formation import Enterprise, Formation, Partner, PartnerWork, Proposal
from midas.store.models.members import (
    Certificate,
    Competency,
    Membership,
    Offering,
    OfferingUse,
    Organisation,
    Resource,
    SectorGroup,
)

__all__ = [
    "ApiToken",
    "Certificate",
    "Cluster",
    "Competency",
    "Enterprise",
    "Event",
    "Formation",
    "Membership",
    "Notice",
    "NoticeImport",
    "Offering",
    "OfferingUse",
    "Opportunity",
    "Organisation",
    "Partner",
    "PartnerWork",
    "Person",
    "Proposal",
    "Requirement",
    "Resource",
    "Role",
    "SectorGroup",
    "TenantOwned",
    "WorkPackage",
]
