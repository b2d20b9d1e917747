"""Reading the facts of a notice out of one OCDS release, 1.0 or 1.1, with or without the usual extensions.

Whatever the release holds, reading ends with facts: what cannot be read is left out and listed. Sources: OCDS
1.0 and 1.1; its extensions lots, location, suitability, and what Contracts Finder, Find a Tender, Public
Contracts Scotland, Sell2Wales and BASE publish.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from midas.core.demand.notice import Item, Lot, NoticeFacts, Span
from midas.core.demand.notice_fields import Node, distinct, first
from midas.core.demand.notice_parts import (
    cpv_code,
    read_award,
    read_buyer,
    read_documents,
    read_items,
    read_lot,
    read_span,
    stated,
    total,
)
from midas.core.demand.notice_places import Regions, as_code, place_words, smallest_region
from midas.core.values.fields import shown
from midas.core.values.problems import Problem


def read_notice(
    release: Any, where: str = "$", regions: Regions = as_code
) -> tuple[NoticeFacts, list[Problem]]:
    """The facts of a release and what could not be read of it, by JSON path below `where`. Never raises.

    `regions` tells what region is meant; without it only codes are understood, no names.
    """
    problems: list[Problem] = []
    if not isinstance(release, dict):
        return NoticeFacts(), [Problem(where, f"must be an object, not {shown(release)}.")]
    root = Node(release, where, problems)
    tender = root.node("tender")
    lots = tuple(read_lot(node, regions) for node in tender.nodes("lots"))
    items = read_items(root, tender, regions)
    awards = tuple(read_award(root, node) for node in root.nodes("awards"))
    main, *others = _cpv_codes(tender, items) or ("",)
    facts = NoticeFacts(
        ocid=root.text("ocid"),
        release_id=root.text("id"),
        released_at=root.moment("date"),
        tags=root.texts("tag"),
        language=root.text("language").lower(),
        title=_title(root, tender),
        description=first(tender.text("description"), root.text("description")),
        status=tender.text("status"),
        buyer=read_buyer(root, tender, regions),
        value=stated(tender, "value") or total(lot.value for lot in lots),
        min_value=stated(tender, "minValue"),
        cpv=main,
        cpv_additional=tuple(others),
        category=tender.text("mainProcurementCategory"),
        method=tender.text("procurementMethod"),
        procedure=tender.text("procurementMethodDetails"),
        region=smallest_region([lot.region for lot in lots] + [item.region for item in items]),
        place=place_words(tender),
        enquiries_until=tender.node("enquiryPeriod").moment("endDate"),
        deadline_at=tender.node("tenderPeriod").moment("endDate"),
        span=_whole_span(root, tender, lots),
        sme_suitable=_suitable(tender, "sme", "isSuitableForSme"),
        vcse_suitable=_suitable(tender, "vcse", "isSuitableForVco"),
        lots=lots,
        items=items,
        documents=tuple(read_documents(root, tender)),
        awards=awards,
    )
    _note_twins(tender, "lots", lots)
    _note_twins(tender, "items", items)
    return facts, list(dict.fromkeys(problems))


def _title(root: Node, tender: Node) -> str:
    """The tender's title, else what the planning or an award is called."""
    project = root.node("planning").node("budget").text("project")
    awards = (award.text("title") for award in root.nodes("awards"))
    return first(tender.text("title"), root.text("title"), project, *awards)


def _cpv_codes(tender: Node, items: Iterable[Item]) -> tuple[str, ...]:
    """Every CPV code of the notice once, the tender's own first."""
    own = map(cpv_code, (tender.node("classification"), *tender.nodes("additionalClassifications")))
    return distinct((*own, *(code for item in items for code in item.cpv)))


def _whole_span(root: Node, tender: Node, lots: Iterable[Lot]) -> Span:
    """The contract's period; else from the first lot's start to the last one's end; else the awards'."""
    given = read_span(tender.node("contractPeriod"))
    if given != Span():
        return given
    spans = [lot.span for lot in lots]
    if all(span == Span() for span in spans):
        spans = [read_span(award.node("contractPeriod")) for award in root.nodes("awards")]
    return Span(
        min(_known(span.starts_on for span in spans), default=None),
        max(_known(span.ends_on for span in spans), default=None),
        max((span.days for span in spans if span.days), default=None),
    )


def _known(days: Iterable[date | None]) -> list[date]:
    return [day for day in days if day is not None]


def _suitable(tender: Node, name: str, older: str) -> bool | None:
    """Whether the notice or any lot of it is said to suit; `older` is Contracts Finder's name before 2021."""
    given = [tender.node("suitability").flag(name), tender.node("xClassifications").flag(older)]
    given += [lot.node("suitability").flag(name) for lot in tender.nodes("lots")]
    known = [one for one in given if one is not None]
    return any(known) if known else None


def _note_twins(tender: Node, key: str, parts: Iterable[Lot | Item]) -> None:
    seen: set[str] = set()
    for index, part in enumerate(parts):
        if part.id in seen:
            tender.note(key, f"two entries have the id {shown(part.id)} (the second is entry {index}).")
        seen.add(part.id)
