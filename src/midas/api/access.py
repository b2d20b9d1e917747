"""Who one is, to the API; and for administrators who has which role, who is invited, and whether the trail is whole."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from midas.actions.access.audit import verify_cluster
from midas.actions.access.inviting import invitable
from midas.actions.access.permissions import MAY, SAYS, may, require
from midas.api.application import Page, Text
from midas.store.models import Invitation, Person, Role
from midas.store.queries import people as queries

router = Router(tags=["access"])


class ClusterOut(Schema):
    slug: str
    name: str
    currency: str


class HeldOut(Schema):
    """A role somebody holds: for a firm, for one enterprise, or for the whole cluster."""

    id: int
    person_id: int
    name: str = Field(alias="person.name")
    email: str = Field(alias="person.email")
    role: str = Field(alias="kind")
    is_owner: bool
    membership_id: int | None
    enterprise_id: int | None
    since: datetime | None = Field(description="null for roles older than this was kept")


class PersonOut(Schema):
    id: int
    name: str
    email: str
    may_sign_in: bool = Field(alias="is_active")
    last_sign_in: datetime | None = Field(alias="last_login")
    second_factor: bool
    roles: list[str]

    @staticmethod
    def resolve_roles(person: Any) -> list[str]:
        return sorted({role.kind for role in person.here})


class InvitationOut(Schema):
    """An invitation; its link is in the mail and nowhere else."""

    id: int
    email: str
    role: str = Field(alias="kind")
    is_owner: bool
    membership_id: int | None
    enterprise_id: int | None
    state: str = Field(description="waiting, accepted, expired or revoked")
    invited_at: datetime = Field(alias="created_at")
    expires_at: datetime
    accepted_at: datetime | None


class PermissionOut(Schema):
    name: str
    says: str
    roles: list[str]


class TrailOut(Schema):
    """The chain of the cluster: write `seal` down elsewhere, and nothing before it can be rewritten unseen."""

    whole: bool
    links: int
    seal: str
    fault: str


class Me(Schema):
    """The bearer of the key: the role they act in, in which cluster, and what that role may do."""

    name: str
    email: str
    role: str
    cluster: ClusterOut
    may: list[str]


@router.get("/me", response=Me, operation_id="me", summary="Whose key this is, and what it may do")
def me(request: HttpRequest) -> Me:
    role = role_of(request)
    return Me(
        name=role.person.name,
        email=role.person.email,
        role=role.kind,
        cluster=ClusterOut.from_orm(role.cluster),
        may=sorted(permission for permission in MAY if may(role, permission)),
    )


@router.get("/people", response=list[PersonOut], operation_id="people", summary="Who has a role here")
@paginate(Page)
def people(request: HttpRequest) -> QuerySet[Person]:
    return queries.people(require(role_of(request), "people.manage").cluster_id)


@router.get("/roles", response=list[HeldOut], operation_id="roles", summary="Who has which role where")
@paginate(Page)
def roles(request: HttpRequest, kind: Text = "") -> QuerySet[Role]:
    found = queries.roles(require(role_of(request), "people.manage").cluster_id)
    return found.filter(kind=kind) if kind else found


@router.get(
    "/invitations",
    response=list[InvitationOut],
    operation_id="invitations",
    summary="Who is invited to what, as far as one may invite to it",
)
@paginate(Page)
def invitations(request: HttpRequest, state: Text = "") -> QuerySet[Invitation]:
    role = require(role_of(request), "members.invite")
    rows = queries.invitations(timezone.now()).filter(kind__in=invitable(role))
    return rows.filter(state=state) if state else rows


@router.get(
    "/permissions", response=list[PermissionOut], operation_id="permissions", summary="What each role may do"
)
def permissions(request: HttpRequest) -> list[dict[str, Any]]:
    require(role_of(request), "trail.view")
    return [
        {"name": name, "says": str(SAYS.get(name, name)), "roles": list(kinds)} for name, kinds in MAY.items()
    ]


@router.get(
    "/trail", response=TrailOut, operation_id="trail", summary="Whether the trail is as it was written"
)
def trail(request: HttpRequest) -> TrailOut:
    chain = verify_cluster(require(role_of(request), "trail.view").cluster_id)
    return TrailOut(whole=not chain.fault, links=chain.links, seal=chain.head, fault=chain.fault)


def role_of(request: HttpRequest) -> Role:
    """The role of the key's bearer; the key has been checked before any operation runs."""
    return request.auth  # type: ignore[attr-defined, no-any-return]  # where django-ninja puts it
