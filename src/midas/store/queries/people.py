"""Who has which role where, and who is invited."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, CharField, QuerySet, Value, When

from midas.store.models import Invitation, Role

WAITING, ACCEPTED, EXPIRED, REVOKED = "waiting", "accepted", "expired", "revoked"


def roles() -> QuerySet[Role]:
    """Every role of the cluster one works for, by the name of its person."""
    related = ("person", "cluster", "membership__organisation", "enterprise")
    return Role.objects.select_related(*related).order_by("person__name", "person_id", "kind", "pk")


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
