"""The portals Midas knows how to read, and how each turns its pages.

A row is what the portal's own documentation says; an administrator may register another address of the same shape.
Sources: Contracts Finder, API documentation V2 (`Published/Notices/OCDS/Search`); Find a Tender, REST API
(`ocdsReleasePackages`); Public Contracts Scotland and Sell2Wales, API v1 (`Notices` by month and kind of notice).
Looked up on 2026-11-28; valid until the portals change them.
"""

from __future__ import annotations

from collections.abc import Mapping

from midas.core.demand.sources import Portal, Turning

HUNDRED = (("limit", "100"),)

OFFICIAL = (*map(str, range(1, 8)), *map(str, range(12, 16)), *map(str, range(20, 26)))
"""Kinds of notice of the Official Journal (forms F1 to F25) that both portals publish under the same numbers."""

PACKAGES = (("outputType", "0"),)

PORTALS: Mapping[str, Portal] = {
    portal.key: portal
    for portal in (
        Portal(
            "contracts-finder",
            "Contracts Finder",
            "https://www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search",
            begin="publishedFrom",
            end="publishedTo",
            fixed=HUNDRED,
        ),
        Portal(
            "find-a-tender",
            "Find a Tender",
            "https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages",
            begin="updatedFrom",
            end="updatedTo",
            fixed=HUNDRED,
        ),
        Portal(
            "public-contracts-scotland",
            "Public Contracts Scotland",
            "https://api.publiccontractsscotland.gov.uk/v1/Notices",
            turning=Turning.MONTHS,
            begin="dateFrom",
            fixed=PACKAGES,
            kind="noticeType",
            kinds=(*OFFICIAL, "101", "102", "103", "104"),
        ),
        Portal(
            "sell2wales",
            "Sell2Wales",
            "https://api.sell2wales.gov.wales/v1/Notices",
            turning=Turning.MONTHS,
            begin="dateFrom",
            fixed=PACKAGES,
            kind="noticeType",
            kinds=(*OFFICIAL, "51", "52", "53", "54", "55", "56"),
        ),
        Portal("ocds", "Any OCDS portal whose pages name the next one", ""),
    )
}
"""By key."""
