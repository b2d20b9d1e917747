"""A second connection, to tell how far a long transaction is: what the first one has not committed nobody sees.

Only for rows the long transaction itself leaves alone; else each would wait for the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from midas.store.models import FirmImport
from midas.store.tenancy import CLUSTER

Tell = Callable[[int, int], None]


@contextmanager
def telling(cluster_id: int, import_id: int) -> Iterator[Tell]:
    """A function that notes how many of how many rows of that import are done, seen by others at once."""
    other = connection.copy()
    table = FirmImport._meta.db_table

    def tell(done: int, rows: int) -> None:
        with other.cursor() as cursor:
            cursor.execute("select set_config(%s, %s, false)", [CLUSTER, str(cluster_id)])
            cursor.execute(
                f"update {table} set done = %s, rows = %s where id = %s",  # noqa: S608 - our own table's name
                [done, rows, import_id],
            )

    try:
        yield tell
    finally:
        other.close()
