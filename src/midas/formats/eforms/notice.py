"""The facts of an eForms notice: buyer, lots, kinds of work, values, dates, documents, and who won.

The notice is first written as a release in OCDS's shape, so that both doors lead through the same reading
(`midas.core.demand.notice_reading`): the same limits, the same rules for what is left out, the same remarks. Source of
the mapping: OCDS for eForms (Open Contracting Partnership), for the fields that a demand has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from midas.core.demand.notice import NoticeFacts
from midas.core.demand.notice_reading import read_notice
from midas.core.values.problems import Problem
from midas.formats.eforms.check import faults_of, remarks_of
from midas.formats.eforms.results import read_results
from midas.formats.eforms.tree import EXTENSION, MOST, REGISTRATION, Spot, as_text, parsed
from midas.formats.ocds.check import region_meant
from midas.formats.ocds.limits import Refused
from midas.rules import eforms

PROCEDURE = "cac:ProcurementProject"
LOTS = "cac:ProcurementProjectLot"


@dataclass(frozen=True, slots=True)
class EformsNotice:
    """One notice: its facts, what makes it invalid, remarks, and the text it came as.

    `changes` is the number of the notice it changes; `version` names the edition of eForms.
    """

    facts: NoticeFacts
    faults: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    text: str
    sha256: str
    version: str
    changes: str = ""

    @property
    def valid(self) -> bool:
        """True if it may be taken."""
        return not self.faults


def read_eforms(content: bytes, most: int = MOST) -> EformsNotice:
    """What an eForms notice says. Raises `Refused` for what is no such notice, or not about a demand."""
    root = parsed(content, most)
    if root.name == REGISTRATION:
        raise Refused(
            "This notice registers a business; there is no demand in it. Nothing was taken.", root.where
        )
    faults = faults_of(root)
    places: dict[str, str] = {}
    facts, problems = read_notice(as_release(root, places), regions=_region)
    awards, more = read_results(root)
    remarks = [Problem(_place(one.where, places, root), _told(one)) for one in problems]
    remarks += [*more, *remarks_of(root)]
    text = as_text(content, root, most)
    return EformsNotice(
        replace(facts, awards=awards),
        tuple(faults),
        tuple(remarks),
        text,
        hashlib.sha256(text.encode()).hexdigest(),
        root.text("cbc:CustomizationID").split("#")[0].removeprefix("eforms-"),
        root.text(f"{EXTENSION}/efac:Changes/efbc:ChangedNoticeIdentifier"),
    )


def process_of(root: Spot) -> str:
    """The number of the process: of the procedure (BT-04), else of a plan that has none yet, of the notice itself."""
    number = root.text("cbc:ContractFolderID") or root.text("cbc:ID")
    return f"eforms-{number}" if number else ""


def stage_of(root: Spot) -> str:
    """Where in the process the notice stands, in OCDS's words; empty if its form type is not known."""
    kind = root.find("cbc:NoticeTypeCode")
    return eforms.STAGES.get(kind.attribute("listName"), "") if kind else ""


def as_release(root: Spot, places: dict[str, str]) -> dict[str, Any]:
    """The notice as an OCDS release; `places` is told which part of it came from which element."""
    stage, language = stage_of(root), root.text("cbc:NoticeLanguageCode")
    version = root.text("cbc:VersionID")
    release: dict[str, Any] = {
        "ocid": process_of(root),
        "id": "-".join(part for part in (root.text("cbc:ID"), version) if part),
        "date": _moment(root, "cbc:IssueDate", "cbc:IssueTime"),
        "tag": [stage] if stage else [],
        "language": language,
        "buyer": _buyer(root, language),
        "tender": _tender(root, stage, language, places),
    }
    return release


def _buyer(root: Spot, language: str) -> dict[str, Any]:
    named = root.text("cac:ContractingParty/cac:Party/cac:PartyIdentification/cbc:ID")
    for company in root.all(f"{EXTENSION}/efac:Organizations/efac:Organization/efac:Company"):
        if named and company.text("cac:PartyIdentification/cbc:ID") == named:
            number = company.find("cac:PartyLegalEntity/cbc:CompanyID")
            return {
                "name": company.text("cac:PartyName/cbc:Name", language),
                "id": number.text() if number else "",
                "address": _address(company.find("cac:PostalAddress")),
            }
    return {}


