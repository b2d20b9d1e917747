"""A firm's complete answers, and a cluster that takes applications, for tests of joining."""

from __future__ import annotations

from typing import Any

from tests import builders

from midas.actions.members.answer import save_step
from midas.actions.members.applying import ask_for_link
from midas.actions.members.write_rules import first_rules
from midas.core.members.application import STEPS
from midas.store import tenancy
from midas.store.models import Application, Cluster

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


def a_joinable_cluster(**more: Any) -> Cluster:
    """With a sector group and the standard rules in force."""
    cluster = builders.a_cluster(**more)
    builders.a_sector(cluster)
    with tenancy.tenant(cluster.pk):
        first_rules(cluster, at=builders.AT)
    return cluster


def an_application(
    cluster: Cluster, answers: dict[str, Any] = COMPLETE, email: str = "ada@loxley.example", at: Any = builders.AT
) -> Application:
    """Begun by that address, with those answers saved."""
    application = ask_for_link(cluster, email, person=None, address=str, at=at)
    with tenancy.tenant(cluster.pk):
        for step in STEPS:
            if step.slug in answers:
                version = Application.objects.get(pk=application.pk).version
                save_step(application.pk, step.slug, answers[step.slug], opened=version, at=at)
        return Application.objects.select_related("cluster").get(pk=application.pk)


def as_form(step: str, opened: int = 99) -> dict[str, str]:
    """The complete answers of a group as a browser sends them."""
    sent = {"opened": str(opened)}
    for name, value in COMPLETE[step].items():
        if isinstance(value, str):
            sent[name] = value
        else:
            sent |= {f"{name}-{n}-{key}": text for n, row in enumerate(value) for key, text in row.items()}
    return sent
