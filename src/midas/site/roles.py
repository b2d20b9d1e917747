"""The second fence: the running site uses the database as `midas_app`, which owns nothing.

Tables have forced row-level security, so the owner is fenced as well; `midas_app` besides can change no
table, drop no policy and switch no trigger off. On a server of somebody else's the role may be impossible to
make: then Midas works as the owner of the tables, and says that the fence is weaker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

APP = "midas_app"


class Cursor(Protocol):
    """What is used of a database cursor, Django's or psycopg's."""

    def execute(self, query: Any, params: Any = None) -> Any: ...

    def fetchone(self) -> Any: ...


@dataclass(frozen=True)
class Standing:
    """What the role Midas logs in with may do, and whether it can step down to `midas_app`."""

    user: str
    superuser: bool
    ignores_fence: bool
    can_make_roles: bool
    app_exists: bool
    can_be_app: bool


def standing(cursor: Cursor) -> Standing:
    """Ask the database about the role of this connection."""
    cursor.execute(
        """select r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, a.oid is not null,
                  coalesce(pg_has_role(r.oid, a.oid, 'MEMBER'), false)
           from pg_roles r left join pg_roles a on a.rolname = %s where r.rolname = session_user""",
        [APP],
    )
    return Standing(*cursor.fetchone())


def how_to_strengthen(found: Standing) -> str:
    """What a superuser of that server has to say for the stronger fence."""
    make = "" if found.app_exists else f"create role {APP}; "
    return f"as a superuser: {make}grant {APP} to {found.user};"


def ensure_app_role(cursor: Cursor) -> bool:
    """Make `midas_app` where the role of this connection may; says whether the site can use it."""
    found = standing(cursor)
    if not found.app_exists and (found.superuser or found.can_make_roles):
        cursor.execute(f"create role {APP}")
    if not standing(cursor).can_be_app and (found.superuser or found.can_make_roles):
        cursor.execute(f"grant {APP} to current_user")
    return standing(cursor).can_be_app


def open_to_app(cursor: Cursor) -> None:
    """Let `midas_app` read and write the rows of this role's tables, now and later ones; and nothing else.

    Tables of other roles in the same schema, an extension's say, are left alone.
    """
    cursor.execute(_GRANTS)


_GRANTS = """
do $$
declare
    thing record;
begin
    grant usage on schema public to midas_app;
    for thing in
        select c.oid::regclass as name, c.relkind as kind from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
          and pg_has_role(current_user, c.relowner, 'USAGE')
    loop
        if thing.kind = 'S' then
            execute format('grant usage, select on sequence %s to midas_app', thing.name);
        elsif thing.name::text = 'django_migrations' then
            execute format('grant select on %s to midas_app', thing.name);
        else
            execute format('grant select, insert, update, delete on %s to midas_app', thing.name);
        end if;
    end loop;
    alter default privileges in schema public grant select, insert, update, delete on tables to midas_app;
    alter default privileges in schema public grant usage, select on sequences to midas_app;
    alter default privileges in schema public grant execute on functions to midas_app;
end
$$
"""