def _tender(root: Spot, stage: str, language: str, places: dict[str, str]) -> dict[str, Any]:
    project = root.find(PROCEDURE)
    lots = [lot for lot in root.all(LOTS) if _kind(lot) in ("Lot", "Part", "")]
    code = root.text("cac:TenderingProcess/cbc:ProcedureCode")
    method, words = eforms.METHODS.get(code, ("", ""))
    first = lots[0].find(PROCEDURE) if lots else None
    told = [one for one in (project, first) if one is not None]
    for index, lot in enumerate(lots):
        for part in ("lots", "items"):
            places[f"$.tender.{part}[{index}]"] = lot.where
    return {
        "title": _first(one.text("cbc:Name", language) for one in told),
        "description": _first(one.text("cbc:Description", language) for one in told),
        "status": _status(root, stage),
        "value": _first_amount(project, lots[0] if len(lots) == 1 else None),
        "classification": _cpv(project.text(_MAIN)) if project else {},
        "additionalClassifications": [_cpv(code) for code in (project.texts(_OTHER) if project else ())],
        "mainProcurementCategory": _category(told),
        "procurementMethod": method,
        "procurementMethodDetails": words or code,
        "tenderPeriod": {"endDate": _deadline(lots)},
        "enquiryPeriod": {"endDate": _earliest(lots, "cac:AdditionalInformationRequestPeriod")},
        "lots": [_lot(lot, language) for lot in lots],
        "items": [_item(lot, language) for lot in lots],
        "documents": [one for lot in lots for one in _documents(lot)],
    }


_MAIN = "cac:MainCommodityClassification/cbc:ItemClassificationCode"
_OTHER = "cac:AdditionalCommodityClassification/cbc:ItemClassificationCode"


def _kind(lot: Spot) -> str:
    number = lot.find("cbc:ID")
    return number.attribute("schemeName") if number else ""


def _lot(lot: Spot, language: str) -> dict[str, Any]:
    project = lot.find(PROCEDURE)
    if project is None:
        return {"id": lot.text("cbc:ID")}
    suits = project.text("cbc:SMESuitableIndicator")
    return {
        "id": lot.text("cbc:ID"),
        "title": project.text("cbc:Name", language),
        "description": project.text("cbc:Description", language),
        "value": _first_amount(project, lot),
        "contractPeriod": _period(project.find("cac:PlannedPeriod")),
        "deliveryAddresses": _places(project),
        **({"suitability": {"sme": suits == "true"}} if suits in ("true", "false") else {}),
    }


def _item(lot: Spot, language: str) -> dict[str, Any]:
    """A lot's kind and amount of work, as an item of it."""
    number, project = lot.text("cbc:ID"), lot.find(PROCEDURE)
    if project is None:
        return {"id": number, "relatedLot": number}
    amount = project.find("cbc:EstimatedOverallContractQuantity")
    unit = amount.attribute("unitCode") if amount else ""
    return {
        "id": number,
        "relatedLot": number,
        "description": project.text("cbc:Name", language),
        "classification": _cpv(project.text(_MAIN)),
        "additionalClassifications": [_cpv(code) for code in project.texts(_OTHER)],
        "quantity": amount.text() if amount else "",
        "unit": {"scheme": "UNCEFACT", "id": unit} if unit else {},
        "deliveryAddresses": _places(project),
    }


def _cpv(code: str) -> dict[str, str]:
    return {"scheme": "CPV", "id": code} if code else {}


def _documents(lot: Spot) -> Iterator[dict[str, Any]]:
    for one in lot.all("cac:TenderingTerms/cac:CallForTendersDocumentReference"):
        url = one.text("cac:Attachment/cac:ExternalReference/cbc:URI")
        if url:
            yield {"id": one.text("cbc:ID"), "documentType": "biddingDocuments", "url": url}


