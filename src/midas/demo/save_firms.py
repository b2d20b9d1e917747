"""Saving firms: organisations and memberships, and all that belongs to them, a statement per table."""

from __future__ import annotations

from collections.abc import Iterator

from midas.core.values.names import name_key
from midas.demo.cluster import DemoCluster, Firm
from midas.store import models as store

Members = dict[str, store.Membership]
"""The membership of each firm, by the firm's key."""


def save_firms(cluster: store.Cluster, demo: DemoCluster) -> Members:
    """Save the firms of the cluster in their order; works inside its tenancy."""
    groups = _groups(cluster, demo)
    organisations = store.Organisation.objects.bulk_create(
        _organisation(cluster, firm) for firm in demo.firms
    )
    rows = store.Membership.objects.bulk_create(
        _membership(cluster, firm, organisation, groups)
        for firm, organisation in zip(demo.firms, organisations, strict=True)
    )
    members = {firm.key: row for firm, row in zip(demo.firms, rows, strict=True)}
    _save_own_competencies(cluster, demo)
    _save_offerings(cluster, demo, members, _resources(cluster, demo, members))
    store.Certificate.objects.bulk_create(_certificates(cluster, demo, members))
    return members


def _groups(cluster: store.Cluster, demo: DemoCluster) -> dict[str, store.SectorGroup]:
    rows = store.SectorGroup.objects.bulk_create(
        store.SectorGroup(cluster=cluster, slug=slug, name=name) for slug, name in demo.groups.items()
    )
    return {row.slug: row for row in rows}


def _organisation(cluster: store.Cluster, firm: Firm) -> store.Organisation:
    return store.Organisation(
        cluster=cluster,
        scheme=firm.scheme,
        identifier=firm.identifier,
        name=firm.name,
        region=firm.place.region,
        locality=firm.place.town,
        country=firm.place.country,
        latitude=firm.place.latitude,
        longitude=firm.place.longitude,
        time_zone=firm.place.time_zone,
        staff=firm.staff,
        turnover=firm.turnover,
        size=firm.size,
        sic_codes=list(firm.sic),
        founded_on=firm.founded_on,
        website=firm.website,
        name_key=name_key(firm.name),
    )


def _membership(
    cluster: store.Cluster,
    firm: Firm,
    organisation: store.Organisation,
    groups: dict[str, store.SectorGroup],
) -> store.Membership:
    return store.Membership(
        cluster=cluster,
        organisation=organisation,
        sector_group=groups[firm.group],
        state=firm.state,
        joined_on=firm.joined_on,
        summary=firm.summary,
        can_lead=firm.can_lead,
        engagement_cost=firm.engagement_cost,
        reliability=firm.reliability,
        reliability_evidence=firm.record.deliveries,
        tags=list(firm.tags),
    )


def _save_own_competencies(cluster: store.Cluster, demo: DemoCluster) -> None:
    store.Competency.objects.bulk_create(
        store.Competency(cluster=cluster, code=own.code, label=own.label, parent_code=own.parent, cpv=own.cpv)
        for own in demo.competencies
    )


def _resources(
    cluster: store.Cluster, demo: DemoCluster, members: Members
) -> dict[tuple[str, str], store.Resource]:
    """Every pool of every firm, by the firm's key and the pool's code."""
    pools = [(firm.key, pool) for firm in demo.firms for pool in firm.resources]
    rows = store.Resource.objects.bulk_create(
        store.Resource(
            cluster=cluster,
            membership=members[key],
            code=pool.code,
            name=pool.name,
            unit=pool.unit,
            capacity=pool.capacity,
        )
        for key, pool in pools
    )
    return {(key, pool.code): row for (key, pool), row in zip(pools, rows, strict=True)}


def _save_offerings(
    cluster: store.Cluster,
    demo: DemoCluster,
    members: Members,
    pools: dict[tuple[str, str], store.Resource],
) -> None:
    claims = [(firm.key, offering) for firm in demo.firms for offering in firm.offerings]
    rows = store.Offering.objects.bulk_create(
        store.Offering(
            cluster=cluster,
            membership=members[key],
            competency=offering.competency,
            title=offering.title,
            unit=offering.unit,
            unit_price=offering.unit_price,
            set_up=offering.set_up,
            capacity=offering.capacity,
            min_order=offering.min_order,
            quality=offering.quality,
            lead_time_days=offering.lead_time_days,
            regions_served=list(offering.regions_served),
            is_core=offering.is_core,
            evidence=offering.evidence,
            valid_until=offering.valid_until,
        )
        for key, offering in claims
    )
    store.OfferingUse.objects.bulk_create(
        store.OfferingUse(cluster=cluster, offering=row, resource=pools[key, code], amount=amount)
        for (key, offering), row in zip(claims, rows, strict=True)
        for code, amount in offering.uses.items()
    )


def _certificates(cluster: store.Cluster, demo: DemoCluster, members: Members) -> Iterator[store.Certificate]:
    for firm in demo.firms:
        for held in firm.certificates:
            yield store.Certificate(
                cluster=cluster,
                membership=members[firm.key],
                name=held.name,
                issuer=held.issuer,
                scope=held.scope,
                issued_on=held.issued_on,
                expires_on=held.expires_on,
            )
