"""The database for tests: started when the first test asks for it, shared by all processes, gone at the end.

Tests of core ask for none, and none is started for them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from midas.site.embedded import running


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """A server for this session: the one `DATABASE_URL` names, else an embedded one with throw-away data."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with running(Path(os.environ["MIDAS_HOME"]), _quiet, durable=False):
        yield


def _quiet(_: str) -> None:
    return


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    database_server: None, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """pytest-django asks here before it makes the test database; one for each process."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The test database as `midas migrate` leaves a real one: `midas_app` may use its rows."""
    from django.db import connection

    from midas.site.roles import ensure_app_role, open_to_app

    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        if ensure_app_role(cursor):
            open_to_app(cursor)


@pytest.fixture(autouse=True)
def _requests_are_served_as_the_sites_role(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a test's client asks for is answered by `midas_app`; the test itself stays the tables' owner."""
    if not _has_database(request):
        return
    from django.test.client import ClientHandler
    from tests.app_role import as_app

    answer = ClientHandler.get_response

    def answer_as_app(self: ClientHandler, asked: Any) -> Any:
        with as_app():
            return answer(self, asked)

    monkeypatch.setattr(ClientHandler, "get_response", answer_as_app)


def _has_database(request: pytest.FixtureRequest) -> bool:
    wanted = {"db", "transactional_db", "live_server"}
    return (
        bool(wanted & set(request.fixturenames)) or request.node.get_closest_marker("django_db") is not None
    )
