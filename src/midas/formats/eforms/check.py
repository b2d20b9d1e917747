"""What makes an eForms notice invalid, each fault with the field it is about and the place it stands.

A part of the SDK's rules: what identifies the notice, its buyer and its lots is there, references
lead somewhere, codes and dates are such, and nothing is said twice in one language. The rest of the Schematron (who
must say what in which of ninety forms) is the portal's own business: it publishes nothing that breaks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from midas.core.values.identifiers import CPV_DIVISIONS
from midas.core.values.problems import Problem
from midas.formats.eforms.tree import EXTENSION, Spot
from midas.rules import eforms

MOST = 200
"""So many faults of a notice are listed."""

_CPV = re.compile(r"[0-9]{8}\Z")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?\Z")

LOT = "cac:ProcurementProjectLot"
ORGANISATION = f"{EXTENSION}/efac:Organizations/efac:Organization"
COMPANY = f"{ORGANISATION}/efac:Company"
RESULT = f"{EXTENSION}/efac:NoticeResult"


def faults_of(root: Spot) -> list[Problem]:
    """Everything that makes the notice invalid, in the order of the rules; at most `MOST`."""
    found = [
        *_missing(root, eforms.NEEDED),
        *_procedure(root),
        *_organisations(root),
        *_lots(root),
        *_references(root),
        *_codes(root),
        *_days(root),
        *_twice(root),
    ]
    return list(dict.fromkeys(found))[:MOST]


def remarks_of(root: Spot) -> list[Problem]:
    """What the rules of eForms forbid and harms nobody: elements that are there and say nothing."""
    return list(_empty(root))[:MOST]


def _missing(spot: Spot, needed: Iterable[tuple[str, str, str]]) -> Iterator[Problem]:
    for term, what, path in needed:
        if not spot.text(path):
            at = spot.find(path)
            where = at.where if at else f"{spot.where}/{path}"
            yield Problem(where, f"{term}: {what} is missing.")


def _form_type(root: Spot) -> str:
    kind = root.find("cbc:NoticeTypeCode")
    return kind.attribute("listName") if kind else ""


def _procedure(root: Spot) -> Iterator[Problem]:
    """A procedure has an identifier; and a title, in the notice or in its part."""
    form = _form_type(root)
    if form not in eforms.STAGES:
        yield Problem(
            f"{root.where}/cbc:NoticeTypeCode", "BT-03-notice: the form type is missing or not known."
        )
    if form not in eforms.WITHOUT_PROCEDURE and not root.text("cbc:ContractFolderID"):
        yield Problem(
            f"{root.where}/cbc:ContractFolderID", "BT-04-notice: the procedure's identifier is missing."
        )
    titles = [root.text("cac:ProcurementProject/cbc:Name")]
    titles += [one.text("cac:ProcurementProject/cbc:Name") for one in root.all(LOT)]
    bare = form == "planning" and not root.all(LOT)
    if not any(titles) and not bare:
        path = f"{root.where}/cac:ProcurementProject/cbc:Name"
        yield Problem(path, "BT-21-Procedure: the title is missing.")


def _organisations(root: Spot) -> Iterator[Problem]:
    if not root.all(ORGANISATION):
        yield Problem(root.where, "ND-Organizations: no organisation is named.")
    for one in root.all(ORGANISATION):
        if one.find("efac:Company") is None:
            yield Problem(one.where, "ND-Company: the organisation says nothing of itself.")
    for company in root.all(COMPANY):
        yield from _missing(company, eforms.ORGANISATION)


def _lots(root: Spot) -> Iterator[Problem]:
    seen: set[str] = set()
    modified = _form_type(root) in eforms.ABOUT_A_CONTRACT
    for lot in root.all(LOT):
        kind = lot.find("cbc:ID")
        if kind is not None and kind.attribute("schemeName") == "LotsGroup":
            continue
        yield from _missing(lot, eforms.LOT[:1] if modified else eforms.LOT)
        number = lot.text("cbc:ID")
        if number and number in seen:
            yield Problem(lot.where, f"BT-137-Lot: two lots have the identifier {number}.")
        seen.add(number)


def _references(root: Spot) -> Iterator[Problem]:
    """Who buys, who tendered and which lot: each has to be in the notice."""
    firms = {one.text("cac:PartyIdentification/cbc:ID") for one in root.all(COMPANY)}
    for one in root.all("cac:ContractingParty/cac:Party/cac:PartyIdentification/cbc:ID"):
        if one.text() and one.text() not in firms | _touch_points(root):
            yield Problem(one.where, f"OPT-300-Procedure-Buyer: there is no organisation {one.text()}.")
    for name, term in (
        ("efac:Tenderer", "OPT-300-Tenderer"),
        ("efac:SubContractor", "OPT-301-Tenderer-SubCont"),
    ):
        for one in root.all(f"{RESULT}/efac:TenderingParty/{name}/cbc:ID"):
            if one.text() and one.text() not in firms:
                yield Problem(one.where, f"{term}: there is no organisation {one.text()}.")
    lots = {one.text("cbc:ID") for one in root.all(LOT)}
    for one in root.all(f"{RESULT}/efac:LotResult/efac:TenderLot/cbc:ID"):
        if one.text() not in lots:
            yield Problem(one.where, f"BT-13713-LotResult: there is no lot {one.text()!r}.")


def _touch_points(root: Spot) -> set[str]:
    path = f"{ORGANISATION}/efac:TouchPoint/cac:PartyIdentification/cbc:ID"
    return {one.text() for one in root.all(path)}


def _codes(root: Spot) -> Iterator[Problem]:
    for one in root.all(".//cbc:ItemClassificationCode"):
        code = one.text()
        if code and not (_CPV.match(code) and code[:2] in CPV_DIVISIONS):
            yield Problem(one.where, f"BT-262: {code!r} is not a CPV code of eight digits.")


def _days(root: Spot) -> Iterator[Problem]:
    for name in ("cbc:IssueDate", "cbc:EndDate", "cbc:StartDate", "cbc:AwardDate"):
        for one in root.all(f".//{name}"):
            written = one.text()
            if written and not _is_day(written):
                yield Problem(
                    one.where, f"{name.removeprefix('cbc:')}: {written!r} is not a date as 2026-05-29+02:00."
                )


def _is_day(written: str) -> bool:
    match = _DAY.match(written)
    if match is None:
        return False
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return False
    return True


def _twice(root: Spot) -> Iterator[Problem]:
    """A title in one language is there once."""
    for project in root.all(".//cac:ProcurementProject"):
        seen: set[str] = set()
        for one in project.all("cbc:Name"):
            language = one.attribute("languageID")
            if language in seen:
                yield Problem(one.where, f"BT-21: the title is given twice in {language or 'one language'}.")
            seen.add(language)


def _empty(root: Spot) -> Iterator[Problem]:
    """No element is there and says nothing."""
    for element in root.element.iter():
        if len(element) == 0 and not (element.text or "").strip():
            spot = Spot(element)
            yield Problem(
                spot.where, f"{spot.name} is empty; it should have been left out, and was passed over."
            )
