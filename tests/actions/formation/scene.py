"""A small cluster for formation's tests: two welders and a coater, one firm out, a demand for both trades."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tests import builders

from midas.store import tenancy
from midas.store.models import Cluster, Membership, Opportunity, Requirement, Role

AT = builders.AT


@dataclass
class Scene:
    """Everything the tests need by name; ids of firms in a problem are their memberships' keys."""

    cluster: Cluster
    broker: Role
    opportunity: Opportunity
    requirement: Requirement
    firms: dict[str, Membership] = field(default_factory=dict)

    def id(self, name: str) -> str:
        return str(self.firms[name].pk)


def a_scene() -> Scene:
    """Rother welds cheapest and least surely, Don dearer and surely; Tees coats; Aire would, but is suspended."""
    cluster = builders.a_cluster()
    broker = builders.a_role(cluster, person=builders.a_person(name="A broker"))
    opportunity = builders.an_opportunity(cluster, "Mobile clinics", state="qualified", value=6_000_001)
    requirement = builders.a_requirement(opportunity, policy={"risk_price": 1})
    scene = Scene(cluster, broker, opportunity, requirement)
    a_package(requirement, "welding", 1000, "HUR", value=4_000_000)
    a_package(requirement, "coating", 200, "MTK", value=2_000_000, certificates=["ISO 9001"])
    a_firm(scene, "Rother", "welding", "4000", "HUR", reliability=Decimal("0.9"))
    a_firm(scene, "Don", "welding", "4500", "HUR", region="UKC1")
    a_firm(scene, "Tees", "coating", "9000", "MTK", region="UKC1")
    a_firm(scene, "Aire", "coating", "1000", "MTK", state="suspended")
    return scene


def a_package(requirement: Requirement, competency: str, quantity: int, unit: str, **more: object):
    """A package in South Yorkshire in the first quarter of 2027."""
    with tenancy.tenant(requirement.cluster_id):
        fields = {
            "title": f"{competency.title()} of the cabins",
            "unit": unit,
            "place": "UKE32",
            "starts_on": date(2027, 1, 1),
            "ends_on": date(2027, 3, 31),
            **more,
        }
        return builders.a_package(requirement, competency, quantity, **fields)


def a_firm(scene: Scene, name: str, trade: str, price: str, unit: str, **more: object) -> Membership:
    """A firm with one offering, ISO 9001, and £1,000 to engage it."""
    with tenancy.tenant(scene.cluster.pk):
        member = builders.a_member(scene.cluster, name, **{"engagement_cost": 100_000, **more})
        builders.an_offering(member, trade, unit=unit, unit_price=Decimal(price), title=trade.title())
        builders.a_certificate(member)
    scene.firms[name] = member
    return member
