"""Which cluster a transaction works for; the second fence, held by the database.

Every tenant-owned table has row-level security (forced, so its owner is fenced too) that compares `cluster_id`
with the setting `midas.cluster`, which lives as long as the transaction. Nothing set means nothing seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction

CLUSTER, PERSON, TOKEN, FORGET = "midas.cluster", "midas.person", "midas.token", "midas.forget"


def _put(values: Mapping[str, str]) -> dict[str, str]:
    """Set them until the transaction ends, in one statement; returns what they were."""
    was = ", ".join("coalesce(current_setting(%s, true), '')" for _ in values)
    now = ", ".join("set_config(%s, %s, true)" for _ in values)
    with connection.cursor() as cursor:
        cursor.execute(f"select {was}, {now}", [*values, *(part for pair in values.items() for part in pair)])
        row = cursor.fetchone()
    return dict(zip(values, row, strict=False))


@contextmanager
def _setting(values: Mapping[str, str]) -> Iterator[None]:
    """What was set before returns afterwards: by itself where the transaction ends here, else put back."""
    ends_here = not connection.in_atomic_block and connection.get_autocommit()
    with transaction.atomic():
        before = _put(values)
        yield
        # A rollback puts it back too, and no query may come before it.
        if not ends_here and not connection.needs_rollback:
            _put(before)


def _tenant(cluster_id: int | None) -> str:
    return "" if cluster_id is None else str(cluster_id)


@contextmanager
def working(person_id: int | None, cluster_id: int | None) -> Iterator[None]:
    """As `person` and `tenant` at once."""
    with _setting({PERSON: "" if person_id is None else str(person_id), CLUSTER: _tenant(cluster_id)}):
        yield


@contextmanager
def tenant(cluster_id: int | None) -> Iterator[None]:
    """Work for one cluster (None: for none) inside one transaction; the tenant before it returns afterwards."""
    with _setting({CLUSTER: _tenant(cluster_id)}):
        yield


@contextmanager
def person(person_id: int | None) -> Iterator[None]:
    """Let one person see their own roles, in whichever clusters, so that they can choose where to work."""
    with _setting({PERSON: "" if person_id is None else str(person_id)}):
        yield


@contextmanager
def token(digest: str) -> Iterator[None]:
    """Let the bearer of an API token find that one token."""
    with _setting({TOKEN: digest}):
        yield


@contextmanager
def forgetting() -> Iterator[None]:
    """Change rows without the database remembering what they were: to take a whole cluster away, and for drafts that
    are kept with every stroke and are no fact yet. Nothing else."""
    with _setting({FORGET: "on"}):
        yield


def every_cluster() -> list[int]:
    """The keys of all clusters, for jobs that work for one after another; it opens none of them."""
    with connection.cursor() as cursor:
        cursor.execute("select midas_cluster_ids()")
        return [int(row[0]) for row in cursor.fetchall()]
