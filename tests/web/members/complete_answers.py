"""The complete answers of one firm, as somebody types them."""

from __future__ import annotations

from typing import Any

COMPLETE: dict[str, dict[str, Any]] = {
    "identity": {
        "name": "Loxley Forge Limited",
        "scheme": "GB-COH",
        "number": "1234567",
        "website": "www.loxley-forge.example",
        "founded_on": "1987-04-01",
        "contact": "Ada Loxley",
        "phone": "0114 000 0000",
        "summary": "We forge and machine parts for pumps.",
    },
    "size": {"staff": "24", "turnover": "£2,400,000"},
    "sectors": {"sector": "manufacturing", "sic_codes": "25500, 25620"},
    "sites": {"locality": "Sheffield", "region": "UKE3", "latitude": "", "longitude": ""},
    "competencies": {"competencies": [{"code": "cpv:44400000"}]},
    "resources": {"resources": [{"name": "Hammer hours", "unit": "HUR", "capacity": "320"}]},
    "offerings": {
        "offerings": [
            {
                "competency": "cpv:44400000",
                "title": "Forged flanges",
                "unit": "EA",
                "unit_price": "12.345",
                "set_up": "250",
                "capacity": "4,000",
                "lead_time_days": "21",
                "resource": "Hammer hours",
                "amount": "0.05",
                "is_core": "on",
                "valid_until": "",
            }
        ]
    },
    "certificates": {
        "certificates": [
            {
                "name": "ISO 9001",
                "issuer": "Example Assurance",
                "scope": "Forging",
                "issued_on": "2024-01-05",
                "expires_on": "2127-01-04",
            }
        ]
    },
    "money": {
        "bank": "Example Bank",
        "iban": "",
        "sort_code": "123456",
        "insurances": [
            {"kind": "public", "insurer": "Example Mutual", "cover": "5,000,000", "expires_on": "2127-06-30"}
        ],
    },
    "officers": {"officers": [{"name": "Ada Loxley", "role": "Director", "born": "1970-05"}]},
    "rules": {"accepted": "on", "version": "1", "signatory": "Ada Loxley"},
}
