"""A cluster with a row in every table."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.db import connection
from tests import builders

from midas.store import tenancy
from midas.store.models import (
    Acceptance,
    Answers,
    ApiToken,
    Application,
    Assessment,
    AssessmentEvidence,
    Bank,
    CapacityChange,
    Cluster,
    CoachingStep,
    Competency,
    Confirmation,
    Credential,
    DuplicateVerdict,
    Enterprise,
    Event,
    EvidenceFile,
    FinancialYear,
    FirmImport,
    Insurance,
    Invitation,
    Likeness,
    ListedName,
    Membership,
    Merge,
    Motion,
    Notice,
    NoticeImport,
    Offering,
    OfferingUse,
    Officer,
    Person,
    Proposal,
    Proxy,
    Rating,
    Remark,
    Reply,
    Resource,
    RulesVersion,
    Vote,
)

LATER = builders.AT + timedelta(days=30)


def filled(slug: str) -> Cluster:
    """A cluster with a row in every table."""
    cluster = builders.a_cluster(slug=slug)
    role = builders.a_role(cluster, "broker")
    member = builders.a_member(cluster)
    offering = builders.an_offering(member)
    builders.a_certificate(member)
    resource = builders.a_resource(member)
    opportunity = builders.an_opportunity(cluster)
    requirement = builders.a_requirement(opportunity)
    builders.a_package(requirement)
    formation = builders.a_formation(requirement)
    enterprise = builders.an_enterprise(cluster, [member])
    with tenancy.tenant(cluster.pk):
        here = {"cluster": cluster}
        builders.some_work(enterprise.partners.get())
        OfferingUse.objects.create(offering=offering, resource=resource, amount=1, **here)
        Proposal.objects.create(
            formation=formation, rank=1, label="best", objective=1, cost=1, risk=0, plan={}, **here
        )
        Competency.objects.create(code="welding", label="Welding", **here)
        ApiToken.objects.create(
            person=role.person, name="k", digest=slug.ljust(64, "0"), created_at=builders.AT, **here
        )
        NoticeImport.objects.create(file_name="a.json", size=1, started_at=builders.AT, **here)
        Notice.objects.create(
            opportunity=opportunity,
            ocid="o",
            release_id="r",
            sha256=slug.ljust(64, "0"),
            text="{}",
            imported_at=builders.AT,
            **here,
        )
        Event.objects.create(
            at=builders.AT, actor="Midas", verb="x", subject_kind="opportunity", subject_id=1, **here
        )
        standing(cluster, member, role.person, offering, enterprise)
        joining(cluster, member, role.person, resource)
        deciding(cluster, member, role.person)
        member.summary = "Now with a summary"
        member.save()  # leaves a change
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate; set constraints all deferred")  # leaves links
    return cluster


def standing(
    cluster: Cluster, member: Membership, person: Person, offering: Offering, enterprise: Enterprise
) -> None:
    here = {"cluster": cluster}
    FinancialYear.objects.create(membership=member, year_end=builders.TODAY, entered_at=builders.AT, **here)
    evidence = EvidenceFile.objects.create(
        membership=member, kind="other", title="Proof", file_name="a.pdf", media_type="application/pdf", size=1,
        sha256="0" * 64, path="x", uploaded_at=builders.AT, **here,
    )  # fmt: skip
    judged = Assessment.objects.create(
        membership=member,
        dimension="finance",
        method="m",
        assessed_on=builders.TODAY,
        valid_until=builders.TODAY,
        **here,
    )
    AssessmentEvidence.objects.create(assessment=judged, evidencefile=evidence, **here)
    Answers.objects.create(membership=member, dimension="ethics", saved_at=builders.AT, **here)
    Officer.objects.create(membership=member, name="Ada", **here)
    ListedName.objects.create(list_name="l", name="Bad", name_key="bad", loaded_at=builders.AT, **here)
    rating = Rating.objects.create(
        membership=member, enterprise=enterprise, source="customer", value=1, given_on=builders.TODAY, **here
    )
    Reply.objects.create(rating=rating, words="Thanks", written_at=builders.AT, written_by=person, **here)
    CoachingStep.objects.create(membership=member, what="Practise", written_at=builders.AT, **here)
    Confirmation.objects.create(offering=offering, confirmed_by=person, confirmed_on=builders.TODAY, **here)
    Credential.objects.create(
        membership=member, serial=uuid4(), token="t", issued_at=builders.AT, expires_at=LATER, **here
    )


def joining(cluster: Cluster, member: Membership, person: Person, resource: Resource) -> None:
    here = {"cluster": cluster}
    key = f"{cluster.pk:064d}"
    Invitation.objects.create(
        email="a@example.org", kind="broker", digest=key, created_at=builders.AT, expires_at=LATER, **here
    )
    Application.objects.create(
        email="b@example.org",
        digest=key,
        link_expires_at=LATER,
        created_at=builders.AT,
        saved_at=builders.AT,
        **here,
    )
    rules = RulesVersion.objects.create(
        number=1, title="Rules", text="Be fair.", written_at=builders.AT, **here
    )
    Acceptance.objects.create(
        rules=rules, membership=member, accepted_at=builders.AT, accepted_by=person, signatory="Ada", **here
    )
    other = builders.a_member(cluster).organisation
    pair = {"first": member.organisation, "second": other}
    DuplicateVerdict.objects.create(**pair, same=True, decided_at=builders.AT, **here)
    Likeness.objects.create(**pair, score=90, found_at=builders.AT, **here)
    FirmImport.objects.create(file_name="firms.csv", started_at=builders.AT, **here)
    Bank.objects.create(
        membership=member, name="Example Bank", sort_code="12-34-56", saved_at=builders.AT, **here
    )
    Insurance.objects.create(
        membership=member, kind="public", insurer="Example", cover=1, expires_on=builders.TODAY, **here
    )
    Merge.objects.create(kept=member.organisation, gone=other, moved={}, merged_at=builders.AT, **here)
    CapacityChange.objects.create(resource=resource, starts_on=builders.TODAY, ends_on=builders.TODAY, **here)


def deciding(cluster: Cluster, member: Membership, person: Person) -> None:
    here = {"cluster": cluster}
    motion = Motion.objects.create(
        kind="other",
        title="Tea",
        quorum="0.5",
        majority="0.5",
        opened_at=builders.AT,
        closes_at=LATER,
        **here,
    )
    Remark.objects.create(motion=motion, words="Yes", written_at=builders.AT, written_by=person, **here)
    Vote.objects.create(motion=motion, firm=member, person=person, choice="yes", cast_at=builders.AT, **here)
    Proxy.objects.create(
        giver_person=person, holder_person=builders.a_person(), starts_at=builders.AT, ends_at=LATER, **here
    )
