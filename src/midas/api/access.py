"""Who one is, to the API."""

from django.http import HttpRequest
from ninja import Router, Schema

from midas.actions.access.permissions import MAY, may
from midas.store.models import Role

router = Router(tags=["access"])


class ClusterOut(Schema):
    slug: str
    name: str
    currency: str


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


def role_of(request: HttpRequest) -> Role:
    """The role of the key's bearer; the key has been checked before any operation runs."""
    return request.auth  # type: ignore[attr-defined, no-any-return]  # where django-ninja puts it
