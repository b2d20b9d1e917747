"""A small cluster for the demand stage's tests: three firms, a notice with two lots, a broker and a rival."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from tests.builders import a_cluster, a_member, a_person, a_role, an_offering

from midas.store import tenancy
from midas.store.models import Certificate, Cluster, Membership, Opportunity, Person, Role

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

PACKAGES = [
    {
        "id": "wp1",
        "title": "Cabins",
        "competency": "cpv:34200000",
        "quantity": "24",
        "unit": "EA",
        "value": 4_000_000_00,
        "window": ["2027-01-01", "2027-12-31"],
        "certificates": ["ISO 9001"],
        "place": "UKE3",
        "max_suppliers": 2,
    },
    {
        "id": "wp2",
        "title": "Software",
        "competency": "cpv:48000000",
        "quantity": "1200.5",
        "unit": "HUR",
        "min_quality": "0.7",
        "after": ["wp1"],
    },
]
POLICY = {"max_partners": 4, "share_cap": "0.6"}


@dataclass
class Scene:
    """Everything the tests need by name."""

    cluster: Cluster
    broker: Role
    rival: Role
    member: Role
    opportunity: Opportunity
    firms: dict[str, Membership] = field(default_factory=dict)


def a_notice(cluster: Cluster, **more: object) -> Opportunity:
    """An opportunity as a public notice leaves it."""
    facts = {
        "door": "ocds",
        "ocid": "ocds-b5fd17-1",
        "title": "Mobile diagnostic units",
        "buyer_name": "Combined Authority",
        "value": 6_000_000_00,
        "currency": "GBP",
        "cpv": "34200000",
        "cpv_additional": ["48000000"],
        "region": "UKE3",
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 12, 31),
        "deadline_at": datetime(2026, 12, 15, 12, 0, tzinfo=UTC),
        "created_at": AT,
        "updated_at": AT,
    }
    return Opportunity.objects.create(cluster=cluster, **{**facts, **more})


def a_scene(slug: str = "five-rivers") -> Scene:
    """Rother and Don build bodies (Don without ISO 9001), Bristol writes software by the hour."""
    cluster = a_cluster(slug=slug)
    with tenancy.tenant(cluster.pk):
        firms = {name: a_member(cluster, name) for name in ("Rother", "Don", "Bristol")}
        an_offering(
            firms["Rother"], "cpv:34210000", unit_price=Decimal(10000000), unit="EA", capacity=Decimal(3)
        )
        an_offering(
            firms["Don"], "cpv:34200000", unit_price=Decimal(12000000), unit="EA", capacity=Decimal(2)
        )
        an_offering(
            firms["Bristol"], "cpv:48000000", unit_price=Decimal(6000), unit="HUR", capacity=Decimal(160)
        )
        for name in ("Rother", "Bristol"):
            Certificate.objects.create(cluster=cluster, membership=firms[name], name="ISO 9001")
        broker = a_role(cluster, "broker", person=a_person(name="A broker"))
        person = Person.objects.create(email=f"rival@{slug}.example", name="A rival")
        rival = Role.objects.create(cluster=cluster, person=person, kind="broker")
        member = a_role(cluster, "member", firms["Rother"])
        return Scene(cluster, broker, rival, member, a_notice(cluster), firms)
