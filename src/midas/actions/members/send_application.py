"""An application is sent: what the firm said of itself becomes an organisation with a membership to decide on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count

from django.db import transaction
from django.utils.text import slugify

from midas.actions.access.events import record
from midas.actions.members.answer import locked_draft
from midas.actions.members.bank_and_insurance import bank_of, policies
from midas.actions.members.known import in_force, known_in
from midas.actions.members.organisations import Entity, organisation
from midas.core.members.application import APPLICATION, LINK_LASTS
from midas.core.members.read_firm import read_firm
from midas.core.members.stated import Firm
from midas.core.values.problems import BadInput
from midas.store.models import (
    Acceptance,
    Application,
    Certificate,
    Cluster,
    Insurance,
    Membership,
    Offering,
    OfferingUse,
    Officer,
    Organisation,
    Person,
    Resource,
    Role,
    SectorGroup,
)


@transaction.atomic
def send_application(application_id: int, *, by: Person | None, at: datetime) -> Membership:
    """The membership, applied for, with everything the application states.

    Raises BadInput with all that is missing or wrong in any group, or UnableToMove if it was sent before.
    """
    application = locked_draft(application_id)
    APPLICATION.check(application.state, Application.State.SENT)
    # One at a time in a cluster, so that no firm comes in twice.
    cluster = Cluster.objects.select_for_update(no_key=True).get(pk=application.cluster_id)
    firm, faults = read_firm(application.answers, known_in(cluster, [application.answers], at=at))
    problems = [problem for found in faults.values() for problem in found]
    if problems:
        raise BadInput(problems)
    membership = _membership(cluster, firm)
    _save_parts(membership, firm)
    bank_of(membership, firm.account, by=by, at=at).save()
    _accept(application, membership, firm, by=by, at=at)
    application.evidence.update(membership=membership)
    _close(application, membership, by=by, at=at)
    return membership


def _membership(cluster: Cluster, firm: Firm) -> Membership:
    return Membership.objects.create(
        cluster=cluster,
        organisation=_organisation(cluster, firm),
        sector_group=SectorGroup.objects.get(slug=firm.trade.sector),
        state=Membership.State.APPLIED,
        summary=firm.identity.summary,
    )


def _organisation(cluster: Cluster, firm: Firm) -> Organisation:
    identity, site = firm.identity, firm.site
    made = organisation(
        cluster,
        Entity(
            identity.org_id,
            identity.name,
            site.region,
            firm.extent.size,
            locality=site.locality,
            position=site.position,
            staff=firm.extent.staff,
            turnover=firm.extent.turnover,
            sic_codes=firm.trade.sic_codes,
            founded_on=identity.founded_on,
            website=identity.website,
        ),
    )
    made.save()
    return made


def _save_parts(membership: Membership, firm: Firm) -> None:
    cluster = membership.cluster
    pools = Resource.objects.bulk_create(_resources(membership, firm))
    offerings = Offering.objects.bulk_create(_offerings(membership, firm))
    by_name = {pool.name: pool for pool in pools}
    OfferingUse.objects.bulk_create(
        OfferingUse(cluster=cluster, offering=row, resource=by_name[offer.pool], amount=offer.amount)
        for offer, row in zip(firm.offers, offerings, strict=True)
        if offer.pool
    )
    Insurance.objects.bulk_create(policies(membership, firm.insurances))
    Certificate.objects.bulk_create(
        Certificate(
            cluster=cluster,
            membership=membership,
            name=paper.name,
            issuer=paper.issuer,
            scope=paper.scope,
            issued_on=paper.issued_on,
            expires_on=paper.expires_on,
        )
        for paper in firm.papers
    )
    Officer.objects.bulk_create(
        Officer(cluster=cluster, membership=membership, name=one.name, role=one.role, born=one.born)
        for one in firm.officers
    )


def _resources(membership: Membership, firm: Firm) -> Iterator[Resource]:
    taken: set[str] = set()
    for pool in firm.pools:
        code = _free(slugify(pool.name)[:50] or "resource", taken)
        taken.add(code)
        yield Resource(
            cluster=membership.cluster,
            membership=membership,
            code=code,
            name=pool.name,
            unit=pool.unit,
            capacity=pool.capacity,
        )


def _free(code: str, taken: set[str]) -> str:
    return next(name for n in count(1) if (name := code if n == 1 else f"{code}-{n}") not in taken)


def _offerings(membership: Membership, firm: Firm) -> Iterator[Offering]:
    for offer in firm.offers:
        yield Offering(
            cluster=membership.cluster,
            membership=membership,
            competency=offer.competency,
            title=offer.title,
            unit=offer.unit,
            unit_price=offer.unit_price,
            set_up=offer.set_up,
            capacity=offer.capacity,
            lead_time_days=offer.lead_time_days,
            is_core=offer.is_core,
            valid_until=offer.valid_until,
        )


def _accept(
    application: Application, membership: Membership, firm: Firm, *, by: Person | None, at: datetime
) -> None:
    rules = in_force(application.cluster, at=at)
    assert rules is not None  # known_in said so in this transaction
    Acceptance.objects.create(
        cluster=application.cluster,
        rules=rules,
        membership=membership,
        accepted_at=at,
        accepted_by=by,
        signatory=firm.consent.signatory,
    )


def _close(application: Application, membership: Membership, *, by: Person | None, at: datetime) -> None:
    """The application is sent; who wrote it signed in, with its address, becomes the firm's owner.

    Anybody else, such as a broker who helps, does not: the link goes on to show what becomes of the application, and
    the cluster may invite the firm's owner.
    """
    application.state, application.sent_at, application.membership = Application.State.SENT, at, membership
    application.link_expires_at = at + LINK_LASTS
    application.save(update_fields=["state", "sent_at", "membership", "link_expires_at"])
    record(application, "application.sent", by=by, at=at, before="draft", after="sent")
    record(membership, "membership.applied", by=by, at=at, after=membership.state)
    owner = application.person or (by if by is not None and by.email == application.email else None)
    if owner is not None:
        Role.objects.create(
            cluster=application.cluster,
            person=owner,
            kind=Role.Kind.MEMBER,
            membership=membership,
            is_owner=True,
        )
