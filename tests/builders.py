"""Small clusters for tests, built from what a test cares about; everything else is filled in plausibly.

Rows are written as the cluster they belong to, so a builder works inside `tenancy.tenant` and outside of it. Names and
identifiers are counted, so two things built alike never clash.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import wraps
from itertools import count
from typing import Any, TypeVar

from django.test import Client

from midas.store import tenancy
from midas.store.models import (
    Assessment,
    Certificate,
    Cluster,
    Enterprise,
    EvidenceFile,
    FinancialYear,
    Formation,
    Membership,
    Offering,
    Opportunity,
    Organisation,
    Partner,
    PartnerWork,
    Person,
    Requirement,
    Resource,
    Role,
    SectorGroup,
    WorkPackage,
)

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = AT.date()
PASSWORD = "correct horse battery"
POINTS = {"UKE3": (53.5, -1.3), "UKC1": (54.6, -1.4), "UKH1": (52.4, 0.8), "DE": (50.9, 9.7)}

_numbers = count(1)
Made = TypeVar("Made")


def in_cluster(build: Callable[..., Made]) -> Callable[..., Made]:
    """Run a builder as the cluster of its first argument: a cluster, or something that belongs to one."""

    @wraps(build)
    def inside(owner: Any, *args: Any, **more: Any) -> Made:
        cluster = owner if isinstance(owner, Cluster) else owner.cluster
        with tenancy.tenant(cluster.pk):
            return build(owner, *args, **more)

    return inside


def a_cluster(**more: Any) -> Cluster:
    number = next(_numbers)
    fields = {"slug": f"cluster-{number}", "name": f"Cluster {number}", "home_region": "UKE"}
    return Cluster.objects.create(**{**fields, "founded_on": date(2020, 1, 1), **more})


def a_person(**more: Any) -> Person:
    number = next(_numbers)
    fields = {"email": f"person-{number}@example.org", "name": f"Person {number}", "password": PASSWORD}
    return Person.objects.create_user(**{**fields, **more})


@in_cluster
def a_role(
    cluster: Cluster, kind: str = "broker", membership: Membership | None = None, person: Person | None = None
) -> Role:
    """A role of that kind for a new person, or for the one given; a member's is for a new firm unless one is given."""
    if kind == Role.Kind.MEMBER and membership is None:
        membership = a_member(cluster)
    return Role.objects.create(cluster=cluster, person=person or a_person(), kind=kind, membership=membership)