def _first_amount(project: Spot | None, lot: Spot | None) -> dict[str, Any]:
    """The estimated value (BT-27), else the most a framework may come to (BT-271)."""
    framework = f"{EXTENSION}/efbc:FrameworkMaximumAmount"
    given = [project.find("cac:RequestedTenderTotal/cbc:EstimatedOverallContractAmount")] if project else []
    given += [project.find(f"cac:RequestedTenderTotal/{framework}")] if project else []
    inside = lot.find(PROCEDURE) if lot else None
    given += [inside.find("cac:RequestedTenderTotal/cbc:EstimatedOverallContractAmount")] if inside else []
    known = next((one for one in given if one is not None and one.text()), None)
    if known is None or known.text().startswith("-"):
        return {}
    return {"amount": known.text(), "currency": known.attribute("currencyID")}


def _category(told: Sequence[Spot]) -> str:
    code = _first(one.text("cbc:ProcurementTypeCode") for one in told)
    return eforms.CATEGORIES.get(code, code)


def _status(root: Spot, stage: str) -> str:
    """The state of the tender in OCDS's words, as far as the notice alone tells."""
    reasons = root.all(f"{EXTENSION}/efac:Changes/efac:ChangeReason/cbc:ReasonCode")
    if any(one.text() in ("cancel", "cancel-intent") for one in reasons):
        return "cancelled"
    results = root.all(f"{EXTENSION}/efac:NoticeResult/efac:LotResult/cbc:TenderResultCode")
    if results and all(one.text() == "clos-nw" for one in results):
        return "unsuccessful"
    return {"planning": "planned", "tender": "active", "award": "complete", "contract": "complete"}.get(
        stage, ""
    )


def _period(period: Spot | None) -> dict[str, Any]:
    if period is None:
        return {}
    length = period.find("cbc:DurationMeasure")
    days = eforms.DAYS.get(length.attribute("unitCode"), 0) if length else 0
    number = length.text() if length else ""
    return {
        "startDate": _day(period.text("cbc:StartDate")),
        "endDate": _day(period.text("cbc:EndDate")),
        **(
            {"durationInDays": int(number) * days} if days and number.isascii() and number.isdecimal() else {}
        ),
    }


def _places(project: Spot) -> list[dict[str, Any]]:
    found = [_address(one.find("cac:Address")) for one in project.all("cac:RealizedLocation")]
    return [one for one in found if one]


def _address(address: Spot | None) -> dict[str, Any]:
    if address is None:
        return {}
    country = address.text("cac:Country/cbc:IdentificationCode")
    region = address.text("cbc:CountrySubentityCode") or eforms.COUNTRIES.get(country, "")
    words = {"locality": address.text("cbc:CityName"), "postalCode": address.text("cbc:PostalZone")}
    return {key: value for key, value in {**words, "region": region}.items() if value}


def _region(written: str) -> str:
    return region_meant(written)


def _deadline(lots: Sequence[Spot]) -> str:
    """Until when tenders, else requests to take part, are received: of the lots' the first."""
    names = ("cac:TenderSubmissionDeadlinePeriod", "cac:ParticipationRequestReceptionPeriod")
    return _first(_earliest(lots, name) for name in names)


def _earliest(lots: Sequence[Spot], name: str) -> str:
    periods = [one for lot in lots for one in lot.all(f"cac:TenderingProcess/{name}")]
    moments = [_moment(one, "cbc:EndDate", "cbc:EndTime") for one in periods]
    return min(filter(None, moments), default="")


def _moment(spot: Spot, day: str, time: str) -> str:
    """A date and a time with its zone, as one; the zone stands behind each of the two."""
    written, at = spot.text(day), spot.text(time)
    if not written:
        return ""
    zone = written[10:] if len(written) > 10 else ""
    if not at:
        return f"{written[:10]}T00:00:00{zone}"
    return f"{written[:10]}T{at}" if len(at) > 8 or not zone else f"{written[:10]}T{at}{zone}"


def _day(written: str) -> str:
    return written[:10]


def _first(texts: Iterator[str]) -> str:
    return next(filter(None, texts), "")


def _place(where: str, places: dict[str, str], root: Spot) -> str:
    found = [path for start, path in places.items() if where.startswith(start)]
    return found[0] if found else root.where


def _told(problem: Problem) -> str:
    """The remark, beginning with the field it is about."""
    field = problem.where.rsplit(".", 1)[-1]
    return f"{field} {problem.message}"
