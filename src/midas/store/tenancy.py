"""Which cluster a transaction works for; the second fence, held by the database.

Every tenant-owned table has row-level security (forced, so its owner is fenced too) that compares `cluster_id`
with the setting `midas.cluster`, which lives as long as the transaction. Nothing set means nothing seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

CLUSTER, PERSON, TOKEN, FORGET = "midas.cluster", "midas.person", "midas.token", "midas.forget"


def _get(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting(%s, true), '')", [name])
        row = cursor.fetchone()
    return str(row[0])


def _set(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config(%s, %s, true)", [name, value])


@contextmanager
def _setting(name: str, value: str) -> Iterator[None]:
    with transaction.atomic():
        before = _get(name)
        _set(name, value)
        yield
        if not connection.needs_rollback:  # a rollback puts it back as well, and no query may come before it
            _set(name, before)


@contextmanager
def tenant(cluster_id: int | None) -> Iterator[None]:
    """Work for one cluster (None: for none) inside one transaction; the tenant before it returns afterwards."""
    with _setting(CLUSTER, "" if cluster_id is None else str(cluster_id)):
        yield


@contextmanager
def person(person_id: int | None) -> Iterator[None]:
    """Let one person see their own roles, in whichever clusters, so that they can choose where to work."""
    with _setting(PERSON, "" if person_id is None else str(person_id)):
        yield


@contextmanager
def token(digest: str) -> Iterator[None]:
    """Let the bearer of an API token find that one token."""
    with _setting(TOKEN, digest):
        yield


@contextmanager
def forgetting() -> Iterator[None]:
    """Change rows without the database remembering what they were: to take a whole cluster away, and for drafts that
    are kept with every stroke and are no fact yet. Nothing else."""
    with _setting(FORGET, "on"):
        yield


def every_cluster() -> list[int]:
    """The keys of all clusters, for jobs that work for one after another; it opens none of them."""
    with connection.cursor() as cursor:
        cursor.execute("select midas_cluster_ids()")
        return [int(row[0]) for row in cursor.fetchall()]
