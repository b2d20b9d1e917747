"""How buyers write the conditions of a contract, dated and with who sets them: certificates, insurance, days.

A certificate that another has replaced is read as the one in force (`now`). Patterns are of Midas's own making, for
notices in English; what each is, and since when, is as its source says. Where a source is marked "to be checked", the
day was not read in it by us.
"""

from __future__ import annotations

from datetime import date

from midas.core.demand.clauses import Kind, Rule

ISO = "International Organization for Standardization, catalogue of standards"
NCSC = "National Cyber Security Centre, Cyber Essentials scheme, 2014"
SSIP_FORUM = "Safety Schemes in Procurement Forum: to be checked"
LAW = "Employers' Liability (Compulsory Insurance) Act 1969"
MARKET = "usual kinds of cover in UK public procurement; no legal duty"
OWN = "Midas's own reading of how UK buyers write"

_C, _I, _D = Kind.CERTIFICATE, Kind.INSURANCE, Kind.DATE
_ANY = r"(?:\s?[/,]?\s?(?:EN|IEC|BS|UKAS))*\s?[:\-]?\s?"


def _iso(number: str) -> str:
    """A standard as it is written: ISO9001, BS EN ISO 9001:2015; also the second in "ISO 9001 and 14001"."""
    others = r"\d{4,5}(?::\d{4})?(?:,\s?\d{4,5}(?::\d{4})?)*"
    return rf"\bISO{_ANY}{number}\b|\bISO{_ANY}{others}\s?(?:,|and|&|/)\s?{number}\b"


