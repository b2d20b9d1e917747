"""Saving demands with their notices and requirements, and the enterprises that came of them."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import datetime

from midas.actions.demand.import_notices import import_file
from midas.demo.cluster import Demand, DemoCluster, Enterprise, Package
from midas.demo.save_people import People
from midas.store import models as store

Opportunities = dict[str, store.Opportunity]
Enterprises = dict[str, store.Enterprise]


class NoticeRefused(RuntimeError):
    """The import found something wrong with a notice of the demo's own."""


def save_demands(cluster: store.Cluster, demo: DemoCluster, people: People) -> Opportunities:
    """Save the cluster's demands, by their keys; works inside its tenancy."""
    for demand in demo.demands:
        _import(cluster, demand)
    by_ocid = {row.ocid: row for row in store.Opportunity.objects.exclude(ocid="")}
    written = {demand.key: _written(cluster, demand) for demand in demo.demands if not demand.ocid}
    store.Opportunity.objects.bulk_create(written.values())
    found = {demand.key: by_ocid.get(demand.ocid) or written[demand.key] for demand in demo.demands}
    for demand in demo.demands:
        row = found[demand.key]
        row.state, row.updated_at = demand.state, demand.updated_at
        row.owner = people[demand.owner] if demand.owner else None
    store.Opportunity.objects.bulk_update(found.values(), ["state", "updated_at", "owner"])
    _save_requirements(cluster, demo, found)
    return found


def _import(cluster: store.Cluster, demand: Demand) -> None:
    for number, entry in enumerate(demand.releases, 1):
        name = f"{demand.ocid}-{number}.json"
        text = json.dumps(entry.release, indent=1).encode()
        report = import_file(io.BytesIO(text), name=name, cluster=cluster, by=None, at=entry.imported_at)
        if report.faulty or report.imported != 1:
            raise NoticeRefused(f"{name}: {'; '.join(map(str, report.problems)) or 'not imported'}")


def _written(cluster: store.Cluster, demand: Demand) -> store.Opportunity:
    """A demand that no notice describes."""
    return store.Opportunity(
        cluster=cluster,
        door=demand.door,
        title=demand.title,
        description=demand.description,
        buyer_name=demand.buyer_name,
        buyer_identifier=demand.buyer_identifier,
        value=demand.value,
        currency=cluster.currency,
        cpv=demand.cpv,
        cpv_additional=list(demand.cpv_additional),
        region=demand.region,
        place=demand.place,
        procedure=demand.procedure,
        category=demand.category,
        sme_suitable=demand.sme_suitable,
        deadline_at=demand.deadline_at,
        starts_on=demand.starts_on,
        ends_on=demand.ends_on,
        lots=list(demand.lots),
        items=list(demand.items),
        created_at=demand.created_at,
        updated_at=demand.updated_at,
    )


def _save_requirements(cluster: store.Cluster, demo: DemoCluster, found: Opportunities) -> None:
    precise = [demand for demand in demo.demands if demand.packages]
    written_at = {demand.key: _precise_at(demo, demand) for demand in precise}
    rows = store.Requirement.objects.bulk_create(
        store.Requirement(
            cluster=cluster,
            opportunity=found[demand.key],
            policy=dict(demand.policy),
            created_at=written_at[demand.key],
            updated_at=written_at[demand.key],
        )
        for demand in precise
    )
    store.WorkPackage.objects.bulk_create(
        _package(cluster, row, position, package)
        for demand, row in zip(precise, rows, strict=True)
        for position, package in enumerate(demand.packages, 1)
    )


def _precise_at(demo: DemoCluster, demand: Demand) -> datetime:
    """When the requirement was written: before a team was formed for it, else when the demand was last touched."""
    mine = [event for event in demo.events if (event.kind, event.key) == ("opportunity", demand.key)]
    return next((event.at for event in mine if event.after == "forming"), demand.updated_at)


def _package(
    cluster: store.Cluster, requirement: store.Requirement, position: int, package: Package
) -> store.WorkPackage:
    return store.WorkPackage(
        cluster=cluster,
        requirement=requirement,
        position=position,
        code=package.code,
        title=package.title,
        competency=package.competency,
        quantity=package.quantity,
        unit=package.unit,
        value=package.value,
        starts_on=package.starts_on,
        ends_on=package.ends_on,
        certificates=list(package.certificates),
        min_quality=package.min_quality,
        place=package.place,
        max_suppliers=package.max_suppliers,
        min_split=package.min_split,
        criticality=package.criticality,
        after=list(package.after),
    )


def save_enterprises(
    cluster: store.Cluster,
    demo: DemoCluster,
    members: Mapping[str, store.Membership],
    opportunities: Opportunities,
    people: People,
) -> Enterprises:
    """Save the cluster's enterprises with their partners and work, by their keys."""
    rows = store.Enterprise.objects.bulk_create(
        store.Enterprise(
            cluster=cluster,
            name=one.name,
            opportunity=opportunities[one.demand],
            mode=one.mode,
            state=one.state,
            lead=members[one.lead],
            value=one.value,
            currency=cluster.currency,
            formed_on=one.formed_on,
            operating_from=one.operating_from,
            dissolved_on=one.dissolved_on,
            created_by=people[one.created_by],
        )
        for one in demo.enterprises
    )
    found = {one.key: row for one, row in zip(demo.enterprises, rows, strict=True)}
    for one in demo.enterprises:
        _save_partners(cluster, one, found[one.key], members)
    return found


def _save_partners(
    cluster: store.Cluster,
    enterprise: Enterprise,
    row: store.Enterprise,
    members: Mapping[str, store.Membership],
) -> None:
    partners = store.Partner.objects.bulk_create(
        store.Partner(
            cluster=cluster,
            enterprise=row,
            membership=members[partner.firm],
            role=partner.role,
            value=partner.value,
        )
        for partner in enterprise.partners
    )
    store.PartnerWork.objects.bulk_create(
        store.PartnerWork(
            cluster=cluster,
            partner=saved,
            package=work.package,
            competency=work.competency,
            quantity=work.quantity,
            unit=work.unit,
            cost=work.cost,
        )
        for partner, saved in zip(enterprise.partners, partners, strict=True)
        for work in partner.work
    )
