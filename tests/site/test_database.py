"""Which PostgreSQL: the address in DATABASE_URL means what it means to psql; without one, the embedded server."""

from __future__ import annotations

from pathlib import Path

import pytest

from midas.site.database import django_databases, running_database
from midas.site.trouble import Trouble


def _default(url: str, **environ: str) -> dict:
    return django_databases({"DATABASE_URL": url, **environ})["default"]


def test_every_part_of_an_address_is_read_and_percent_signs_are_decoded() -> None:
    found = _default(
        "postgresql://us%40er:p%3Aw%2F%25@db.example:6543/mid%20as?sslmode=require&connect_timeout=5"
    )
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "6543", "mid as")
    assert (found["USER"], found["PASSWORD"]) == ("us@er", "p:w/%")
    assert found["OPTIONS"] == {"sslmode": "require", "connect_timeout": "5"}


@pytest.mark.parametrize(
    "url", ["postgres://u@/midas?host=/run/my%20sock", "postgres://u@%2Frun%2Fmy%20sock/midas"]
)
def test_a_socket_folder_is_an_address_in_both_ways_of_writing_it(url: str) -> None:
    found = _default(url)
    assert (found["HOST"], found["USER"], found["NAME"]) == ("/run/my sock", "u", "midas")


def test_the_role_of_the_site_is_taken_as_a_connection_opens_beside_other_options() -> None:
    found = _default("postgres://u@h/midas?options=-c%20statement_timeout%3D5s", MIDAS_APP_ROLE="midas_app")
    assert found["OPTIONS"]["options"] == "-c statement_timeout=5s -c role=midas_app"
    assert "options" not in _default("postgres://u@h/midas")["OPTIONS"]


@pytest.mark.parametrize("url", ["mysql://u:secret@h/midas", "sqlite:///midas.db", "midas", "POSTGRES//x"])
def test_another_kind_of_database_is_refused_in_words(url: str) -> None:
    with pytest.raises(Trouble, match="not a PostgreSQL address") as told:
        _default(url)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    "url", ["postgres://u:secret@h:port/midas", "postgres://u:secret@[::1/midas", "postgres://h/a?b=c"]
)
def test_an_address_that_cannot_be_read_is_told_without_its_password(url: str) -> None:
    with pytest.raises(Trouble, match="DATABASE_URL") as told:
        django_databases({"DATABASE_URL": url})
    assert "secret" not in str(told.value)


def test_an_address_without_a_database_is_refused() -> None:
    with pytest.raises(Trouble, match="names no database"):
        _default("postgres://u@h")


def test_without_an_address_it_is_the_embedded_server_and_no_password_is_in_the_settings(
    monkeypatch, tmp_path
) -> None:
    monkeypatch.setenv("MIDAS_HOME", str(tmp_path / "h"))
    found = django_databases({})["default"]
    assert Path(found["HOST"]).parent == tmp_path / "h" / "postgres"
    assert (found["NAME"], found["USER"], "PASSWORD" in found) == ("midas", "midas_owner", False)
    assert found["OPTIONS"]["passfile"] == str(tmp_path / "h" / "postgres" / "passwords")
    assert found["OPTIONS"]["require_auth"] == "scram-sha-256"
    assert not (tmp_path / "h").exists()


def test_a_named_server_is_used_and_none_is_started(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("MIDAS_HOME", str(tmp_path / "h"))
    with running_database({"DATABASE_URL": "postgres://u@h/midas"}, print):
        assert not (tmp_path / "h").exists()
