"""Who may do what in the embedded server, and getting in again when its password file was lost.

`postgres` sets things up and nothing else. `midas_owner` owns the database and its tables, without being a
superuser. `midas_app` may not log in; the running site takes this role, so that it owns nothing and every
row-level policy binds it.
"""

from __future__ import annotations

from psycopg import Connection, OperationalError, connect, sql

from midas.site.embedded.layout import Layout
from midas.site.embedded.passwords import OWNER, SUPERUSER, new_password, read_passwords, write_passwords
from midas.site.embedded.server import Say, reset_superuser, start, stop
from midas.site.roles import APP
from midas.site.trouble import Trouble

DATABASE = "midas"


def admit(layout: Layout, say: Say) -> None:
    """See that the owner can use the database with the password in the file; make or mend what it takes."""
    try:
        _connection(layout, OWNER, DATABASE).close()
    except OperationalError:
        known = SUPERUSER in read_passwords(layout)
        if not known:
            _begin_again_with_passwords(layout, say)
        with _as_superuser(layout) as connection:
            _provide(connection, read_passwords(layout).get(OWNER) or _add_owner(layout))


def _connection(layout: Layout, role: str, database: str) -> Connection[tuple[object, ...]]:
    # A connect would otherwise fall back to whatever PGPASSFILE and PG* variables the surroundings hold.
    return connect(
        host=str(layout.socket_folder()),
        port=5432,
        user=role,
        dbname=database,
        password=read_passwords(layout).get(role, "none"),
        require_auth="scram-sha-256",
        connect_timeout=30,
        autocommit=True,
    )


def _as_superuser(layout: Layout) -> Connection[tuple[object, ...]]:
    try:
        return _connection(layout, SUPERUSER, "postgres")
    except OperationalError as error:
        if "password authentication failed" not in str(error):
            raise Trouble(
                f"The database started, but does not let Midas in: {error}",
                f"look into its log, {layout.log}.",
            ) from error
        raise Trouble(
            f"The passwords in {layout.passwords} are not those the database knows; the file was changed or damaged.",
            f"put the file back; or delete it (rm {layout.passwords}) and start again: Midas then sets new passwords. "
            "Nothing else is lost.",
        ) from error


def _begin_again_with_passwords(layout: Layout, say: Say) -> None:
    """The file is lost: whoever owns the data folder may set new ones, with the server stopped for a moment."""
    password = new_password()
    stop(layout)
    reset_superuser(layout, password)
    write_passwords(layout, password, new_password())
    start(layout, say)
    say("The database's password file was missing; new passwords have been set.")


def _add_owner(layout: Layout) -> str:
    password = new_password()
    write_passwords(layout, read_passwords(layout)[SUPERUSER], password)
    return password


def _provide(connection: Connection[tuple[object, ...]], owner_password: str) -> None:
    """Roles and database, made where they are missing; the owner's password is the one in the file."""
    for role in (OWNER, APP):
        if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
            connection.execute(sql.SQL("create role {}").format(sql.Identifier(role)))
    # Only the SCRAM verifier travels and can end in a log, never the password.
    verifier = connection.pgconn.encrypt_password(
        owner_password.encode(), OWNER.encode(), b"scram-sha-256"
    ).decode()
    alter = "alter role {} login createdb nosuperuser nobypassrls password {}"
    connection.execute(sql.SQL(alter).format(sql.Identifier(OWNER), sql.Literal(verifier)))
    connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(APP), sql.Identifier(OWNER)))
    if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
        create = "create database {} owner {}"
        connection.execute(sql.SQL(create).format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
