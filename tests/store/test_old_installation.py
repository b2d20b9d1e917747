"""What an installation had before a release is there, and found, after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from tests import builders

from midas.store import tenancy
from midas.store.models import Membership
from midas.store.queries import directory
from midas.store.sealing import unseal

BEFORE = ("store", "0010_the_worker_lists_clusters")
SECRETS = {"totp": {"secret": "JBSWY3DPEHPK3PXP"}, "recovery_codes": {"seed": "5eed", "used_mask": 0}}


@pytest.fixture
def old(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """A database of its own as it was before; the one the other tests share stays as it is."""
    with django_db_blocker.unblock():
        now = connection.settings_dict["NAME"]
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'drop database if exists "{now}_old"')
            cursor.execute(f'create database "{now}_old"')
        connection.close()
        connection.settings_dict["NAME"] = f"{now}_old"
        try:
            call_command("migrate", *BEFORE, verbosity=0)
            call_command("migrate", "mfa", verbosity=0)
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = now
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'drop database if exists "{now}_old"')


def filled() -> int:
    """Two clusters with a firm each, and a person with second factors; the key of the first cluster."""
    then = MigrationExecutor(connection).loader.project_state(
        [BEFORE, ("mfa", "0003_authenticator_type_uniq")]
    )
    get, keys = then.apps.get_model, []
    for slug, name in (("five-rivers", "Müller & Söhne Ltd"), ("six-rivers", "Müller & Töchter Ltd")):
        cluster = get("store", "Cluster").objects.create(slug=slug, name=slug, founded_on=date(2020, 1, 1))
        keys.append(cluster.pk)
        with tenancy.tenant(cluster.pk):
            here = {"cluster": cluster}
            firm = get("store", "Organisation").objects.create(
                name=name, scheme="GB-COH", identifier="01234567", region="UKE3", locality="Rotherham",
                latitude=53.4, longitude=-1.3, size="small", **here,
            )  # fmt: skip
            group = get("store", "SectorGroup").objects.create(slug="general", name="General", **here)
            member = get("store", "Membership").objects.create(
                organisation=firm, sector_group=group, state="admitted", joined_on=date(2021, 1, 4), **here
            )
            get("store", "Offering").objects.create(
                membership=member, competency="cpv:42600000", title="Spray coating", unit="HUR", unit_price=4300, **here
            )  # fmt: skip
    person = get("store", "Person").objects.create(email="ada@example.org", name="Ada", password="!")
    for kind, data in SECRETS.items():
        get("mfa", "Authenticator").objects.create(user_id=person.pk, type=kind, data=data)
    return int(keys[0])


def named(cluster: int, text: str) -> list[Membership]:
    """The firms the directory finds by these words."""
    wishes = directory.about(text, directory.offered(cluster).names())
    return list(
        directory.Question(wishes, directory.live(builders.TODAY), Q()).among(Membership.objects.all())
    )


def test_firms_of_an_old_installation_are_found_and_its_second_factors_sealed(old: None) -> None:
    cluster = filled()
    call_command("migrate", verbosity=0)
    with tenancy.tenant(cluster):
        for words in ("muller", "söhne", "spray", "rotherham"):
            found = named(cluster, words)
            assert [(one.listed_name, one.listed_region) for one in found] == [
                ("Müller & Söhne Ltd", "UKE3")
            ], words
        assert Membership.objects.get().organisation.name_key == "muller sohne"
        assert not named(cluster, "töchter")
    for kind, data in SECRETS.items():
        row = Authenticator.objects.get(type=kind)
        for name, text in data.items():
            if isinstance(text, str):
                assert row.data[name] != text
                assert unseal(row.data[name]) == text
            else:
                assert row.data[name] == text
