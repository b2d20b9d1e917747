"""Which PostgreSQL: the one `DATABASE_URL` names, else the embedded one of the data folder.

The address is read by libpq itself, so percent-encoding, socket folders and every connection option mean what
they mean to `psql`. The embedded server's password never enters the settings: libpq reads it from a file as
it connects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from midas.site.embedded.layout import Layout
from midas.site.home import home
from midas.site.trouble import Trouble

SCHEMES = ("postgres://", "postgresql://")
_DJANGO = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
EXAMPLE = "postgresql://user:password@host:5432/database"


def django_databases(environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Django's `DATABASES`. With `MIDAS_APP_ROLE` set, every connection takes that role as it opens."""
    url = environ.get("DATABASE_URL", "")
    settings = _named(url) if url else _embedded()
    role = environ.get("MIDAS_APP_ROLE")
    if role:
        options = f"{settings['OPTIONS'].get('options', '')} -c role={role}"
        settings["OPTIONS"]["options"] = options.strip()
    return {"default": settings}


@contextmanager
def running_database(environ: Mapping[str, str], say: Callable[[str], None]) -> Iterator[None]:
    """Have a database for the block: the embedded server is started if it must be, a named one is only used."""
    if environ.get("DATABASE_URL"):
        yield
        return
    from midas.site.embedded import running

    with running(home(), say):
        yield


def _named(url: str) -> dict[str, Any]:
    if not url.startswith(SCHEMES):
        kind = url.split(":", 1)[0] if "://" in url else "no scheme"
        raise Trouble(
            f"DATABASE_URL is not a PostgreSQL address ({kind}); Midas keeps its data in PostgreSQL only.",
            f"write it as {EXAMPLE}, or unset it to use the database Midas brings along.",
        )
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise Trouble(
            f"DATABASE_URL cannot be read: {_without_secret(error)}.", f"write it as {EXAMPLE}."
        ) from None
    if not all(port.isdecimal() for port in str(parts.get("port") or "5432").split(",")):
        raise Trouble("The port in DATABASE_URL is not a number.", f"write it as {EXAMPLE}.")
    if not parts.get("dbname"):
        raise Trouble("DATABASE_URL names no database.", f"end it with /database, as in {EXAMPLE}.")
    named = {_DJANGO[key]: str(value) for key, value in parts.items() if key in _DJANGO}
    rest = {key: value for key, value in parts.items() if key not in _DJANGO}
    return _settings(named, rest)


def _embedded() -> dict[str, Any]:
    layout = Layout(home())
    named = {"NAME": "midas", "USER": "midas_owner", "HOST": str(layout.socket_folder())}
    return _settings(named, {"passfile": str(layout.passwords), "require_auth": "scram-sha-256"})


def _settings(named: dict[str, str], options: dict[str, Any]) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **named,
        "OPTIONS": options,
    }


def _without_secret(error: Exception) -> str:
    """libpq quotes the address it could not read; the part before the host may hold a password."""
    words = str(error).strip().splitlines()[0].rstrip(".")
    return words if "@" not in words else words.split('"', 1)[0].strip() + " in it"