RULES: tuple[Rule, ...] = (
    Rule(_C, "ISO 9001", _iso("9001"), ISO, date(1987, 3, 1)),
    Rule(_C, "ISO 14001", _iso("14001"), ISO, date(1996, 9, 1)),
    Rule(_C, "ISO 27001", _iso("27001"), ISO, date(2005, 10, 15)),
    Rule(_C, "ISO 45001", _iso("45001"), ISO, date(2018, 3, 12)),
    Rule(
        _C,
        "OHSAS 18001",
        r"\b(?:OHSAS|ISO)\s?18001\b",
        "BSI; withdrawn when ISO 45001 took its place",
        date(1999, 4, 1),
        date(2021, 9, 30),
        "ISO 45001",
    ),
    Rule(_C, "ISO 22301", _iso("22301"), ISO, date(2012, 5, 15)),
    Rule(_C, "ISO 13485", _iso("13485"), ISO, date(1996, 12, 1)),
    Rule(_C, "ISO 17025", _iso("17025"), ISO, date(1999, 12, 15)),
    Rule(_C, "ISO 50001", _iso("50001"), ISO, date(2011, 6, 15)),
    Rule(_C, "ISO 20000", rf"{_iso('20000')}|\bISO{_ANY}20000-1\b", ISO, date(2005, 12, 15)),
    Rule(_C, "ISO 3834-2", r"\bISO\s?3834(?:-2)?\b", ISO, date(2005, 12, 15)),
    Rule(_C, "AS 9100", r"\bAS\s?9100\b", "SAE International", date(1999, 10, 1)),
    Rule(_C, "Cyber Essentials Plus", r"\bCyber Essentials (?:Plus|\+)", NCSC, date(2014, 6, 5)),
    Rule(_C, "Cyber Essentials", r"\bCyber Essentials\b(?! (?:Plus|\+))", NCSC, date(2014, 6, 5)),
    Rule(_C, "CHAS", r"\bCHAS\b", SSIP_FORUM, date(1997, 1, 1)),
    Rule(_C, "SafeContractor", r"\bSafe ?Contractor\b", SSIP_FORUM, date(2001, 1, 1)),
    Rule(
        _C, "Constructionline", r"\bConstruction ?line\b", "Constructionline: to be checked", date(1998, 1, 1)
    ),
    Rule(_C, "SSIP", r"\bSSIP\b|\bSafety Schemes in Procurement\b", SSIP_FORUM, date(2009, 1, 1)),
    Rule(_C, "SMAS", r"\bSMAS(?: Worksafe)?\b", SSIP_FORUM, date(2007, 1, 1)),
    Rule(
        _C,
        "Gas Safe",
        r"\bGas ?Safe\b",
        "Gas Safety (Installation and Use) Regulations 1998; register since 2009",
        date(2009, 4, 1),
    ),
    Rule(_C, "NICEIC", r"\bNIC ?EIC\b", "Certsure LLP: to be checked", date(1956, 1, 1)),
    Rule(
        _C,
        "SELECT",
        r"\b(?-i:SELECT)\b(?=(?:$| and| or|,| \(|\.| member| regist|/))",
        "SELECT, Scotland's trade association for electricians: to be checked",
        date(1900, 1, 1),
    ),
    Rule(
        _C,
        "FORS",
        r"\b(?-i:FORS)\b|\bFleet Operator Recognition Scheme\b",
        "Transport for London, 2008: to be checked",
        date(2008, 1, 1),
    ),
    Rule(
        _C, "CSCS", r"\bCSCS\b", "Construction Skills Certification Scheme: to be checked", date(1995, 1, 1)
    ),
    Rule(_C, "BAFE", r"\bBAFE\b", "British Approvals for Fire Equipment: to be checked", date(1984, 1, 1)),
    Rule(
        _C,
        "UKAS",
        r"\bUKAS[- ]accredited\s(?:laborator|testing|body|calibration)",
        "United Kingdom Accreditation Service",
        date(1995, 8, 1),
    ),
    Rule(
        _I,
        "employers' liability",
        r"\bemployer'?s?[’']?s?\s?(?:\(?compulsory\)?\s?)?liability\b",
        LAW,
        date(1972, 1, 1),
    ),
    Rule(
        _I,
        "public and products liability",
        r"\bpublic\s?(?:&|and|/|\+)\s?products?\s?liability\b",
        MARKET,
        date(1900, 1, 1),
    ),
    Rule(_I, "public liability", r"\bpublic\s?(?:/third party\s)?liability\b", MARKET, date(1900, 1, 1)),
    Rule(_I, "product liability", r"\bproducts?\s?liability\b", MARKET, date(1900, 1, 1)),
    Rule(
        _I,
        "professional indemnity",
        r"\bprofessional\s?(?:indemnity|risks? indemnity|liability)\b",
        MARKET,
        date(1900, 1, 1),
    ),
    Rule(_I, "cyber", r"\bcyber (?:liability|insurance|risk)", MARKET, date(2000, 1, 1)),
    Rule(
        _I,
        "medical malpractice",
        r"\b(?:medical|clinical) (?:malpractice|negligence)\b",
        MARKET,
        date(1900, 1, 1),
    ),
    Rule(_I, "contractors' all risks", r"\bcontractors?[’']? all[- ]risks?\b", MARKET, date(1900, 1, 1)),
    Rule(
        _D,
        "questions until",
        r"\b(?:clarifications?|questions|quer(?:y|ies)|enquir(?:y|ies))\b",
        OWN,
        date(2026, 11, 28),
    ),
    Rule(
        _D,
        "site visit",
        r"\b(?:site visit|viewing|open day|bidders?'? day|supplier day|market engagement event)",
        OWN,
        date(2026, 11, 28),
    ),
    Rule(
        _D,
        "answer by",
        r"\b(?:closing date|deadline|return(?:ed)?|submi(?:t|tted|ssion)|received|tenders? close|no later than"
        r"|noon on)\b",
        OWN,
        date(2026, 11, 28),
    ),
    Rule(
        _D,
        "work starts",
        r"\b(?:commenc\w+|starts?|starting|begin(?:s|ning)?|effective from|from)\b",
        OWN,
        date(2026, 11, 28),
    ),
    Rule(
        _D,
        "work ends",
        r"\b(?:completion|be completed by|expir\w+|ends?|ending|until|finish\w*|delivered by)\b|\bto (?:\w+day )?$",
        OWN,
        date(2026, 11, 28),
    ),
)
"""Checked in this order; a cover inside a longer name (products liability) counts only as the longer one."""
