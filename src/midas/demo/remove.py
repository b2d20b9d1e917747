"""Taking the demo away: its clusters with everything in them, also what was added since, and its sign-ins.

History is append-only for everybody, and the database remembers what is changed; both are passed over here alone, for
the rows of clusters marked `is_demo` and no others.
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from midas.demo.load import demo_clusters
from midas.demo.people import SIGN_INS
from midas.store import tenancy
from midas.store.models import Cluster, Competency, EvidenceFile, NeedFile, Person, Role, TenantOwned


@transaction.atomic
def remove() -> int:
    """Delete the demo's clusters and people; how many clusters there were."""
    clusters = demo_clusters()
    for cluster in clusters:
        with tenancy.tenant(cluster.pk), tenancy.forgetting(), pgtrigger.ignore():
            _forget_files()
            # In any order: what refers to what is looked at when the transaction ends.
            with connection.cursor() as cursor:
                cursor.execute("set constraints all deferred")
            for model in (*_tenant_owned(), Competency):
                _delete(model._default_manager.filter(cluster=cluster))
        _delete(Cluster.objects.filter(pk=cluster.pk, is_demo=True))
    _remove_people()
    return len(clusters)


def _forget_files() -> None:
    """The files that were handed in go once the rows are gone for good."""
    kept = (model.objects.values_list("path", flat=True) for model in (EvidenceFile, NeedFile))
    for name in chain.from_iterable(kept):
        transaction.on_commit(partial((Path(settings.MIDAS_UPLOADS) / name).unlink, missing_ok=True))


def _tenant_owned() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, TenantOwned)]


def _delete(rows: models.QuerySet[Any]) -> None:
    """In one statement: what hangs on these rows is deleted as well."""
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
