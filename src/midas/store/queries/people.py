"""Who has which role where, and who is invited."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Case, CharField, Exists, OuterRef, Prefetch, QuerySet, Value, When

from midas.store.models import Invitation, Person, Role

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts: an authenticator app or a passkey. Recovery codes only stand in for one."""

WAITING, ACCEPTED, EXPIRED, REVOKED = "waiting", "accepted", "expired", "revoked"


def roles(cluster_id: int) -> QuerySet[Role]:
    """Every role of the cluster, by the name of its person.

    The fence alone would add the reader's own roles in other clusters, so the cluster is asked for.
    """
    related = ("person", "cluster", "membership__organisation", "enterprise")
    found = Role.objects.filter(cluster_id=cluster_id).select_related(*related)
    return found.order_by("person__name", "person_id", "kind", "pk")


def people(cluster_id: int) -> QuerySet[Person]:
    """Everybody with a role in the cluster, with those roles as `here`, and whether they have a `second_factor`."""
    factor = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=FACTORS)
    here = Role.objects.filter(cluster_id=cluster_id).order_by("kind", "pk")
    return (
        Person.objects.filter(pk__in=here.order_by().values("person_id"))
        .annotate(second_factor=Exists(factor))
        .prefetch_related(Prefetch("roles", here, to_attr="here"))
        .order_by("name", "pk")
    )


def with_second_factor(person_ids: Collection[int]) -> set[int]:
    """Those of the people who have a second factor."""
    found = Authenticator.objects.filter(user_id__in=person_ids, type__in=FACTORS)
    return set(found.values_list("user_id", flat=True))


def invitations(at: datetime) -> QuerySet[Invitation]:
    """Every invitation with its `state` at that moment, the newest first."""
    state = Case(
        When(accepted_at__isnull=False, then=Value(ACCEPTED)),
        When(revoked_at__isnull=False, then=Value(REVOKED)),
        When(expires_at__lte=at, then=Value(EXPIRED)),
        default=Value(WAITING),
        output_field=CharField(),
    )
    related = ("membership__organisation", "enterprise", "invited_by")
    return Invitation.objects.select_related(*related).annotate(state=state).order_by("-created_at", "-pk")


def open_invitation(membership_id: int, email: str, *, at: datetime) -> Invitation | None:
    """The invitation of that address to the firm which can still be taken up."""
    open_ = Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)
    return open_.filter(membership=membership_id, email=email).first()
