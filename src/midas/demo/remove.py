"""Taking the demo away: its clusters with everything in them, also what was added since, and its sign-ins.

History is append-only for everybody; the triggers that see to it are passed over here alone, for the rows of
clusters marked `is_demo` and no others.
"""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models, transaction

from midas.demo.load import demo_clusters
from midas.demo.people import SIGN_INS
from midas.store import tenancy
from midas.store.models import Cluster, Competency, Person, Role, TenantOwned

APPEND_ONLY = ("store.Event:event_append_only", "store.Notice:notice_append_only")


@transaction.atomic
def remove() -> int:
    """Delete the demo's clusters and people; how many clusters there were."""
    clusters = demo_clusters()
    for cluster in clusters:
        with tenancy.tenant(cluster.pk), pgtrigger.ignore(*APPEND_ONLY):
            for model in _dependents_first():
                _delete(model._default_manager.filter(cluster=cluster))
            _delete(Competency.objects.filter(cluster=cluster))
        _delete(Cluster.objects.filter(pk=cluster.pk, is_demo=True))
    _remove_people()
    return len(clusters)


def _delete(rows: models.QuerySet[Any]) -> None:
    """In one statement: what hangs on these rows was deleted before them."""
    rows._raw_delete(rows.db)


def _remove_people() -> None:
    """The demo's sign-ins, but for those who were given a role in a cluster that stays."""
    for email, _, _ in SIGN_INS:
        person = Person.objects.filter(email=email).first()
        if person is not None and not _has_role(person):
            person.delete()


def _has_role(person: Person) -> bool:
    with tenancy.person(person.pk):
        return Role.objects.filter(person=person).exists()


def _dependents_first() -> list[type[models.Model]]:
    """Every table of a cluster, each before those it refers to."""
    every: list[type[models.Model]] = list(apps.get_models())
    waiting = [model for model in every if issubclass(model, TenantOwned)]
    ordered: list[type[models.Model]] = []
    while waiting:
        free = [model for model in waiting if not any(_refers(other, model) for other in waiting)]
        ordered += free
        waiting = [model for model in waiting if model not in free]
    return ordered


def _refers(model: type[models.Model], to: type[models.Model]) -> bool:
    return model is not to and any(field.related_model is to for field in model._meta.concrete_fields)
