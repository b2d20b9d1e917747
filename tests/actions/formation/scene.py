"""A small cluster for formation's tests: two welders and a coater, one firm out, a demand for both trades."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from midas.store import tenancy
from midas.store.models import (
    Certificate,
    Cluster,
    Enterprise,
    Membership,
    Offering,
    Opportunity,
    Organisation,
    Partner,
    Person,
    Requirement,
    Role,
    SectorGroup,
    WorkPackage,
)

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


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


def a_role(cluster: Cluster, kind: str, membership: Membership | None = None) -> Role:
    person = Person.objects.create(email=f"{kind}@{cluster.slug}.example", name=f"A {kind}")
    return Role.objects.create(cluster=cluster, person=person, kind=kind, membership=membership)


def a_cluster(slug: str) -> Cluster:
    return Cluster.objects.create(slug=slug, name=slug, founded_on=date(2020, 1, 1), home_region="UKE")


def a_firm(
    cluster: Cluster, name: str, region: str = "UKE3", state: str = "admitted", **more: object
) -> Membership:
    group, _ = SectorGroup.objects.get_or_create(cluster=cluster, slug="making", name="Making")
    organisation = Organisation.objects.create(
        cluster=cluster,
        identifier=name,
        name=name,
        region=region,
        latitude=53.4,
        longitude=-1.4,
        turnover=200_000_000,
        size="small",
    )
    return Membership.objects.create(
        cluster=cluster,
        organisation=organisation,
        sector_group=group,
        state=state,
        joined_on=date(2021, 1, 1),
        **{"engagement_cost": 100_000, "can_lead": True, **more},
    )


def an_offering(member: Membership, competency: str, price: str, unit: str, **more: object) -> Offering:
    return Offering.objects.create(
        cluster=member.cluster,
        membership=member,
        competency=competency,
        title=competency.title(),
        unit=unit,
        unit_price=Decimal(price),
        **{"capacity": Decimal(1000), **more},
    )


def a_package(requirement: Requirement, code: str, competency: str, quantity: int, unit: str, **more: object):
    return WorkPackage.objects.create(
        cluster=requirement.cluster,
        requirement=requirement,
        position=requirement.work_packages.count(),
        code=code,
        title=f"{competency.title()} of the cabins",
        competency=competency,
        quantity=quantity,
        unit=unit,
        **{"starts_on": date(2027, 1, 1), "ends_on": date(2027, 3, 31), "place": "UKE32", **more},
    )


def an_opportunity(cluster: Cluster, **more: object) -> Opportunity:
    return Opportunity.objects.create(
        cluster=cluster,
        door="customer",
        title="Mobile clinics",
        created_at=AT,
        updated_at=AT,
        **{"state": "qualified", "value": 6_000_001, "currency": "GBP", **more},
    )


def a_requirement(opportunity: Opportunity, **policy: object) -> Requirement:
    return Requirement.objects.create(
        cluster=opportunity.cluster, opportunity=opportunity, policy=policy, created_at=AT, updated_at=AT
    )


def a_scene(slug: str = "five-rivers") -> Scene:
    """Rother welds cheapest and is far from reliable, Don welds dearer and surely, Tees coats, Aire is suspended."""
    cluster = a_cluster(slug)
    with tenancy.tenant(cluster.pk):
        return _played(cluster)


def _played(cluster: Cluster) -> Scene:
    opportunity = an_opportunity(cluster)
    requirement = a_requirement(opportunity, risk_price=1)
    a_package(requirement, "wp1", "welding", 1000, "HUR", value=4_000_000)
    a_package(requirement, "wp2", "coating", 200, "MTK", value=2_000_000, certificates=["ISO 9001"])
    scene = Scene(cluster, a_role(cluster, "broker"), opportunity, requirement)
    for name, trade, price, unit, more in (
        ("Rother", "welding", "4000", "HUR", {"reliability": Decimal("0.9")}),
        ("Don", "welding", "4500", "HUR", {"region": "UKC1"}),
        ("Tees", "coating", "9000", "MTK", {"region": "UKC1"}),
        ("Aire", "coating", "1000", "MTK", {"state": "suspended"}),
    ):
        scene.firms[name] = a_firm(cluster, name, **more)
        an_offering(scene.firms[name], trade, price, unit)
        Certificate.objects.create(cluster=cluster, membership=scene.firms[name], name="ISO 9001")
    return scene


def an_enterprise(cluster: Cluster, members: list[Membership], state: str = "dissolved", **more: object):
    """A past team of those members, with equal parts."""
    opportunity = an_opportunity(cluster, state="won")
    enterprise = Enterprise.objects.create(
        cluster=cluster,
        name="An earlier team",
        opportunity=opportunity,
        state=state,
        value=100 * len(members),
        currency="GBP",
        formed_on=date(2025, 1, 1),
        **{"dissolved_on": date(2026, 1, 1) if state == "dissolved" else None, **more},
    )
    for member in members:
        Partner.objects.create(cluster=cluster, enterprise=enterprise, membership=member, value=100)
    return enterprise
