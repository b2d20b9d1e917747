"""What firms say that apply to the demo cluster: some in the middle of it, others as what they became."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from midas.core.values.amounts import major
from midas.core.values.words import plain
from midas.store import models as store

SIGNATORIES = (
    *("Ada Hollinworth", "Bevis Carrick", "Ceri Langmoor", "Dilys Overbeck", "Edmund Sarn"),
    *("Freya Tollgate", "Gareth Unsworth", "Hilda Venning"),
)
NEWCOMERS = (
    ("begun", "orrinforge@orrinforge.example", "Orrin Forge Ltd", "90000017", 3),
    ("stuck", "office@quernbeck.example", "Quernbeck Pumps Ltd", "9000 2A", 9),
    ("complete", "ask@tarnwecroft.example", "Tarnwecroft Machining Ltd", "90000033", 1),
)
"""Firms that write an application: which story, their address, name and number, and how many days ago they saved."""


def complete_answers(today: date) -> dict[str, Any]:
    """What a firm that works metal says, complete."""
    a_year_on = str(today + timedelta(days=380))
    return {
        "size": {"staff": "18", "turnover": "2,150,000"},
        "sectors": {"sector": "manufacturing", "sic_codes": "25620"},
        "sites": {"locality": "Rotherham", "region": "UKE3"},
        "competencies": {"competencies": [{"code": "cpv:42600000"}]},
        "resources": {"resources": [{"name": "Five-axis mill", "unit": "HUR", "capacity": "280"}]},
        "offerings": {
            "offerings": [
                {
                    "competency": "cpv:42600000",
                    "title": "Five-axis milling",
                    "unit": "HUR",
                    "unit_price": "68",
                    "set_up": "320",
                    "lead_time_days": "14",
                    "resource": "Five-axis mill",
                    "amount": "1",
                    "is_core": "on",
                }
            ]
        },
        "certificates": {
            "certificates": [{"name": "ISO 9001", "issuer": "Example Assurance", "expires_on": a_year_on}]
        },
        "money": {
            "bank": "Example Bank",
            "sort_code": "12-34-56",
            "insurances": [
                {
                    "kind": "public",
                    "insurer": "Example Mutual",
                    "cover": "5,000,000",
                    "expires_on": a_year_on,
                }
            ],
        },
        "officers": {"officers": [{"name": SIGNATORIES[1], "role": "Director", "born": "1971-08"}]},
        "rules": {"accepted": "on", "version": "1", "signatory": SIGNATORIES[1]},
    }


def answers_of(member: store.Membership, currency: str, until: str) -> dict[str, Any]:
    """What a firm must have said to become what it is."""
    firm, who = member.organisation, SIGNATORIES[member.pk % len(SIGNATORIES)]
    offerings = list(member.offerings.prefetch_related("uses__resource"))
    return {
        "identity": {
            "name": firm.name,
            "scheme": firm.scheme,
            "number": firm.identifier,
            "website": firm.website,
            "founded_on": str(firm.founded_on or ""),
            "contact": who,
            "summary": member.summary,
        },
        "size": {"staff": str(firm.staff), "turnover": _amount(firm.turnover, currency)},
        "sectors": {"sector": member.sector_group.slug, "sic_codes": ", ".join(firm.sic_codes)},
        "sites": {
            "locality": firm.locality,
            "region": firm.region,
            "latitude": str(firm.latitude),
            "longitude": str(firm.longitude),
        },
        "competencies": {
            "competencies": [{"code": code} for code in dict.fromkeys(one.competency for one in offerings)]
        },
        "resources": {
            "resources": [
                {"name": one.name, "unit": one.unit, "capacity": plain(one.capacity)}
                for one in member.resources.all()
            ]
        },
        "offerings": {"offerings": [_offering(one, currency) for one in offerings]},
        "certificates": {
            "certificates": [
                {
                    "name": one.name,
                    "issuer": one.issuer,
                    "scope": one.scope,
                    "issued_on": str(one.issued_on or ""),
                    "expires_on": str(one.expires_on or ""),
                }
                for one in member.certificates.all()
            ]
        },
        "money": {
            "bank": "Example Bank",
            "sort_code": "12-34-56",
            "insurances": [
                {"kind": "public", "insurer": "Example Mutual", "cover": "5,000,000", "expires_on": until},
                {
                    "kind": "employers",
                    "insurer": "Example Mutual",
                    "cover": "10,000,000",
                    "expires_on": until,
                },
            ],
        },
        "officers": {"officers": [{"name": who, "role": "Director", "born": "1968-03"}]},
        "rules": {"accepted": "on", "version": "1", "signatory": who},
    }


def _offering(row: store.Offering, currency: str) -> dict[str, str]:
    use = next(iter(row.uses.all()), None)
    return {
        "competency": row.competency,
        "title": row.title,
        "unit": row.unit,
        "unit_price": _amount(row.unit_price, currency),
        "set_up": _amount(row.set_up, currency),
        "capacity": "" if row.capacity is None else plain(row.capacity),
        "lead_time_days": str(row.lead_time_days),
        "resource": use.resource.name if use else "",
        "amount": plain(use.amount) if use else "",
        "is_core": "on" if row.is_core else "",
        "valid_until": str(row.valid_until or ""),
    }


def _amount(minor: Any, currency: str) -> str:
    return plain(major(minor, currency)) if minor is not None else ""