def signed_in(role: Role, client: Client | None = None) -> Client:
    """A browser in which the person of `role` is signed in and acts in it."""
    client = client or Client()
    client.force_login(role.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["role"] = role.pk
    session.save()
    return client


@in_cluster
def a_sector(cluster: Cluster, slug: str = "manufacturing") -> SectorGroup:
    """The sector group of that slug, made if it is not there."""
    found, _ = SectorGroup.objects.get_or_create(
        cluster=cluster, slug=slug, defaults={"name": slug.replace("-", " ").capitalize()}
    )
    return found


@in_cluster
def a_member(
    cluster: Cluster, name: str = "", region: str = "UKE3", sector: str = "manufacturing", **more: Any
) -> Membership:
    """An admitted firm. Fields of the membership and of the organisation may be given alike."""
    number = next(_numbers)
    names = {field.name for field in Organisation._meta.get_fields()}
    given = {key: value for key, value in more.items() if key in names}
    latitude, longitude = POINTS.get(region, (53.0, -1.5))
    organisation = Organisation.objects.create(
        cluster=cluster,
        **{
            "name": name or f"Firm {number}",
            "identifier": f"{number:08d}",
            "region": region,
            "locality": "Rotherham",
            "latitude": latitude,
            "longitude": longitude,
            "staff": 20,
            "turnover": 200_000_000,
            "size": "small",
            **given,
        },
    )
    rest = {key: value for key, value in more.items() if key not in given}
    return Membership.objects.create(
        cluster=cluster,
        organisation=organisation,
        sector_group=a_sector(cluster, sector),
        **{"state": "admitted", "joined_on": date(2021, 1, 4), "can_lead": True, **rest},
    )


@in_cluster
def an_offering(member: Membership, competency: str = "cpv:42600000", **more: Any) -> Offering:
    """1,000 hours a month at £43."""
    fields = {
        "title": f"Work {next(_numbers)}",
        "unit": "HUR",
        "unit_price": Decimal(4300),
        "capacity": Decimal(1000),
    }
    return Offering.objects.create(
        cluster=member.cluster, membership=member, competency=competency, **{**fields, **more}
    )


@in_cluster
def a_certificate(member: Membership, name: str = "ISO 9001", expires_on: date | None = None) -> Certificate:
    return Certificate.objects.create(
        cluster=member.cluster,
        membership=member,
        name=name,
        issuer="Example Assurance",
        expires_on=expires_on,
    )


@in_cluster
def a_resource(member: Membership, code: str = "people", capacity: int = 800) -> Resource:
    return Resource.objects.create(
        cluster=member.cluster,
        membership=member,
        code=code,
        name=code.capitalize(),
        unit="HUR",
        capacity=capacity,
    )


@in_cluster
def an_opportunity(cluster: Cluster, title: str = "", **more: Any) -> Opportunity:
    """A customer's request for £60,000, new, its deadline in 30 days."""
    fields = {
        "door": "customer",
        "title": title or f"Opportunity {next(_numbers)}",
        "buyer_name": "Example Authority",
        "value": 6_000_000,
        "currency": "GBP",
        "deadline_at": AT + timedelta(days=30),
        "created_at": AT,
        "updated_at": AT,
    }
    return Opportunity.objects.create(cluster=cluster, **{**fields, **more})


@in_cluster
def a_requirement(opportunity: Opportunity, **more: Any) -> Requirement:
    """Without packages; `a_package` adds them."""
    return Requirement.objects.create(
        cluster=opportunity.cluster, opportunity=opportunity, created_at=AT, updated_at=AT, **more
    )


@in_cluster
def a_package(
    requirement: Requirement, competency: str = "cpv:42600000", quantity: int = 1200, **more: Any
) -> WorkPackage:
    """1,200 hours in the first quarter of 2027; the code counts up from wp1."""
    position = requirement.work_packages.count()
    fields = {
        "position": position,
        "code": f"wp{position + 1}",
        "title": f"Package {position + 1}",
        "unit": "HUR",
        "value": 5_400_000,
        "starts_on": date(2027, 1, 4),
        "ends_on": date(2027, 3, 26),
    }
    return WorkPackage.objects.create(
        cluster=requirement.cluster,
        requirement=requirement,
        competency=competency,
        quantity=quantity,
        **{**fields, **more},
    )


@in_cluster
def a_formation(requirement: Requirement, state: str = "done", **more: Any) -> Formation:
    """A run of the engine that is over (or in another state), without proposals."""
    fields: dict[str, Any] = {"requested_at": AT, "problem": {"work_packages": []}, "requirement_version": 1}
    if state in ("done", "failed"):
        fields |= {"status": "OPTIMAL", "progress": 1, "started_at": AT, "finished_at": AT}
    return Formation.objects.create(
        cluster=requirement.cluster, requirement=requirement, state=state, **{**fields, **more}
    )


@in_cluster
def an_enterprise(
    cluster: Cluster, members: list[Membership], state: str = "operating", name: str = "", **more: Any
) -> Enterprise:
    """A team with equal parts, led by the first, for an opportunity of its own that it won."""
    opportunity = more.pop("opportunity", None) or an_opportunity(cluster, state="won")
    each = more.pop("each", 1_000_000)
    fields: dict[str, Any] = {"formed_on": date(2026, 1, 5), "value": each * len(members), "currency": "GBP"}
    if state in ("operating", "decommissioning", "dissolved"):
        fields["operating_from"] = date(2026, 3, 2)
    if state == "dissolved":
        fields["dissolved_on"] = date(2026, 9, 30)
    enterprise = Enterprise.objects.create(
        cluster=cluster,
        name=name or f"Team {next(_numbers)}",
        opportunity=opportunity,
        state=state,
        lead=members[0] if members else None,
        **{**fields, **more},
    )
    for member in members:
        Partner.objects.create(
            cluster=cluster, enterprise=enterprise, membership=member, role="makes", value=each
        )
    return enterprise


@in_cluster
def some_work(
    partner: Partner, competency: str = "cpv:42600000", quantity: int = 300, **more: Any
) -> PartnerWork:
    fields = {"package": "Package 1", "unit": "HUR", "cost": 1_000_000}
    return PartnerWork.objects.create(
        cluster=partner.cluster,
        partner=partner,
        competency=competency,
        quantity=quantity,
        **{**fields, **more},
    )


@in_cluster
def an_assessment(member: Membership, dimension: str = "finance", **more: Any) -> Assessment:
    """Score 70, grade B, made today and valid for a year."""
    fields: dict[str, Any] = {
        "score": Decimal(70),
        "grade": "B",
        "method": "by hand",
        "assessed_on": TODAY,
        "valid_until": TODAY + timedelta(days=365),
    }
    fields |= more
    fields["assessed_on"] = min(fields["assessed_on"], fields["valid_until"])
    return Assessment.objects.create(cluster=member.cluster, membership=member, dimension=dimension, **fields)


@in_cluster
def some_accounts(member: Membership, year_end: date = date(2026, 3, 31), **more: Any) -> FinancialYear:
    """A year with the figures of Altman's worked example, in thousands of pounds: Z″ is 3.662."""
    figures = {
        "turnover": 1500,
        "ebit": 100,
        "interest": 10,
        "total_assets": 1000,
        "current_assets": 500,
        "stock": 100,
        "debtors": 200,
        "cash": 150,
        "current_liabilities": 300,
        "total_liabilities": 600,
        "retained_earnings": 300,
        "equity": 400,
    }
    pence = {name: value * 100_000 for name, value in figures.items()}
    return FinancialYear.objects.create(
        cluster=member.cluster, membership=member, year_end=year_end, entered_at=AT, **{**pence, **more}
    )


@in_cluster
def an_evidence_file(member: Membership, kind: str = "reference", **more: Any) -> EvidenceFile:
    """A one-page PDF of which only the row is there."""
    fields = {
        "title": f"Evidence {next(_numbers)}",
        "file_name": "evidence.pdf",
        "media_type": "application/pdf",
        "size": 1000,
        "sha256": "0" * 64,
        "path": "evidence.pdf",
        "uploaded_at": AT,
    }
    return EvidenceFile.objects.create(
        cluster=member.cluster, membership=member, kind=kind, **{**fields, **more}
    )
