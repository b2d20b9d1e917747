"""What an eForms notice must say for Midas to take it, and what its codes mean.

A row of `NEEDED` names the field (business term), the words for it, and the path from the root. The table is a part of
the Schematron rules of the eForms SDK: the fields without which a demand cannot be told from another, its buyer or its
kind of work. Sources: Commission Implementing Regulation (EU) 2019/1780 as amended; eForms SDK 1.15 (CC BY 4.0),
fields and code lists; ISO 3166-1 for countries. Looked up on 2026-11-28; valid from 2022-11-14.
"""

from __future__ import annotations

from collections.abc import Mapping

EXTENSION = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"

NEEDED: tuple[tuple[str, str, str], ...] = (
    ("BT-701-notice", "the notice's identifier", "cbc:ID"),
    ("BT-757-notice", "the notice's version", "cbc:VersionID"),
    ("BT-05(a)-notice", "the day it was sent", "cbc:IssueDate"),
    ("BT-02-notice", "the type of notice", "cbc:NoticeTypeCode"),
    ("BT-702(a)-notice", "the notice's language", "cbc:NoticeLanguageCode"),
    ("OPT-002-notice", "the version of eForms", "cbc:CustomizationID"),
    ("OPP-070-notice", "the kind of form", f"{EXTENSION}/efac:NoticeSubType/cbc:SubTypeCode"),
    (
        "OPT-300-Procedure-Buyer",
        "the buyer",
        "cac:ContractingParty/cac:Party/cac:PartyIdentification/cbc:ID",
    ),
)
"""What every notice of a demand needs."""

ORGANISATION: tuple[tuple[str, str, str], ...] = (
    ("BT-500-Organization-Company", "the name", "cac:PartyName/cbc:Name"),
    ("OPT-200-Organization-Company", "the identifier in the notice", "cac:PartyIdentification/cbc:ID"),
    (
        "BT-514-Organization-Company",
        "the country",
        "cac:PostalAddress/cac:Country/cbc:IdentificationCode",
    ),
)
"""What every organisation needs."""

LOT: tuple[tuple[str, str, str], ...] = (
    ("BT-137-Lot", "the lot's identifier", "cbc:ID"),
    ("BT-21-Lot", "the lot's title", "cac:ProcurementProject/cbc:Name"),
    (
        "BT-262-Lot",
        "the lot's main CPV code",
        "cac:ProcurementProject/cac:MainCommodityClassification/cbc:ItemClassificationCode",
    ),
)
"""What every lot, and every part of a plan, needs."""

WITHOUT_PROCEDURE = frozenset({"planning"})
"""Kinds of notice that may come before there is a procedure with an identifier."""

ABOUT_A_CONTRACT = frozenset({"cont-modif", "completion"})
"""Kinds of notice about a contract that stands; they name the lot and need not describe it again."""

WITHOUT_RESULT = frozenset({"dir-awa-pre", "cont-modif", "completion"})
"""Kinds of notice whose tenders all won, without a code that says so."""

STAGES: Mapping[str, str] = {
    "planning": "planning",
    "consultation": "planning",
    "competition": "tender",
    "change": "tender",
    "dir-awa-pre": "award",
    "result": "award",
    "cont-modif": "contract",
    "completion": "contract",
}
"""The form type (BT-03) as a stage of the process, in OCDS's words."""

CATEGORIES: Mapping[str, str] = {"works": "works", "services": "services", "supplies": "goods"}
"""The nature of a contract (BT-23), in OCDS's words."""

METHODS: Mapping[str, tuple[str, str]] = {
    "open": ("open", "Open procedure"),
    "restricted": ("selective", "Restricted procedure"),
    "neg-w-call": ("selective", "Negotiated with a call for competition"),
    "neg-wo-call": ("limited", "Negotiated without a call for competition"),
    "comp-dial": ("selective", "Competitive dialogue"),
    "comp-tend": ("open", "Competitive tendering"),
    "innovation": ("selective", "Innovation partnership"),
    "oth-single": ("limited", "Other procedure in one stage"),
    "oth-mult": ("selective", "Other procedure in several stages"),
    "exp-int-rail": ("selective", "Request for expressions of interest, rail"),
}
"""The type of procedure (BT-105), in OCDS's words and in full."""

DAYS: Mapping[str, int] = {"DAY": 1, "WEEK": 7, "MONTH": 30, "YEAR": 365}
"""How many days a unit of a duration (BT-36) counts for; a month is taken for 30 days."""

SIZES: Mapping[str, str] = {
    "micro": "micro",
    "small": "small",
    "medium": "medium",
    "large": "large",
    "sme": "sme",
}
"""The size of a company (BT-165)."""

_COUNTRIES = """
AUT AT BEL BE BGR BG HRV HR CYP CY CZE CZ DNK DK EST EE FIN FI FRA FR DEU DE GRC EL HUN HU IRL IE ITA IT LVA LV
LTU LT LUX LU MLT MT NLD NL POL PL PRT PT ROU RO SVK SK SVN SI ESP ES SWE SE GBR UK NOR NO ISL IS LIE LI CHE CH
USA US CAN CA TUR TR UKR UA SRB RS MKD MK ALB AL MNE ME BIH BA MDA MD GEO GE
"""
COUNTRIES: Mapping[str, str] = dict(zip(_COUNTRIES.split()[::2], _COUNTRIES.split()[1::2], strict=True))
"""Three letters (ISO 3166-1) to two as NUTS writes them."""
