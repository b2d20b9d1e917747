"""Rows by the thousand: COPY into a table of this session's own, then one INSERT from there.

The table is temporary and emptied by every commit. Rows go on from it by an ordinary INSERT, so the fence, the
constraints and the triggers of the trail see each of them as they see any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection
from django.db.models import Model
from psycopg import Cursor, sql

OPPORTUNITY = "store_opportunity"


@dataclass(frozen=True, slots=True)
class Arriving:
    """Rows for the table of `model`: the values of `columns` come by COPY, those of `alike` are the same in all.

    JSON comes as text. Where `of_opportunity` is not empty, it is the column that gets the id of the opportunity with
    the `ocid` that comes first in each row.
    """

    model: type[Model]
    columns: Sequence[str]
    alike: dict[str, Any]
    of_opportunity: str = ""

    @property
    def table(self) -> str:
        """Where the rows go."""
        return self.model._meta.db_table

    def save(self, rows: Iterable[Sequence[Any]]) -> int:
        """Insert them in the order in which they come; how many there were. Each begins with its `ocid`."""
        with connection.cursor() as wrapped:
            cursor = cast(Cursor[Any], wrapped.cursor)
            waiting = self._waiting(cursor)
            names = sql.SQL(", ").join(
                map(sql.Identifier, ("arriving_place", "arriving_ocid", *self.columns))
            )
            with cursor.copy(sql.SQL("copy {} ({}) from stdin").format(waiting, names)) as copy:
                for place, row in enumerate(rows):
                    copy.write_row((place, *row))
            statement, values = self._insert(waiting)
            cursor.execute(statement, values)
            return cursor.rowcount

    def _waiting(self, cursor: Cursor[Any]) -> sql.Identifier:
        """The temporary table, empty: made when a session first needs it."""
        name = f"arriving_{self.table}"
        waiting = sql.Identifier("pg_temp", name)
        names = sql.SQL(", ").join(map(sql.Identifier, self.columns))
        cursor.execute("select to_regclass(%s)", [f"pg_temp.{name}"])
        if cursor.fetchone() == (None,):
            made = sql.SQL(
                "create temporary table {} on commit delete rows as"
                " select 0::integer as arriving_place, ''::text as arriving_ocid, {} from {} limit 0"
            )
            cursor.execute(made.format(sql.Identifier(name), names, sql.Identifier(self.table)))
        else:
            cursor.execute(sql.SQL("select exists (select from {})").format(waiting))
            if cursor.fetchone() == (True,):
                cursor.execute(sql.SQL("truncate {}").format(waiting))
        return waiting

    def _insert(self, waiting: sql.Identifier) -> tuple[sql.Composed, list[Any]]:
        """The statement and its values. That no ocid is empty is said so that the index over those can answer."""
        kept = [*self.columns, *self.alike]
        read: list[sql.Composable] = [sql.Identifier("a", name) for name in self.columns]
        read += [sql.Placeholder()] * len(self.alike)
        values, joined = list(self.alike.values()), sql.SQL("").format()
        if self.of_opportunity:
            kept.append(self.of_opportunity)
            read.append(sql.Identifier("o", "id"))
            joined = sql.SQL(
                " join {} o on o.cluster_id = %s and o.ocid = a.arriving_ocid and o.ocid <> ''"
            ).format(sql.Identifier(OPPORTUNITY))
            values.append(self.alike["cluster_id"])
        statement = sql.SQL("insert into {} ({}) select {} from {} a{} order by a.arriving_place").format(
            sql.Identifier(self.table),
            sql.SQL(", ").join(map(sql.Identifier, kept)),
            sql.SQL(", ").join(read),
            waiting,
            joined,
        )
        return statement, values
